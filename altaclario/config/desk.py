"""`altaclario desk`: what strangers sent, decided by the operator, and share links kept from guests."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from altaclario.config import rotating, typed
from altaclario.config.arguments import BadArgument

if TYPE_CHECKING:
    from altaclario.desk.models import Matter

NOT_SENT = 1


def desk(said: argparse.Namespace) -> int:
    """Do what was asked. Raises BadArgument."""
    rotating.set_up(said.data)
    from altaclario.desk import deciding
    from altaclario.sharing import suspending

    try:
        return _ASKED[said.asked](said)
    except deciding.NoSuchMatter:
        raise BadArgument(f"Nothing was sent under {said.reference!r}; `altaclario desk list` says what was.") from None
    except deciding.DecidedAlready:
        raise BadArgument(
            f"{said.reference} is decided: `altaclario desk show` says how. What is not mailed yet goes by"
            " `altaclario desk mail-again`."
        ) from None
    except deciding.MayNotWait:
        raise BadArgument(f"{said.reference} cannot wait longer: only messages can, and only once.") from None
    except suspending.NoSuchLink:
        raise BadArgument(f"There is no share link {said.link!r}; it may be over and forgotten.") from None


def _list(said: argparse.Namespace) -> int:
    from django.utils import timezone

    from altaclario.desk import deciding

    now = timezone.now()
    for matter in deciding.every(decided=said.all):
        how = (
            matter.decision if matter.decided else "OVERDUE" if matter.is_overdue(now) else _left(matter.days_left(now))
        )
        about = f"{matter.kind} {matter.category}".strip()
        print(f"{matter.reference}\t{about}\treceived {matter.received:%Y-%m-%d}\tdue {matter.due:%Y-%m-%d}\t{how}")
    return 0


def _show(said: argparse.Namespace) -> int:
    from altaclario.desk import deciding

    matter = deciding.one(said.reference)
    told = {
        "reference": matter.reference,
        "kind": f"{matter.kind} {matter.category}",
        "received": f"{matter.received:%Y-%m-%d %H:%M} UTC",
        "due": f"{matter.due:%Y-%m-%d}",
        "name": matter.name,
        "email": matter.email,
        "share link": matter.link or "",
        **matter.details,
        "takes longer because": matter.extended,
        "decided": f"{matter.decided:%Y-%m-%d} {matter.decision}" if matter.decided else "",
        "reasons": matter.reasons,
    }
    for name, value in told.items():
        if value:
            print(f"{name}: {typed.indented(value)}")
    return 0


def _decide(said: argparse.Namespace) -> int:
    from django.utils import timezone

    from altaclario.desk import deciding
    from altaclario.desk.kinds import Decision

    matter = deciding.decide(said.reference, Decision(said.decision), reasons=_reasons(said), now=timezone.now())
    print(f"{matter.reference} is decided. {_told(matter)}")
    return 0


def _extend(said: argparse.Namespace) -> int:
    from django.utils import timezone

    from altaclario.desk import deciding

    matter = deciding.extend(said.reference, reasons=_reasons(said), now=timezone.now())
    print(f"{matter.reference} is due {matter.due:%Y-%m-%d}. {_told(matter)}")
    return 0


def _suspend(said: argparse.Namespace) -> int:
    from django.utils import timezone

    from altaclario.sharing import suspending

    link = suspending.suspend(_number(said.link), because=_reasons(said), now=timezone.now())
    print("Guests see nothing by it any more. Whoever made it reads why on the page of their links.")
    print(_mailed(f"link:{link.pk}"))
    return 0


def _restore(said: argparse.Namespace) -> int:
    from django.utils import timezone

    from altaclario.sharing import suspending

    link = suspending.restore(_number(said.link), because=_reasons(said), now=timezone.now())
    print(f"It opens again, until it expires or is revoked. {_mailed(f'link:{link.pk}')}")
    return 0


def _mail_again(_said: argparse.Namespace) -> int:
    from django.utils import timezone

    from altaclario.accounts import outbox

    sent = outbox.go_on(now=timezone.now(), at_once=True)
    waiting, refused = outbox.waiting()
    print(f"Mails sent: {sent}. Still waiting: {waiting}. Refused for good in the last 30 days: {refused}.")
    return NOT_SENT if waiting else 0


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadArgument(f"{text!r} is no number of a share link; a report names it.") from None


def _reasons(said: argparse.Namespace) -> str:
    return typed.text(said.reasons_file, option="--reasons-file", what="reasons")


def _left(days: int) -> str:
    return "due today" if days < 1 else "due tomorrow" if days == 1 else f"due in {days} days"


def _told(matter: "Matter") -> str:
    if not matter.email:
        return "No address was given: they can look it up."
    return _mailed(f"matter:{matter.pk}")


def _mailed(about: str) -> str:
    from altaclario.accounts import outbox

    return {
        "": "Whoever it concerns was told by mail.",
        "waits": (
            "NOT MAILED YET: the mail server takes none now. The sync process tries again every ten minutes, for 30"
            " days; `altaclario desk mail-again` does at once."
        ),
        "refused": "NOT MAILED: the mail server refuses the address.",
    }[outbox.state(about)]


_ASKED: dict[str, Callable[[argparse.Namespace], int]] = {
    "list": _list,
    "show": _show,
    "decide": _decide,
    "extend": _extend,
    "suspend-link": _suspend,
    "restore-link": _restore,
    "mail-again": _mail_again,
}
