"""Mails about closing and erasing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.mail import send_mail
from django.template.loader import render_to_string

from altaclario.accounts.models import User
from altaclario.declarations import mails
from altaclario.workspaces.models import Workspace


def account_closed(person: User, link: str) -> None:
    """That it is closed, and how to undo it; without a link it cannot be."""
    _send("account_closed", [person.email], {"erases": person.erases, "link": link})


def workspace_closed(workspace: Workspace, erases: datetime, owners: Sequence[User], link: str) -> None:
    """To each who owns it."""
    for owner in owners:
        _send("workspace_closed", [owner.email], {"name": workspace.name, "erases": erases, "link": link})


def receipt(addresses: Sequence[str], *, is_account: bool, rows: int, now: datetime) -> None:
    """That everything is gone; the last mail."""
    for address in addresses:
        _send("erased", [address], {"is_account": is_account, "rows": rows, "at": now})


def _send(name: str, to: list[str], told: dict[str, Any]) -> None:
    known = mails.declared(f"privacy/email/{name}").name
    subject = " ".join(render_to_string(f"{known}_subject.txt", told).split())
    send_mail(subject, render_to_string(f"{known}_message.txt", told), None, to)
