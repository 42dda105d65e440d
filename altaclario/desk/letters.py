"""Mails of the desk. None holds what a stranger wrote: whoever types somebody else's address sends them no words."""

from typing import Any

from django.core.mail import send_mail
from django.template.loader import render_to_string

from altaclario.declarations import mails
from altaclario.desk.models import Matter


def acknowledged(matter: Matter, code: str, look_up: str) -> None:
    """That it is here, under which reference, and until when it is answered."""
    _send("acknowledged", matter, {"code": code, "look_up": look_up})


def extended(matter: Matter) -> None:
    """That it takes longer, and why."""
    _send("extended", matter, {})


def decided(matter: Matter) -> None:
    """What was decided, and for which reasons."""
    _send("decided", matter, {})


def _send(name: str, matter: Matter, told: dict[str, Any]) -> None:
    if matter.email:
        known, told = mails.declared(f"desk/email/{name}").name, {"matter": matter, **told}
        subject = " ".join(render_to_string(f"{known}_subject.txt", told).split())
        send_mail(subject, render_to_string(f"{known}_message.txt", told), None, [matter.email])
