"""Mails about closing and erasing."""

from collections.abc import Sequence
from datetime import datetime

from altaclario.accounts.models import User
from altaclario.web import mail
from altaclario.workspaces.models import Workspace


def account_closed(person: User, link: str) -> None:
    """That it is closed, and how to undo it; without a link it cannot be."""
    mail.send("privacy/email/account_closed", {"erases": person.erases, "link": link}, person.email)


def workspace_closed(workspace: Workspace, erases: datetime, owners: Sequence[User], link: str) -> None:
    """To each who owns it."""
    for owner in owners:
        told = {"name": workspace.name, "erases": erases, "link": link}
        mail.send("privacy/email/workspace_closed", told, owner.email)


def receipt(address: str, *, is_account: bool, rows: int, now: datetime) -> None:
    """That everything is gone; the last mail."""
    mail.send("privacy/email/erased", {"is_account": is_account, "rows": rows, "at": now}, address)
