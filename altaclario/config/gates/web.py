"""Gates of what the web sees: one https origin, cookies that stay on it, proxies that are named, mail that arrives."""

import importlib.util
import re

from django.conf import settings

from altaclario.config import environment
from altaclario.consent import choice
from altaclario.consent.analytics import visits
from altaclario.declarations.promises import keeps

_DOORKEEPERS = (
    "altaclario.web.proxies.Proxies",
    "altaclario.web.headers.Headers",
    "altaclario.web.https.OnlyHttps",
    "django.middleware.csrf.CsrfViewMiddleware",
    "altaclario.web.sizes.Sizes",
    "altaclario.web.limiting.Limiting",
    "altaclario.workspaces.confined.Confined",
)
"""Each keeps something out that nothing behind it would."""
_YEAR = 365 * 86_400
_ORIGIN = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?")


def debug() -> str:
    return "DEBUG is on: error pages would show settings and data. Turn it off." if settings.DEBUG else ""


def toolbar() -> str:
    is_there = importlib.util.find_spec("debug_toolbar") is not None
    return "A debug toolbar is installed; it shows queries and settings. Uninstall it." if is_there else ""


def hosts() -> str:
    wide = [host for host in settings.ALLOWED_HOSTS if host.startswith(("*", "."))]
    if wide or not settings.ALLOWED_HOSTS:
        return f"ALLOWED_HOSTS holds {wide or 'nothing'}: name each host in ALTACLARIO_HOSTS, without wildcards."
    return ""


def origin() -> str:
    if not settings.ORIGIN:
        return "ALTACLARIO_ORIGIN is missing: give the address that people type, such as https://flow.example.com."
    if not settings.ORIGIN.startswith("https://"):
        return "ALTACLARIO_ORIGIN must begin with https:// because passwords and tokens travel there."
    if not _ORIGIN.fullmatch(settings.ORIGIN):
        return "ALTACLARIO_ORIGIN must be https:// and a host, without a path or a name."
    if environment.host_of(settings.ORIGIN) not in settings.ALLOWED_HOSTS:
        return "The host of ALTACLARIO_ORIGIN is not in ALTACLARIO_HOSTS; add it."
    return ""


def http_origins() -> str:
    others = [
        one for one in settings.CSRF_TRUSTED_ORIGINS if one != settings.ORIGIN
    ]  # A gate of its own looks at ours.
    plain = [one for one in others if not one.startswith("https://") or "*" in one]
    return f"CSRF_TRUSTED_ORIGINS holds {plain}: only https origins without wildcards may be trusted." if plain else ""


def only_https() -> str:
    is_so = settings.HTTPS_ONLY and settings.HSTS_SECONDS >= _YEAR
    return "" if is_so else "HTTPS is not enforced for at least a year: set HTTPS_ONLY, and HSTS_SECONDS to 31536000."


def cookies() -> str:
    kinds = {
        settings.SESSION_COOKIE_NAME: (settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_DOMAIN),
        settings.CSRF_COOKIE_NAME: (settings.CSRF_COOKIE_SECURE, settings.CSRF_COOKIE_DOMAIN),
        # Secure and without a domain as that of the session is.
        settings.MFA_TRUST_COOKIE_NAME: (settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_DOMAIN),
        settings.GUEST_COOKIE_NAME: (settings.SESSION_COOKIE_SECURE, None),
        settings.KNOWN_COOKIE_NAME: (settings.SESSION_COOKIE_SECURE, None),
        choice.cookie(): (settings.SESSION_COOKIE_SECURE, None),
        visits.cookie(): (settings.SESSION_COOKIE_SECURE, None),
    }
    loose = [
        name for name, (is_secure, domain) in kinds.items() if not is_secure or domain or not name.startswith("__Host-")
    ]
    return f"The cookies {loose} must be secure, begin with __Host- and have no domain." if loose else ""


def proxies() -> str:
    if settings.SECURE_PROXY_SSL_HEADER or settings.USE_X_FORWARDED_HOST:
        return (
            "A header of the proxy is believed whoever sends it: name the proxy in ALTACLARIO_PROXY_NETWORKS instead."
        )
    if any(network.prefixlen == 0 for network in settings.PROXY_NETWORKS):
        return "ALTACLARIO_PROXY_NETWORKS holds every address: name only those of your proxies."
    return ""


def proxy_is_named() -> str:
    if settings.PROXY_NETWORKS:
        return ""
    return "No proxy is named, and TLS ends there: give its network as ALTACLARIO_PROXY_NETWORKS, such as 127.0.0.1/32."


def mail() -> str:
    if settings.EMAIL_BACKEND != "django.core.mail.backends.smtp.EmailBackend" or not settings.EMAIL_HOST:
        return "Mails would go nowhere but to the terminal: give a mail server as ALTACLARIO_MAIL_HOST."
    if not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        return "Mails would travel in the open: set ALTACLARIO_MAIL_TLS to starttls or tls."
    return ""


def sender() -> str:
    is_ours = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") in {"", "localhost"}
    return "Mails have no sender that can be answered: set ALTACLARIO_MAIL_FROM." if is_ours else ""


def readable() -> str:
    """Cookies that sign somebody in are for us alone: not for scripts, and not for forms of other sites."""
    loose = [
        name
        for name in ("SESSION_COOKIE", "CSRF_COOKIE")
        if not getattr(settings, f"{name}_HTTPONLY") or getattr(settings, f"{name}_SAMESITE") not in ("Lax", "Strict")
    ]
    return (
        f"{' and '.join(loose)} can be read by scripts or sent by other sites: leave them as they are." if loose else ""
    )


def doorkeepers() -> str:
    missing = [name for name in _DOORKEEPERS if name not in settings.MIDDLEWARE]
    return f"MIDDLEWARE lacks {', '.join(missing)}: put it back in its place." if missing else ""


@keeps("no-back-door")
def back_door() -> str:
    is_there = "django.contrib.admin" in settings.INSTALLED_APPS
    return (
        "Django's admin is installed, which goes around every wall: take it out of INSTALLED_APPS." if is_there else ""
    )


def recipients() -> str:
    """Whoever reads the privacy policy learns whom this installation hands something to."""
    host = settings.EMAIL_HOST.lower()
    if not host or host in settings.RECIPIENTS:
        return ""
    return f"The mail server {host} is no declared recipient: name it in {settings.SUBPROCESSORS_FILE}."


def told_of_holes() -> str:
    if settings.SECURITY_CONTACT.startswith("https://"):
        return ""
    return "Nobody could tell of a hole: give the https page to write to as ALTACLARIO_SECURITY_CONTACT."


GATES = (
    debug,
    toolbar,
    hosts,
    origin,
    http_origins,
    only_https,
    cookies,
    proxies,
    proxy_is_named,
    mail,
    sender,
    told_of_holes,
    readable,
    doorkeepers,
    back_door,
    recipients,
)
