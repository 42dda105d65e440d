"""How often something may be tried: the figures of each kind of door, and which door each address is."""

from dataclasses import dataclass
from typing import Literal

from altaclario.declarations import dashboards

Per = Literal["address", "account", "account here", "person", "device"]
"""Whom a rate counts: a network address, what was typed or named, that from one address, who is signed in, or a browser
in which that account was signed in before."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


@dataclass(frozen=True, slots=True)
class Rate:
    """So many in so many seconds. `failed`: a try that succeeds is given back."""

    most: int
    seconds: int
    per: Per
    failed: bool = False


LIMITS: dict[str, tuple[Rate, ...]] = {
    # One address reaches 30 wrong passwords of an account in a day, and all of them together 100: nobody keeps the
    # owner out from a single place.
    "sign-in": (
        Rate(30, _MINUTE, "address"),
        Rate(10, 5 * _MINUTE, "address", failed=True),
        Rate(5, 5 * _MINUTE, "account here", failed=True),
        Rate(30, _DAY, "account here", failed=True),
        Rate(100, _DAY, "account", failed=True),
    ),
    # A browser that was signed in before shows a cookie that nobody else can have: what others guess is not held
    # against it, so that an account whose hundred tries are used up stays open to its owner's own browsers.
    "sign-in in a known browser": (
        Rate(30, _MINUTE, "address"),
        Rate(10, 5 * _MINUTE, "address", failed=True),
        Rate(5, 5 * _MINUTE, "device", failed=True),
        Rate(30, _DAY, "device", failed=True),
    ),
    # Only who knows the password or comes by a link that the person made comes this far, so that the account itself can
    # be counted strictly; who comes through a workspace's provider is counted for that link alone.
    "second factor": (
        Rate(5, 5 * _MINUTE, "account", failed=True),
        Rate(20, _HOUR, "account", failed=True),
        Rate(50, _DAY, "account", failed=True),
    ),
    "re-authentication": (
        Rate(10, 5 * _MINUTE, "person", failed=True),
        Rate(50, _DAY, "person", failed=True),
    ),
    "reset": (Rate(20, 10 * _MINUTE, "address"), Rate(5, _DAY, "account")),
    "sign-up": (Rate(20, _MINUTE, "address"), Rate(200, _DAY, "address"), Rate(10, _HOUR, "account")),
    "code by mail": (Rate(20, _MINUTE, "address"), Rate(3, _MINUTE, "account"), Rate(20, _DAY, "account")),
    "verification code": (Rate(30, _MINUTE, "address"),),
    # Whatever form it was that had it sent.
    "mail with a code": (Rate(5, 10 * _MINUTE, "account"), Rate(30, _DAY, "account")),
    "passkey": (Rate(10, _MINUTE, "address"),),
    "invitation": (Rate(30, _HOUR, "person"), Rate(100, _DAY, "person")),
    "share password": (
        Rate(10, 5 * _MINUTE, "address", failed=True),
        Rate(5, 5 * _MINUTE, "account here", failed=True),
        Rate(100, _DAY, "account", failed=True),
    ),
    "desk": (Rate(30, 10 * _MINUTE, "address"), Rate(100, _DAY, "address")),
    # Each that is taken sends a mail to whatever address was typed.
    "mail of the desk": (Rate(20, _DAY, "address"), Rate(4, _HOUR, "account"), Rate(8, _DAY, "account")),
    "reference": (Rate(10, 5 * _MINUTE, "address", failed=True), Rate(30, _DAY, "account", failed=True)),
    "export": (Rate(20, _HOUR, "person"),),
    "connection test": (Rate(20, 10 * _MINUTE, "person"),),
    # Two for each page; whoever shares an address with many others loses some, and no page waits for it.
    "count": (Rate(300, _MINUTE, "address"),),
    "change": (Rate(300, _MINUTE, "address"), Rate(120, _MINUTE, "person")),
    # Of one token, whether it holds or not; a house behind one address may have several programs.
    "API": (Rate(1200, _MINUTE, "address"), Rate(600, _MINUTE, "account")),
}
"""Each kind of door and its rates."""


@dataclass(frozen=True, slots=True)
class Door:
    """An address and its limit. `account` is the field of the form, or the part of the address, that names whom it
    is about. `known` is the limit of a browser in which that account was signed in before. `reads`: looking counts as
    well as changing."""

    limit: str
    account: str = ""
    known: str = ""
    reads: bool = False
    header: str = ""
    """A header that names whom it is about, in place of `account`."""


@dataclass(frozen=True, slots=True)
class Free:
    """An address that may be asked as often as one likes, and why. Who sends a form there all the same, where `forms`
    are not free, changes something."""

    because: str
    forms: bool = False


_CHANGE = Door("change")
_READS = Free("it only reads")
_COOKIE = Free("it sets a cookie, and nothing is stored here", forms=True)
_METERED = Free(
    "at most 60 a minute of one address are looked at, counted in memory: a row each would be too much", forms=True
)
_POLLS = Free("the page itself asks it every second while a reading goes on")

_API = Door("API", reads=True, header="Authorization")

DOORS: dict[str, Door | Free] = {
    # accounts
    "account_login": Door("sign-in", account="login", known="sign-in in a known browser"),
    "account_logout": _CHANGE,
    "account_inactive": _READS,
    "account_signup": Door("sign-up", account="email"),
    "account_reauthenticate": Door("re-authentication"),
    "confirm-by-mail": Door("re-authentication"),
    "account_email": _CHANGE,
    "account_email_verification_sent": Door("verification code"),
    "account_change_password": Door("re-authentication"),
    "account_set_password": _CHANGE,
    "account_reset_password": Door("reset", account="email"),
    "account_confirm_password_reset_code": Door("verification code"),
    "account_complete_password_reset": Door("verification code"),
    "account_password_reset_completed": _READS,
    "account_request_login_code": Door("code by mail", account="email"),
    "account_confirm_login_code": Door("verification code"),
    "mfa_index": _READS,
    "mfa_authenticate": Door("verification code"),
    "mfa_reauthenticate": Door("re-authentication"),
    "mfa_trust": _CHANGE,
    "mfa_activate_totp": _CHANGE,
    "mfa_deactivate_totp": _CHANGE,
    "mfa_view_recovery_codes": _READS,
    "mfa_generate_recovery_codes": _CHANGE,
    "mfa_download_recovery_codes": _READS,
    "mfa_list_webauthn": _READS,
    "mfa_add_webauthn": _CHANGE,
    "mfa_edit_webauthn": _CHANGE,
    "mfa_remove_webauthn": _CHANGE,
    "mfa_login_webauthn": Door("passkey"),
    "mfa_reauthenticate_webauthn": Door("re-authentication"),
    "security": _READS,
    "account-activity": _READS,
    "sign-out-elsewhere": _CHANGE,
    "preferences": _CHANGE,
    "issuer-leave": Door("verification code"),
    "issuer-back": Door("verification code", reads=True),
    "identity-unknown": _READS,
    "identity-link": _CHANGE,
    "identity-unlink": _CHANGE,
    # workspaces
    "workspaces": _READS,
    "workspace-new": _CHANGE,
    "workspace-settings": _CHANGE,
    "workspace-issuer": _READS,
    "workspace-issuer-set-up": Door("connection test"),
    "workspace-issuer-remove": _CHANGE,
    "workspace-sign-in": Door("verification code"),
    "workspace-sign-in-back": Door("verification code", reads=True),
    "member-identity": _CHANGE,
    "audit": _READS,
    "audit-csv": Door("export", reads=True),
    "audit-json": Door("export", reads=True),
    "members": _READS,
    "member": _CHANGE,
    "member-leave": _CHANGE,
    "member-remove": _CHANGE,
    "member-hand-over": _CHANGE,
    "member-invite": Door("invitation"),
    "member-invitation-revoke": _CHANGE,
    "invitation": Door("verification code", reads=True),
    "invitation-held": _CHANGE,
    "invitation-as-another": _CHANGE,
    # rights, closing and undoing
    "rights": _READS,
    "rights-held": _READS,
    "rights-archive": Door("export"),
    "rights-import": _CHANGE,
    "rights-name": _CHANGE,
    "rights-pause": _CHANGE,
    "rights-objections": _CHANGE,
    "account-close": _CHANGE,
    "workspace-close": _CHANGE,
    "workspace-reopen": _CHANGE,
    "closed": _READS,
    "closed-undo": _CHANGE,
    "closed-link": Door("verification code", reads=True),
    # connections and their readings
    "connection-new": Door("connection test"),
    "connection-token": Door("connection test"),
    "connection-allow": Door("connection test"),
    "connection-allow-again": Door("connection test"),
    "connection-back": Door("connection test", reads=True),
    "connection-allowed": Door("connection test"),
    "connection-allowed-again": Door("connection test"),
    "connection-test": Door("connection test"),
    "connection-scope": _CHANGE,
    "connections": _READS,
    "connection": _READS,
    "connection-history": _READS,
    "connection-progress": _POLLS,
    "connection-refresh": _CHANGE,
    "connection-cancel": _CHANGE,
    "connection-purge": _CHANGE,
    "connection-remove": _CHANGE,
    # dashboards
    "landing": _READS,
    "demo": _READS,
    "figures": _READS,
    **dict.fromkeys(dashboards.NAMES, _READS),
    **{f"{name}-file": _READS for name in dashboards.NAMES},
    "item": _READS,
    "counting": _READS,
    "counting-section": _CHANGE,
    "counting-preview": _READS,
    "counting-export": Door("export", reads=True),
    "counting-import": _CHANGE,
    "teams": _READS,
    "team-new": _CHANGE,
    "team": _CHANGE,
    "team-work": _CHANGE,
    "team-delete": _CHANGE,
    # share links
    "shares": _READS,
    "share-new": _CHANGE,
    "share-preview": _READS,
    "share-revoke": _CHANGE,
    "share-opened": Free("nobody guesses 256 bits, and it only reads"),
    "shared": Door("share password", account="link"),
    "share-framed": _READS,
    # programs
    "api-tokens": _READS,
    "api-token-new": _CHANGE,
    "api-token-revoke": _CHANGE,
    "api-description": _READS,
    "api-dashboards": _API,
    **{f"api-{name}{part}": _API for name in dashboards.NAMES for part in ("", "-items", "-chart", "-rows")},
    # whoever runs the installation
    "operator": _READS,
    "operator-desk": _READS,
    "operator-matter": _READS,
    "operator-decide": _CHANGE,
    "operator-extend": _CHANGE,
    # the desk
    "contact": Door("desk"),
    "abuse": Door("desk"),
    "dmca-notice": Door("desk"),
    "counter-notice": Door("desk"),
    "desk-status": Door("reference", account="reference"),
    "status": _READS,
    "status-all": _READS,
    "status-feed": _READS,
    "incident-close": _COOKIE,
    "updates": _READS,
    "updates-close": _CHANGE,
    # of no workspace
    "privacy": _READS,
    "terms": _READS,
    "cookies": _READS,
    "security-policy": _READS,
    "subprocessors": _READS,
    "data-processing": _READS,
    "acceptable-use": _READS,
    "dmca": _READS,
    "accessibility": _READS,
    "text-versions": _READS,
    "processing": _READS,
    "trust": _READS,
    "cookie-preferences": _CHANGE,
    "measured": Door("count"),
    "terms-again": _CHANGE,
    "agreed": _READS,
    "gpc": _READS,
    "theme": _COOKIE,
    "shortcuts": _COOKIE,
    "counted": _COOKIE,
    "telemetry": _METERED,
    "robots": _READS,
    "icon": _READS,
    "security-txt": _READS,
    "change-password": _READS,
    "alive": Free("monitors ask it, and it only reads"),
}
"""Each address of the product by its name; a check refuses one that does not stand here."""
