"""What can be typed into each form and each address; and forms into which nothing can, with the reason."""

from typing import Any

from altaclario.dashboards import every
from altaclario.desk import forms as desk
from tests.walls import world

FORMS: dict[str, dict[str, Any]] = {
    "workspace-new": {"name": "x", "zone": "UTC", "once": "x"},
    "workspace-settings": {"name": "x", "zone": "UTC", "week_start": "0", "needs_second_factor": "x"}
    | {f"initial-{name}": "x" for name in ("name", "zone", "week_start", "needs_second_factor")},
    "member-invite": {"email": "x@kestrel.test", "role": "viewer"},
    "connection-new": {"site": world.REFUSED_SITE, "email": "x@kestrel.test", "token": "x" * 20, "provider": "jira"},
    "connection-token": {"token": "x" * 20},
    "connection-allowed": {"mark": "x", "id": "x", "sealed": "x", "site": "x"},
    "connection-allowed-again": {"mark": "x", "id": "x", "sealed": "x", "site": "x"},
    "connection-cancel": {"from": "flow"},
    "account_signup": {"email": "x@kestrel.test", "name": "x", "password1": "x" * 20, "terms": "x", "of_age": "x"},
    "account_login": {"login": "x@kestrel.test", "password": "x", "next": "/w/"},
    "account_reset_password": {"email": "x@kestrel.test"},
    "account_request_login_code": {"email": "x@kestrel.test"},
    "account_email": {"email": "x@kestrel.test", "action_add": "1"},
    "share-new": {"shown": "x", "days": "7", "password": "x", "frame_ancestors": "https://x.test", "shows_keys": "on"},
    "team-new": {"name": "x"},
    "team": {"name": "x", "members": "x", "initial-name": "x", "initial-members": "x"},
    "team-work": {"boards": "x", "projects": "x", "areas": "x", "initial-boards": "x"},
    "counting-section": {"clock": "working", "weekdays": "x", "holidays": "x", "seen": "x"},
    "counting-import": {"text": "x", "save": "1", "seen": "x"},
    "counting-preview": {"clock": "working", "weekdays": "0", "holidays": "x"},
    "theme": {"theme": "dark", "back": "/"},
    "preferences": {"zone": "UTC", "theme": "dark", "density": "compact"},
    "rights-name": {"name": "x"},
    "member": {"role": "viewer", "seen": "viewer"},
    "workspace-issuer-set-up": {"issuer": world.REFUSED_SITE, "client_id": "x", "secret": "x"},
    "connection-scope": {"projects": "1", "boards": "1", "labels": "1"},
    "account_reauthenticate": {"password": "x"},
    "account_change_password": {"oldpassword": "x", "password1": "x" * 20},
    "mfa_edit_webauthn": {"name": "x"},
    "mfa_activate_totp": {"code": "123456"},
    "terms-again": {"answer": "accept", "seen": "x"},
    "cookie-preferences": {"answer": "accept", "back": "/"},
    "contact": dict.fromkeys(desk.Message.base_fields, "x"),
    "abuse": dict.fromkeys(desk.Report.base_fields, "x"),
    "dmca-notice": dict.fromkeys(desk.Notice.base_fields, "x"),
    "counter-notice": dict.fromkeys(desk.CounterNotice.base_fields, "x"),
    "desk-status": {"reference": "x", "code": "x"},
    "operator-decide": {"decision": "refused", "reasons": "x"},
    "operator-extend": {"reasons": "x"},
    "account-close": {"at_once": "on"},
    "workspace-close": {"at_once": "on"},
    "api-token-new": {"name": "x", "days": "30", "with_items": "on", "once": str(world.NOBODY)},
    "rights-objections": {"updates": "x", "devices": "x", "telemetry": "x"},
    "shared": {"password": "x"},
    "workspace-sign-in": {"next": "x"},
    "issuer-leave": {"next": "x"},
    "identity-link": {"account": "x", "identity": "x"},
    "member-identity": {"account": "x", "identity": "x"},
    "member-hand-over": {"seen": "member"},
    "member-remove": {"seen": "member"},
    "connection-refresh": {"from": "flow"},
    "incident-close": {"incident": "1", "back": "/"},
    "updates-close": {"through": "x", "back": "/"},
    "shortcuts": {"back": "/"},
    "counted": {"back": "/"},
    "telemetry": {"route": "x", "error": "x", "LCP": "x"},
    "confirm-by-mail": {"code": "x"},
    "mfa_add_webauthn": {"name": "x", "credential": "x"},
    "mfa_reauthenticate": {"code": "x"},
    "mfa_reauthenticate_webauthn": {"credential": "x"},
    "mfa_login_webauthn": {"credential": "x"},
    "account_logout": {"next": "x"},
    "account_confirm_login_code": {"code": "x"},
    "account_email_verification_sent": {"code": "x"},
    "account_confirm_password_reset_code": {"code": "x"},
}
"""Every form in which something can be typed."""
AFTER = {
    "account_confirm_login_code": "account_request_login_code",
    "account_email_verification_sent": "account_signup",
    "account_confirm_password_reset_code": "account_reset_password",
}
"""Forms that are there only after another one was sent."""
ASKED = {
    **{
        name: (*(one.name for one in dashboard.takes), "and", "away", "more", "start", "type", "project", "unit")
        for name, dashboard in every.DASHBOARDS.items()
    },
    "counting": ("connection", "team"),
    "counting-section": ("connection", "team"),
    "audit": ("kind", "who", "page", "what"),
    "connection-history": ("page",),
    "account_login": ("next",),
    "share-new": ("dashboard", "connection", "team", "board"),
    "abuse": ("link",),
    "text-versions": ("text", "version", "since"),
    "connection-new": ("tracker", "as"),
    "issuer-back": ("state", "code", "error"),
    "connection-back": ("state", "code", "error"),
}
"""What is read of addresses."""

