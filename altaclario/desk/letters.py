"""Mails of the desk, and of incidents. None holds what a stranger wrote: whoever types somebody else's address sends
them no words."""

from datetime import datetime

from django.urls import reverse

from altaclario.accounts import outbox
from altaclario.desk.incident_kinds import Stage
from altaclario.desk.models import Incident, Matter, Saying


def acknowledged(matter: Matter, code: str, look_up: str, *, now: datetime) -> None:
    """That it is here, under which reference, and until when it is answered."""
    _send("acknowledged", matter, {"code": code, "look_up": look_up}, now=now)


def extended(matter: Matter, *, now: datetime) -> None:
    """That it takes longer, and why."""
    _send("extended", matter, {}, now=now)


def decided(matter: Matter, *, now: datetime) -> None:
    """What was decided, and for which reasons."""
    _send("decided", matter, {}, now=now)


def incident(about: Incident, saying: Saying, address: str, origin: str, *, person: int, now: datetime) -> None:
    """That it began, of a breach with all that law wants told; or that it is over. Raises NotSent or Refused."""
    name = "incident_resolved" if saying.stage == Stage.RESOLVED else "breach" if about.is_breach else "incident_opened"
    links = {"status": f"{origin}{reverse('status')}#incident-{about.pk}", "contact": f"{origin}{reverse('contact')}"}
    told = {"incident": about, "saying": saying, **links}
    outbox.send_now(f"desk/email/{name}", told, address, about=_of_saying(saying), person=person, now=now)


def fault_is_over(about: Incident) -> None:
    """That it began is told to nobody any more. What law wants told of a breach is."""
    for saying in about.sayings.filter(stage=Stage.OPENED):
        if not about.is_breach:
            outbox.forget(_of_saying(saying))


def owed(matter: Matter) -> outbox.State:
    """What became of the last one about it, if the mail server did not take it."""
    return outbox.state(_about(matter))


def _send(name: str, matter: Matter, told: dict[str, str], *, now: datetime) -> None:
    if matter.email:
        outbox.send(f"desk/email/{name}", {"matter": matter, **told}, matter.email, about=_about(matter), now=now)


def _of_saying(saying: Saying) -> str:
    return f"saying:{saying.pk}"


def _about(matter: Matter) -> str:
    return f"matter:{matter.pk}"
