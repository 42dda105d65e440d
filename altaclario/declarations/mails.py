"""Every mail that this software sends: a closed list, of which none advertises anything."""

from dataclasses import dataclass
from typing import Literal

from altaclario.declarations.promises import keeps

Kind = Literal["account", "update", "incident"]
"""What a mail may be about: one's account, a change that concerns one, an incident."""


class NotDeclared(Exception):
    """A mail that stands in no register; it is not sent."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail by the name of its templates: what it is about, to whom it goes, and what it says."""

    name: str
    kind: Kind
    to: str
    says: str


_WHOEVER = "whatever address was typed into a form, with limits on how often"
_OWNER = "the address of the account"
ALL = (
    Mail("account/email/email_confirmation_signup", "account", _WHOEVER, "a code that confirms the address"),
    Mail("account/email/email_confirmation", "account", _WHOEVER, "a code that confirms the address"),
    Mail("account/email/account_already_exists", "account", _WHOEVER, "that there is an account already"),
    Mail("account/email/unknown_account", "account", _WHOEVER, "that there is no account of this address"),
    Mail("account/email/confirm_code", "account", _OWNER, "a code that confirms who is there, without a password"),
    Mail("account/email/login_code", "account", _WHOEVER, "a code to sign in with"),
    Mail("account/email/password_reset_code", "account", _WHOEVER, "a code that sets another password"),
    Mail("account/email/password_reset_key", "account", _OWNER, "a link that sets another password; not in use"),
    Mail("account/email/password_changed", "account", _OWNER, "that the password is another one"),
    Mail("account/email/password_reset", "account", _OWNER, "that the password is another one"),
    Mail("account/email/password_set", "account", _OWNER, "that there is a password now"),
    Mail("account/email/email_changed", "account", "the address of before", "that the address is another one"),
    Mail("account/email/email_confirm", "account", _OWNER, "that an address is confirmed"),
    Mail("account/email/email_deleted", "account", "the address that went", "that an address is gone"),
    Mail("account/email/identity_linked", "account", _OWNER, "that an identity provider lets into the account now"),
    Mail("account/email/identity_unlinked", "account", _OWNER, "that an identity provider lets in no more"),
    Mail("privacy/email/account_closed", "account", _OWNER, "that the account is closed, and a link that undoes it"),
    Mail("privacy/email/workspace_closed", "account", "who owns it", "that a workspace is closed, and how to undo it"),
    Mail("privacy/email/erased", "account", "who owned it", "that it is erased, and how much has gone"),
    Mail("mfa/email/totp_activated", "account", _OWNER, "that an app is a second factor now"),
    Mail("mfa/email/totp_deactivated", "account", _OWNER, "that an app is no second factor any more"),
    Mail("mfa/email/webauthn_added", "account", _OWNER, "that there is another passkey"),
    Mail("mfa/email/webauthn_removed", "account", _OWNER, "that a passkey is gone"),
    Mail("mfa/email/recovery_codes_generated", "account", _OWNER, "that there are new recovery codes"),
    Mail(
        "workspaces/email/invitation", "account", "whom a member invites", "who invites to which workspace, and a link"
    ),
    Mail("desk/email/acknowledged", "account", _WHOEVER, "the reference and code of what was sent to the desk"),
    Mail("desk/email/extended", "account", "who sent it", "that an answer takes longer, and why"),
    Mail("desk/email/decided", "account", "who sent it", "what was decided, with the reasons"),
    Mail("desk/email/incident_opened", "incident", "whom it concerns", "that something does not work, and since when"),
    Mail("desk/email/incident_resolved", "incident", "whom it concerns", "that it is over"),
    Mail(
        "desk/email/breach",
        "incident",
        "whom it concerns, also who pauses processing or closed the account",
        "what happened to personal data, which and whose, what may follow, what is done, and where to ask",
    ),
    Mail("sharing/email/suspended", "account", "who made the link", "that a share link is suspended, and why"),
    Mail("sharing/email/restored", "account", "who made the link", "that a share link opens again"),
    Mail(
        "privacy/email/texts_changed", "update", "everybody with a confirmed address", "which text changes, and in what"
    ),
)


@keeps("kinds-of-mail")
def declared(name: str) -> Mail:
    """The mail of that name. Raises NotDeclared: what stands in no register is not sent."""
    found = next((one for one in ALL if one.name == name), None)
    if found is None:
        raise NotDeclared(name)
    return found
