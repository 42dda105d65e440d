"""The settings of one installation. What differs between installations is read from the environment."""

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from altaclario.config import environment, installation
from altaclario.declarations import sizes

DATA = installation.folder()
SECRET_KEY_FILE = DATA / "secret.key"
SECRET_KEY_IS_GIVEN = bool(os.environ.get("ALTACLARIO_SECRET_KEY"))
SECRET_KEY = os.environ.get("ALTACLARIO_SECRET_KEY") or installation.secret(SECRET_KEY_FILE)
ROOT_KEY_FILE = Path(os.environ.get("ALTACLARIO_ROOT_KEY_FILE") or DATA / "root.key")
ROOT_KEY = os.environ.get("ALTACLARIO_ROOT_KEY", "")
ROOT_KEY_NEXT = os.environ.get("ALTACLARIO_ROOT_KEY_NEXT", "")
ROOT_KEY_IS_NEW = environment.yes("ALTACLARIO_ROOT_KEY_IS_NEW")

EDITION = environment.edition()
IS_SERVER = EDITION == "server"
# A browser takes a cookie of this name from this host alone, over TLS alone, for all of its paths.
COOKIE_PREFIX = "__Host-" if IS_SERVER else ""
DEBUG = False
ORIGIN = os.environ.get("ALTACLARIO_ORIGIN", "").rstrip("/") if IS_SERVER else ""
_HOSTS = environment.words("ALTACLARIO_HOSTS") or [environment.host_of(ORIGIN)]
ALLOWED_HOSTS = _HOSTS if IS_SERVER else ["localhost", "127.0.0.1", "[::1]"]
ROOT_URLCONF = "altaclario.config.urls"
WSGI_APPLICATION = "altaclario.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "altaclario.web",
    "altaclario.telemetry",
    "altaclario.vault",
    "altaclario.audit",
    "altaclario.accounts",
    "altaclario.workspaces",
    "altaclario.consent",
    "altaclario.connections",
    "altaclario.sync",
    "altaclario.dashboards",
    "altaclario.privacy",
    "altaclario.desk",
    "altaclario.sharing",
    "altaclario.operating",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "altaclario.web.proxies.Proxies",
    "altaclario.web.headers.Headers",
    "altaclario.web.refusals.Refusals",
    "altaclario.web.https.OnlyHttps",
    "altaclario.web.methods.Methods",
    "altaclario.web.problems.Problems",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pads each page by chance, so that its length tells nothing of the form tokens in it.
    "django.middleware.gzip.GZipMiddleware",
    "altaclario.telemetry.counting.Counting",
    "altaclario.workspaces.walls.Walls",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "altaclario.workspaces.confined.Confined",
    "altaclario.accounts.sign_ins.Seen",
    "altaclario.accounts.preferences.Remember",
    "altaclario.consent.keeping.Keeping",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "altaclario.web.sizes.Sizes",
    "altaclario.accounts.attempts.Attempts",
    "altaclario.web.limiting.Limiting",
    "altaclario.web.busy.Busy",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "altaclario.web.context.page",
                "altaclario.workspaces.switching.page",
                "altaclario.consent.context.page",
                "altaclario.telemetry.context.page",
                "altaclario.privacy.context.page",
                "altaclario.operating.context.page",
                "altaclario.desk.banners.page",
                "altaclario.desk.updates.page",
            ]
        },
    }
]

