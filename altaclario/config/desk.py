"""`altaclario desk`: what strangers sent, decided by the operator, and share links kept from guests."""

import argparse
from collections.abc import Callable
from uuid import UUID

from altaclario.config import rotating, typed
from altaclario.config.arguments import BadArgument


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
        raise BadArgument(f"{said.reference} is decided, and that was told. `altaclario desk show` says how.") from None
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
    print(f"{matter.reference} is decided. {_told(matter.email)}")
    return 0


def _extend(said: argparse.Namespace) -> int:
    from altaclario.desk import deciding

    matter = deciding.extend(said.reference, reasons=_reasons(said))
    print(f"{matter.reference} is due {matter.due:%Y-%m-%d}. {_told(matter.email)}")
    return 0


def _suspend(said: argparse.Namespace) -> int:
    from django.utils import timezone

    from altaclario.sharing import suspending

    suspending.suspend(_number(said.link), because=_reasons(said), now=timezone.now())
    print("Guests see nothing by it any more. Whoever made it was told why, by mail and on the page of their links.")
    return 0


def _restore(said: argparse.Namespace) -> int:
    from django.utils import timezone

    from altaclario.sharing import suspending

    suspending.restore(_number(said.link), because=_reasons(said), now=timezone.now())
    print("It opens again, until it expires or is revoked. Whoever made it was told.")
    return 0


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadArgument(f"{text!r} is no number of a share link; a report names it.") from None


def _reasons(said: argparse.Namespace) -> str:
    return typed.text(said.reasons_file, option="--reasons-file", what="reasons")


def _left(days: int) -> str:
    return "due today" if days < 1 else "due tomorrow" if days == 1 else f"due in {days} days"


def _told(email: str) -> str:
    return "Whoever asked is told by mail." if email else "No address was given: they can look it up."


_ASKED: dict[str, Callable[[argparse.Namespace], int]] = {
    "list": _list,
    "show": _show,
    "decide": _decide,
    "extend": _extend,
    "suspend-link": _suspend,
    "restore-link": _restore,
}
