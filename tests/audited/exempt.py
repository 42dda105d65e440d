"""Addresses that take a POST and note nothing, each with the reason."""

EXEMPT = {
    # Choices of a browser, signed in or not.
    "theme": "an anonymous choice that lives in a cookie",
    "shortcuts": "an anonymous choice that lives in a cookie",
    "measured": "counts that a page was opened, of nobody in particular; nothing is kept of it here",
    "counted": "an anonymous choice that lives in a cookie",
    "telemetry": "numbers of nobody, which a page sends by itself: they are counted in memory and change nothing",
    "terms-again": "a step of signing in, noted when somebody is signed in; the answer stands in the log of agreements",
    # Of guests, who are nobody that could be named; views are counted and tries are limited.
    "shared": "a password typed by somebody without an account: it opens a page, and changes nothing of a workspace",
    # Of strangers, who have no account in whose record it could stand: the row itself says when it came, and it stays.
    "contact": "a message of a stranger, who is nobody that could be named",
    "abuse": "a report of a stranger; what follows from it is told to whom it concerns",
    "dmca-notice": "a notice of a stranger; what follows from it is told to whom it concerns",
    "counter-notice": "a notice signed by a name, not by an account",
    "updates-close": "that a notice was read: nothing of an account or a workspace is other than before",
    "incident-close": "an anonymous choice that lives in a cookie",
    "desk-status": "it only looks: the code is in the body, so that it stands in no address",
    "counting-preview": "it only looks: what would change is shown, and nothing is saved",
    # Steps towards something that is noted when it happens. Until then nobody is known to be anybody: a stranger who
    # types an address must not be able to write into the record of whom it belongs to.
    "account_reset_password": "asks for a code; noted when the password is another one",
    "account_confirm_password_reset_code": "a step; noted when the password is another one",
    "account_request_login_code": "asks for a code; noted when somebody is signed in",
    "issuer-leave": "leads to somebody else's page; noted when somebody comes back and is signed in, or links it",
    "connection-allow": "leads to the page of a tracker's maker; noted when somebody comes back and says yes",
    "connection-allow-again": "leads to the page of a tracker's maker; noted when somebody comes back and says yes",
    "workspace-sign-in": "leads to somebody else's page; noted when somebody comes back and is signed in, or links it",
    "account_email": "asks for a code; noted when the address is another one",
    "account_reauthenticate": "proves who is there, in the session alone; what it is asked for is noted",
    "confirm-by-mail": "sends a code, or proves who is there, in the session alone; what it is asked for is noted",
    "mfa_reauthenticate": "proves who is there, in the session alone; what it is asked for is noted",
    "mfa_reauthenticate_webauthn": "proves who is there, in the session alone; what it is asked for is noted",
    # Of the library, and leading nowhere here.
    "account_set_password": "leads to the page that sends a code for one",
    "mfa_trust": "never reached: the device is remembered with the code",
    "mfa_list_webauthn": "leads to the page of security",
    "mfa_edit_webauthn": "leads to the page of security",
}
