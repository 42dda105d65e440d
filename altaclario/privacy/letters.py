"""Mails about closing and erasing."""

from collections.abc import Sequence
from datetime import datetime

from altaclario.accounts import outbox
from altaclario.accounts.models import User
from altaclario.web import mail
from altaclario.workspaces.models import Workspace


def account_closed(person: User, link: str, *, now: datetime) -> None:
    """That it is closed, and how to undo it; without a link it cannot be."""
    told = {"erases": person.erases, "link": link}
    about = person.owner_key
    outbox.send("privacy/email/account_closed", told, person.email, about=about, person=person, now=now)


def workspace_closed(
    workspace: Workspace, erases: datetime, owners: Sequence[User], link: str, *, now: datetime
) -> None:
    """To each who owns it."""
    for owner in owners:
        told = {"name": workspace.name, "erases": erases, "link": link}
        about = workspace.owner_key
        outbox.send("privacy/email/workspace_closed", told, owner.email, about=about, person=owner, now=now)


def receipt(address: str, *, is_account: bool, rows: int, now: datetime) -> None:
    """That everything is gone; the last mail. Raises NotSent or Refused."""
    mail.send("privacy/email/erased", {"is_account": is_account, "rows": rows, "at": now}, address)