# ── Storage ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _database(url: str) -> dict[str, Any]:
    """PostgreSQL when a URL names one, else one SQLite file in the data folder."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "altaclario.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 5,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
            },
        }
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", ""),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "OPTIONS": {name: value for name, value in parts.items() if name.startswith("ssl")},
    }


_SERVING = _database(os.environ.get("ALTACLARIO_DATABASE_URL", ""))
MAINTENANCE_DATABASE = _database(os.environ.get("ALTACLARIO_MAINTENANCE_DATABASE_URL", ""))
"""PostgreSQL as the role that sees every workspace."""
MAINTAINS = environment.yes("ALTACLARIO_MAINTAINS") and "USER" in MAINTENANCE_DATABASE
DATABASES = {"default": MAINTENANCE_DATABASE if MAINTAINS else _SERVING}
SERVING_ROLE = _SERVING.get("USER", "") if MAINTAINS else ""
"""What a process that maintains steps down to while one workspace is open."""
QUEUE_FILE = DATA / "queue.sqlite3"
PURGE_JOURNAL = Path(os.environ.get("ALTACLARIO_PURGE_JOURNAL") or DATA / "purged.journal")

# ── Memory ───────────────────────────────────────────────────────────────────────────────────────────────────────────
MEMORY_ADDRESS = re.sub("^@", "\0", os.environ.get("ALTACLARIO_MEMORY_ADDRESS", ""))
MEMORY_KEY = os.environ.get("ALTACLARIO_MEMORY_KEY", "").encode()
MEMORY_LIMIT_BYTES = environment.number("ALTACLARIO_MEMORY_LIMIT_MB", 1024) << 20
SWAPS_FILE = "/proc/swaps"
SWAP_ACKNOWLEDGED = environment.yes("ALTACLARIO_SWAP_ACKNOWLEDGED")

# ── Trackers ─────────────────────────────────────────────────────────────────────────────────────────────────────────
SIMULATOR_URL = os.environ.get("ALTACLARIO_SIMULATOR_URL", "")
TRACKER_NETWORKS = environment.networks("ALTACLARIO_TRACKER_NETWORKS")
ISSUER_NETWORKS = environment.networks("ALTACLARIO_ISSUER_NETWORKS")
"""Where identity providers may live beside public addresses."""
WORKSPACE_ISSUER_NETWORKS = environment.networks("ALTACLARIO_WORKSPACE_ISSUER_NETWORKS")
"""The same for those that the owners of workspaces name, whoever they are."""
HAS_DEMO = bool(SIMULATOR_URL)
# What the operator registered at the makers of trackers: without it, nobody is sent there to allow anything.
JIRA_APP_ID = os.environ.get("ALTACLARIO_JIRA_APP_ID", "")
JIRA_APP_SECRET_FILE = os.environ.get("ALTACLARIO_JIRA_APP_SECRET_FILE", "")
AZURE_APP_ID = os.environ.get("ALTACLARIO_AZURE_APP_ID", "")
AZURE_APP_SECRET_FILE = os.environ.get("ALTACLARIO_AZURE_APP_SECRET_FILE", "")
AZURE_APP_TENANT = os.environ.get("ALTACLARIO_AZURE_APP_TENANT") or "organizations"
GRANTING_URL = os.environ.get("ALTACLARIO_GRANTING_URL", "")
"""Whom they are sent to instead of the makers, as in a trial on this machine: no gate of a server lets it pass."""

# ── People ───────────────────────────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["altaclario.accounts.passwords.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "altaclario.accounts.passwords.LongEnough"},
    {"NAME": "altaclario.accounts.passwords.NotCommon"},
    {"NAME": "altaclario.accounts.passwords.NotAboutOneself"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspaces"
LOGOUT_REDIRECT_URL = "landing"
ACCOUNT_ADAPTER = "altaclario.accounts.signing_up.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "altaclario.accounts.forms.SignUp"
ACCOUNT_FORMS = {
    "signup": "altaclario.accounts.signing_up_twice.OneSignUp",
    "request_login_code": "altaclario.accounts.by_code.Ask",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# The library counts tries in the memory of one process; we in the database (`declarations/limits.py`).
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
MFA_ADAPTER = "altaclario.accounts.second_factors.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "altaclario.accounts.one_time_codes.SignIn",
    "reauthenticate": "altaclario.accounts.one_time_codes.Again",
    "activate_totp": "altaclario.accounts.one_time_codes.SetUp",
    "add_webauthn": "altaclario.accounts.passkeys.Add",
    "login_webauthn": "altaclario.accounts.passkeys.SignIn",
    "authenticate_webauthn": "altaclario.accounts.passkeys.SecondStep",
    "reauthenticate_webauthn": "altaclario.accounts.passkeys.Again",
}
# A code of half a minute ago is still taken: clocks differ, and people type slowly.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TRUST_ENABLED = True
MFA_TRUST_COOKIE_NAME = f"{COOKIE_PREFIX}remembered"
MFA_TRUST_COOKIE_AGE = timedelta(days=14)
ACCOUNT_CHANGE_EMAIL = True
# What stands between the last proof of who somebody is and their being signed in.
LAST_STEPS = ["altaclario.consent.signing_in.TermsFirst"]

# Whose requests telemetry counts.
MAY_BE_COUNTED = "altaclario.consent.counting.may_be_counted"

# ── Cookies and headers ──────────────────────────────────────────────────────────────────────────────────────────────
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
GUEST_COOKIE_NAME = f"{COOKIE_PREFIX}guest"
KNOWN_COOKIE_NAME = f"{COOKIE_PREFIX}known"
# A browser is known as long as what this says of an account is what it said before.
KNOWN_WHILE = "altaclario.accounts.sign_ins.standing"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SERVER
HTTPS_ONLY = IS_SERVER
# Without it there is no analytics: no question, no cookie of it, no address, nothing for Google.
ANALYTICS_ID = environment.measurement_id("ALTACLARIO_ANALYTICS_ID")
ANALYTICS_SECRET_FILE = os.environ.get("ALTACLARIO_ANALYTICS_SECRET_FILE", "")
_ANALYTICS_HOSTS = {"worldwide": "www.google-analytics.com", "eu": "region1.google-analytics.com"}
_ANALYTICS_REGION = environment.one_of("ALTACLARIO_ANALYTICS_REGION", tuple(_ANALYTICS_HOSTS))
ANALYTICS_URL = f"https://{_ANALYTICS_HOSTS[_ANALYTICS_REGION]}"
ANALYTICS_NETWORKS: tuple[Any, ...] = ()
"""Where that is something else than Google, as in a trial: no gate of a server lets it pass."""
SECURITY_CONTACT = os.environ.get("ALTACLARIO_SECURITY_CONTACT", "")
HSTS_SECONDS = 2 * 365 * 86_400
PROXY_NETWORKS = environment.networks("ALTACLARIO_PROXY_NETWORKS")
CSRF_TRUSTED_ORIGINS = [ORIGIN] if IS_SERVER and ORIGIN else []
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_SERVER else "http"
SESSION_COOKIE_AGE = 14 * 86_400
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = sizes.BODY_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = sizes.FIELDS
DATA_UPLOAD_MAX_NUMBER_FILES = 1
# One form takes an archive; that, and a file that is sent anywhere else all the same, must not lie on the disk.
FILE_UPLOAD_MAX_MEMORY_SIZE = max(sizes.LARGER.values())
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# ── Pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600
WHITENOISE_MIMETYPES = {".svg": "image/svg+xml; charset=utf-8"}
WHITENOISE_IMMUTABLE_FILE_TEST = r"/built/[\w-]+-[A-Z0-9]{8}\.(js|css)$"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "altaclario.web.files.Built"},
}

# ── Mail and logs ────────────────────────────────────────────────────────────────────────────────────────────────────
SUBPROCESSORS_FILE = Path(os.environ.get("ALTACLARIO_SUBPROCESSORS") or DATA / "subprocessors.toml")
SUBPROCESSORS = environment.subprocessors(SUBPROCESSORS_FILE, is_named=bool(os.environ.get("ALTACLARIO_SUBPROCESSORS")))
RECIPIENTS = [host for one in SUBPROCESSORS for host in one.hosts]
EMAIL_HOST = os.environ.get("ALTACLARIO_MAIL_HOST", "")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "altaclario.web.mail.Terminal"
EMAIL_PORT = environment.number("ALTACLARIO_MAIL_PORT", 587)
EMAIL_HOST_USER = os.environ.get("ALTACLARIO_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("ALTACLARIO_MAIL_PASSWORD", "")
_MAIL_TLS = environment.one_of("ALTACLARIO_MAIL_TLS", ("starttls", "tls", "none"))
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL_TLS == "starttls", _MAIL_TLS == "tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("ALTACLARIO_MAIL_FROM", "AltaClario <no-reply@localhost>")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "altaclario.web.logs.WithoutContents"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # A wrong password or a page that is not there is no event for the operator,
        "django.request": {"level": "ERROR"},
        # and on a server one line for whoever watches over it.
        "altaclario.security": {"level": "INFO" if IS_SERVER else "ERROR"},
    },
}
