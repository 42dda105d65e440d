"""The policy names what is stored about people: a new personal column is a new word in the policy."""

import re
from pathlib import Path

import pytest

from altaclario.declarations.holdings import REGISTER
from altaclario.web import policies

WORDS = {
    "accounts.User.email": "e-mail address",
    "accounts.User.name": "name",
    "accounts.User.joined": "when you joined",
    "accounts.User.last_login": "when you last signed in",
    "accounts.User.terms_version": "which Terms you accepted",
    "accounts.User.terms_at": "which Terms you accepted and when",
    "consent.Agreement.text": "which text, the answer",
    "consent.Agreement.version": "each version of the Terms that you accepted",
    "consent.Agreement.answer": "what you chose about analytics",
    "consent.Agreement.has_signal": "whether your browser sent an opt-out signal",
    "consent.Agreement.at": "answer, when, and whether",
    "accounts.User.is_of_age": "that you are 16 or older",
    "accounts.User.zone": "what you prefer (a time zone",
    "accounts.User.theme": "what you prefer (a time zone, a theme",
    "accounts.User.density": "a theme, a density",
    "accounts.User.preferred": "and since when",
    "accounts.User.erases": "when your account is erased if you closed it",
    "accounts.User.restricted": "when you have paused processing",
    "accounts.User.objected": "what you object to",
    "accounts.User.told_updates": "which news of the product you closed last",
    "accounts.User.operates": "since when you may see the pages of whoever runs this installation",
    "privacy.Ending.told": "the address that gets the receipt",
    "accounts.Unsent.sealed": "a mail that the mail server did not take",
    "accounts.SignIn.device": "with which browser and system",
    "accounts.SignIn.began": "since when you have been signed in",
    "accounts.SignIn.seen": "when that was last seen",
    "accounts.Identity.issuer": "if you link one, which it is",
    "accounts.Identity.subject": "its own name for you, which is not your address",
    "accounts.Identity.made": "since when it has been linked",
    "accounts.Identity.used": "when it last let you in",
    "workspaces.MemberIdentity.subject": "its own name for you, which is not your address",
    "workspaces.MemberIdentity.made": "since when it has been linked",
    "workspaces.MemberIdentity.used": "when it last let you in",
    "account.EmailAddress.email": "e-mail address",
    "account.EmailAddress.verified": "whether it is confirmed",
    "account.EmailAddress.primary": "e-mail address",
    "mfa.Authenticator.type": "which second factors you set up",
    "mfa.Authenticator.data": "its sealed secret, or the public key and the name of a passkey",
    "mfa.Authenticator.created_at": "since when",
    "mfa.Authenticator.last_used_at": "when you last used it",
    "sessions.Session.session_data": "keeps you signed in",
    "workspaces.Membership.role": "who belongs to it in which role",
    "workspaces.Membership.joined": "since when",
    "workspaces.Invitation.email": "the address it was sent to",
    "audit.Note.who": "who did what",
    "audit.Note.at": "when, and to whom or what",
    "audit.Note.on": "when, and to whom or what",
    "sharing.ShareLink.password": "a password as an argon2id hash",
    "workspaces.ApiToken.name": "what you called it",
    "workspaces.ApiToken.scopes": "what it may read",
    "workspaces.ApiToken.created": "when you made it",
    "workspaces.ApiToken.expires": "until when it is valid or",
    "workspaces.ApiToken.revoked": "since when it has been revoked",
    "workspaces.ApiToken.used": "the day on which a program last used it",
    "desk.Matter.name": "the name and the e-mail address that you give",
    "desk.Matter.email": "the name and the e-mail address that you give",
    "desk.Matter.details": "what you write into the forms",
    "connections.Connection.account_email": "e-mail address of the account that reads it",
    "connections.Connection.token": "its sealed token",
    "connections.Connection.token_end": "last four characters of that token",
}
"""Each personal column, and the words that tell people of it."""


@pytest.mark.proves("declared-columns")
def test_every_personal_column_has_its_words() -> None:
    stored = {f"{one.label}.{column}" for one in REGISTER.values() for column in one.personal}
    assert set(WORDS) >= stored


@pytest.mark.parametrize("column", WORDS)
@pytest.mark.proves("declared-columns")
def test_the_policy_says_them(column: str) -> None:
    text = " ".join(policies.policy("privacy").html.split())
    assert WORDS[column] in text


TEMPLATES = sorted((Path(__file__).resolve().parents[2] / "altaclario").rglob("templates/**/*.html"))


def test_a_page_leads_to_promises_that_are_made() -> None:
    """Code and proof of each stand behind it: other tests hold that."""
    named = {
        (path.name, slug)
        for path in TEMPLATES
        for slug in re.findall(r'"([a-z-]+)"\|(?:promised|proof)', path.read_text())
    }
    assert {slug for _, slug in named} >= {"memory-only", "listed-requests", "own-credential"}
    assert {slug for _, slug in named} <= set(policies.policy("privacy").promises)


def test_nothing_on_disk_is_claimed_in_one_place_and_there_as_a_promise() -> None:
    claiming = {path.name: path.read_text() for path in TEMPLATES if "0 bytes" in path.read_text()}
    assert set(claiming) == {"_on_disk.html"}
    assert re.search(
        r'\{% if "memory-only"\|promised %\}[^\n]*0 bytes on disk[^\n]*\{% endif %\}$', claiming["_on_disk.html"]
    )