NOTHING_TYPED = {
    # One button, which says all in the address.
    "sign-out-elsewhere": "a button, and nothing beside it",
    "identity-unlink": "a button, and nothing beside it",
    "mfa_remove_webauthn": "a button, and nothing beside it",
    "mfa_generate_recovery_codes": "a button, and nothing beside it",
    "mfa_deactivate_totp": "a button, and nothing beside it",
    "invitation-held": "a button, and nothing beside it",
    "invitation-as-another": "a button, and nothing beside it",
    "member-invitation-revoke": "a button, and nothing beside it",
    "member-leave": "a button, and nothing beside it",
    "api-token-revoke": "a button, and nothing beside it",
    "workspace-issuer-remove": "a button, and nothing beside it",
    "connection-allow": "a button, and nothing beside it",
    "connection-allow-again": "a button, and nothing beside it",
    "connection-test": "a button, and nothing beside it",
    "connection-remove": "a button, and nothing beside it",
    "connection-purge": "a button, and nothing beside it",
    "closed-undo": "a button, and nothing beside it",
    "workspace-reopen": "a button, and nothing beside it",
    "rights-pause": "a button, and nothing beside it",
    "rights-archive": "a button, and nothing beside it",
    "team-delete": "a button, and nothing beside it",
    "share-revoke": "a button, and nothing beside it",
    # Of the library, and leading nowhere here.
    "account_set_password": "leads to the page that sends a code for one",
    "mfa_list_webauthn": "leads to the page of security",
    "mfa_trust": "never reached: the device is remembered with the code",
    # What stands behind a step that no stranger takes; its fields are refused unless they are digits, and never shown.
    "mfa_authenticate": "only after a password; `accounts/tests/test_second_factors.py` types what is no code",
    "account_complete_password_reset": "only after the right code; its fields are passwords, which no page shows again",
    # No form of words.
    "measured": "JSON of a closed list of names, which `consent/tests/test_measuring.py` fills with everything else",
    "rights-import": "a file, which `privacy/tests/test_rights.py` damages in every way",
}
