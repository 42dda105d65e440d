"""Who receives anything from us, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody outside whom we contact: what for, and all that leaves."""

    slug: str
    who: str
    purpose: str
    leaves: str


TRACKER = Recipient(
    slug="tracker",
    who="The tracker that the person named",
    purpose="reading metadata of issues, sprints and releases under the person's own credential",
    leaves="the credential; keys and ids of projects, boards and issues; names of fields, types and states",
)
MAIL = Recipient(
    slug="mail",
    who="The mail server that the operator named",
    purpose="codes to sign in with, invitations, what changed about the safety of an account or in our texts, that "
    "something is closed or erased, and what became of what somebody sent to the desk",
    leaves="the address of whom it is for; a code, a link, what happened to the account, what changed in a "
    "text, or reasons",
)
ISSUER = Recipient(
    slug="issuer",
    who="The identity provider that a person signs in through, which the operator or the workspace named",
    purpose="learning which of its accounts somebody has who asked to sign in there",
    leaves="our name and secret with it, and the one-time code that it gave the browser; nothing about the person",
)
ALL = (TRACKER, MAIL, ISSUER)
"""Everybody whom this software contacts."""
