"""`altaclario incident`: what the operator tells people while something does not work, and when it is over."""

import argparse
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from altaclario.config import rotating, typed
from altaclario.config.arguments import BadArgument

if TYPE_CHECKING:
    from altaclario.desk.incidents import Breach
    from altaclario.desk.models import Incident

_TITLE_CHARACTERS, _SENTENCE_CHARACTERS = 120, 2_000
_OF_A_BREACH = ("concerned", "consequences", "measures", "noticed")


def incident(said: argparse.Namespace) -> int:
    """Do what was asked. Raises BadArgument."""
    rotating.set_up(said.data)
    from altaclario.desk import incidents

    try:
        return _ASKED[said.asked](said)
    except incidents.NoSuchIncident:
        raise BadArgument(f"There is no incident {said.number}; `altaclario incident list --all` says all.") from None
    except incidents.IsOver:
        raise BadArgument(f"Incident {said.number} is over. Open another one if it came back.") from None
    except incidents.EndsTooEarly:
        raise BadArgument(f"--at lies before incident {said.number} began.") from None
    except incidents.NoBreach:
        raise BadArgument(f"Incident {said.number} is no breach of personal data: no authority waits.") from None
    except incidents.IsOpen as same:
        raise BadArgument(
            f"That is open already as incident {same.number}. `altaclario incident tell {same.number}` sends what is"
            f" still to be mailed, `update` says how it stands."
        ) from None
    except incidents.NoSuchWorkspace as unknown:
        raise BadArgument(
            f"There is no workspace {str(unknown)!r}; its slug stands in its address after /w/."
        ) from None


def _open(said: argparse.Namespace) -> int:
    from django.utils import timezone

    from altaclario.desk import incidents
    from altaclario.desk.incident_kinds import Part, Severity, Whom

    now = timezone.now()
    draft = incidents.Draft(
        title=typed.line(said.title, option="--title", most=_TITLE_CHARACTERS).rstrip("."),
        text=_text(said),
        part=Part(said.part),
        severity=Severity(said.severity),
        began=_past(said.since, "--since", now=now),
        whom=Whom.WORKSPACES if said.workspace else Whom(said.concerns),
        workspaces=said.workspace or (),
        breach=_breach(said, now=now),
    )
    made = incidents.publish(draft, now=now)
    print(f"Incident {made.pk} is published.")
    return _mail(made, now=now)


def _update(said: argparse.Namespace) -> int:
    from django.utils import timezone

    from altaclario.desk import incidents

    incidents.update(said.number, text=_text(said), now=timezone.now())
    print(f"It stands on the page of status. Nobody is mailed before incident {said.number} is over.")
    return 0


def _resolve(said: argparse.Namespace) -> int:
    from django.utils import timezone

    from altaclario.desk import incidents

    now = timezone.now()
    ended = _past(said.at, "--at", now=now)
    over = incidents.resolve(said.number, text=_text(said), ended=ended, now=now)
    print(f"Incident {over.pk} is over; its banner is gone.")
    return _mail(over, now=now)


def _tell(said: argparse.Namespace) -> int:
    from django.utils import timezone

    from altaclario.desk import incidents

    return _mail(incidents.one(said.number), now=timezone.now())


def _authority_told(said: argparse.Namespace) -> int:
    from django.utils import timezone

    from altaclario.desk import incidents

    now = timezone.now()
    incidents.authority_told(said.number, at=_past(said.at, "--at", now=now), now=now)
    print(f"Noted: the authority knows of incident {said.number}.")
    return 0


def _list(said: argparse.Namespace) -> int:
    from django.utils import timezone

    from altaclario.desk import incidents

    now = timezone.now()
    for one in incidents.every(over=said.all):
        how = f"over {one.resolved:%Y-%m-%d %H:%M}" if one.resolved else "open"
        about = f"{one.nature} {one.part} {one.severity}, concerns {one.whom}"
        words = [str(one.pk), how, f"since {one.began:%Y-%m-%d %H:%M}", about, one.title]
        if one.authority_due:
            words.append(f"AUTHORITY: {_clock(one.authority_due, now)}")
        if incidents.waits(one):
            words.append(f"MAILS STOPPED: `altaclario incident tell {one.pk}` goes on")
        print("\t".join(words))
    return 0


def _clock(due: datetime, now: datetime) -> str:
    """How long there is until the authority must know."""
    hours = (due - now) // timedelta(hours=1)
    if due < now:
        return f"OVERDUE since {due:%Y-%m-%d %H:%M} UTC; tell it now, with the reasons for the delay"
    return f"to be told by {due:%Y-%m-%d %H:%M} UTC, {hours} h left"


def _mail(one: "Incident", *, now: datetime) -> int:
    from django.conf import settings

    from altaclario.accounts import telling
    from altaclario.desk import incidents
    from altaclario.web.mail import NotSent

    try:
        sent = incidents.tell(one.pk, origin=settings.ORIGIN or "http://localhost:8000", now=now)
    except telling.IsUnderWay:
        raise BadArgument(
            f"Another command is sending these mails. If it was killed, `altaclario incident tell {one.pk}` goes on"
            " five minutes after its last mail."
        ) from None
    except (KeyboardInterrupt, NotSent, OSError) as stopped:
        raise BadArgument(
            f"The mails stopped ({stopped or type(stopped).__name__}). `altaclario incident tell {one.pk}` goes on from"
            " there."
        ) from None
    print(f"Mails sent: {sent}.")
    if one.authority_due:
        print(f"The authority is {_clock(one.authority_due, now)}; `altaclario incident authority-told {one.pk}` then.")
    return 0


def _text(said: argparse.Namespace) -> str:
    text = typed.text(said.text_file, option="--text-file", what="sentences")
    if not all(one.isprintable() for one in text.replace("\t", " ").splitlines()):
        raise BadArgument("There are signs in the text that cannot be seen. Write it anew, and publish that.")
    return text


def _past(given: datetime | None, option: str, *, now: datetime) -> datetime:
    if given and given > now:
        raise BadArgument(f"{option} {given:%Y-%m-%d %H:%M} UTC lies ahead: it is {now:%Y-%m-%d %H:%M} UTC now.")
    return given or now


def _breach(said: argparse.Namespace, *, now: datetime) -> "Breach | None":
    from altaclario.desk.incidents import Breach

    missing = [f"--{name}" for name in _OF_A_BREACH if getattr(said, name) is None]
    if len(missing) == len(_OF_A_BREACH):
        return None
    if missing:
        raise BadArgument(f"Of a breach of personal data law wants more told: give {', '.join(missing)} too.")
    sentences = {
        name: typed.line(getattr(said, name), option=f"--{name}", most=_SENTENCE_CHARACTERS)
        for name in _OF_A_BREACH[:3]
    }
    return Breach(**sentences, noticed=_past(said.noticed, "--noticed", now=now))


_ASKED: dict[str, Callable[[argparse.Namespace], int]] = {
    "open": _open,
    "update": _update,
    "resolve": _resolve,
    "tell": _tell,
    "authority-told": _authority_told,
    "list": _list,
}
