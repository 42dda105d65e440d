"""Whether somebody is asked about analytics, whether they agreed, and what happens when they choose."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from altaclario.audit import notes, verbs
from altaclario.consent import choice, opt_out
from altaclario.consent.choice import Choice
from altaclario.consent.models import COOKIES, Agreement
from altaclario.declarations.promises import keeps
from altaclario.web import versions


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand on this device. `is_measured`: this installation has an analytics category at all."""

    is_measured: bool
    has_signal: bool
    choice: Choice | None
    is_outdated: bool

    @property
    @keeps("off-until-chosen")
    def is_allowed(self) -> bool:
        """Whether analytics may run: after a yes to the question as it stands, and not against a later signal."""
        if not self.is_measured or self.choice is None or self.is_outdated:
            return False
        return self.choice.is_accepted and not self.is_overridden

    @property
    @keeps("opt-out-signal")
    def is_overridden(self) -> bool:
        """Whether a yes was said before the browser sent its signal; one that was said while it did is deliberate."""
        return self.has_signal and self.choice is not None and not self.choice.had_signal

    @property
    @keeps("asked-fairly")
    def is_asked(self) -> bool:
        """Whether the question is shown: to whoever never answered, or said yes to an older one. A no is a no."""
        if not self.is_measured or self.has_signal:
            return False
        return self.choice is None or (self.choice.is_accepted and self.is_outdated)


def standing(request: HttpRequest, *, now: datetime, chosen: Choice | None = None) -> Standing:
    """How things stand on the device that asks; `chosen` is what it is about to remember."""
    held = chosen or choice.of(request, now=now)
    return Standing(
        is_measured=bool(settings.ANALYTICS_ID),
        has_signal=opt_out.is_sent(request),
        choice=held,
        is_outdated=held is not None and versions.is_behind(COOKIES, held.version, today=now.date()),
    )


@keeps("choice-kept")
def choose(request: HttpRequest, *, accepts: bool, now: datetime) -> Choice:
    """What was chosen, for the device to remember; of somebody who is signed in it stands in the log as well."""
    held = versions.in_force(COOKIES, today=now.date())
    chosen = Choice(held.version, accepts, now.replace(microsecond=0), opt_out.is_told(request))
    person: Any = request.user
    if person.is_authenticated:
        with transaction.atomic():
            _write(person, chosen)
            notes.note(person, verbs.ANALYTICS_CHOSEN, new=f"{chosen.answer},{chosen.version}", now=now)
    return chosen


def arrived(request: HttpRequest, person: Any, *, now: datetime) -> None:
    """Somebody signs in on a device that chose before: its choice holds, and stands in the log once, marked."""
    held = choice.of(request, now=now)
    if held is None or held.version not in {one.version for one in versions.versions(COOKIES)}:
        return
    known = Agreement.objects.of(person).filter(text=COOKIES, version=held.version, answer=held.answer, at=held.at)
    if not known.exists():
        _write(person, held, came_with_device=True)


@keeps("versions-kept")
def _write(person: Any, chosen: Choice, *, came_with_device: bool = False) -> None:
    text = versions.version(COOKIES, chosen.version)
    Agreement.objects.create(
        person=person,
        text=COOKIES,
        version=text.version,
        sha256=text.sha256,
        answer=chosen.answer,
        has_signal=chosen.had_signal,
        came_with_device=came_with_device,
        at=chosen.at,
    )
