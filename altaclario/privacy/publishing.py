"""Publishing texts on this installation: nothing that matters changes before people were told."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from altaclario.accounts import outbox, telling
from altaclario.declarations.promises import keeps
from altaclario.privacy.models import Publication
from altaclario.web import versions

RECIPIENTS = "recipients"
"""The list of those who work for this operator: it stands in no file of ours, and counts like a text."""


@dataclass(frozen=True, slots=True)
class Change:
    """A version that was not published here yet, or of which not everybody was told."""

    text: str
    title: str
    version: str
    sha256: str
    changed: str
    effective: str
    is_material: bool
    was_published: bool
    """Whether an earlier version was: if not, there is nobody who knew another one."""

    @property
    def must_be_told(self) -> bool:
        return self.is_material and self.was_published


def pending() -> list[Change]:
    """What stands in the files and was not published here, text by text, the oldest first."""
    done = {(one.text, one.version) for one in Publication.objects.exclude(told=None)}
    known = {text for text, _ in done}
    found = [*_of_texts(known), _of_recipients(known)]
    return [one for one in found if (one.text, one.version) not in done]


@keeps("told-of-changes")
def untold() -> list[Change]:
    """Changes that matter and that nobody, or not everybody, was told of: with one of them nothing may start."""
    return [one for one in pending() if one.must_be_told]


def altered() -> list[str]:
    """Versions that were published here with other words than they have now, by text and number."""
    return [
        f"{one.text} {one.version}"
        for one in Publication.objects.exclude(text=RECIPIENTS)
        if one.sha256 not in {known.sha256 for known in versions.versions(one.text) if known.version == one.version}
    ]


def settle(*, now: datetime) -> None:
    """Publish what nobody has to be told of."""
    for change in pending():
        if not change.must_be_told:
            _begin(change, now=now, told=now)


@keeps("told-of-changes")
def publish(*, origin: str, now: datetime) -> int:
    """Publish everything that is pending, and tell everybody of what matters. Returns how many mails went out.

    What was begun and stopped goes on where it was: nobody is told twice, and nobody is left out.
    Raises IsUnderWay, and NotSent when the mail server is down.
    """
    changes = untold()
    mails = 0
    if changes:
        rows = [(_begin(change, now=now, told=None), change) for change in changes]
        begun = Publication.objects.filter(pk__in=[row.pk for row, _ in rows])

        behind: dict[int, int] = {}

        def send(address: str, person: int) -> None:
            """Some of it was told to some before it stopped; then another change joined it."""
            if not behind:
                behind.update(begun.values_list("pk", "told_to"))
            news = [change for row, change in rows if behind[row.pk] < person]
            _send(news, address, origin, person=person, now=now)

        mails = telling.tell(telling.confirmed(), begun, send=send)
        begun.update(told=now)
    settle(now=now)
    return mails


def _of_texts(known: set[str]) -> Iterator[Change]:
    for name in versions.NAMES:
        seen = Publication.objects.filter(text=name).exclude(told=None).order_by("pk").last()
        every = versions.versions(name)
        numbers = [one.version for one in every]
        since = every[numbers.index(seen.version) + 1 :] if seen and seen.version in numbers else every[-1:]
        if not since:
            continue
        last = since[-1]
        yield Change(
            text=name,
            title=last.title,
            version=last.version,
            sha256=last.sha256,
            changed=" ".join(one.changed for one in since if one.is_material and one.changed),
            effective=last.effective.isoformat(),
            is_material=any(one.is_material for one in since),
            was_published=name in known,
        )


def _of_recipients(known: set[str]) -> Change:
    listed = "; ".join(sorted(one.told for one in settings.SUBPROCESSORS if not one.is_own))
    seal = hashlib.sha256(listed.encode()).hexdigest()
    before = Publication.objects.filter(text=RECIPIENTS).order_by("pk")
    last, number = before.last(), before.count()
    is_as_before = last is not None and last.sha256 == seal
    return Change(
        text=RECIPIENTS,
        title="Subprocessors",
        version=str(number if is_as_before else number + 1),
        sha256=seal,
        changed=f"This installation now hands something to {listed or 'nobody besides trackers'}.",
        effective="",
        is_material=True,
        was_published=RECIPIENTS in known,
    )


def _begin(change: Change, *, now: datetime, told: datetime | None) -> Publication:
    with transaction.atomic():
        row, _made = Publication.objects.get_or_create(
            text=change.text, version=change.version, defaults={"sha256": change.sha256, "began": now, "told": told}
        )
        if told and not row.told:
            row.told = told
            row.save(update_fields=["told"])
    return row


def _send(changes: list[Change], address: str, origin: str, *, person: int, now: datetime) -> None:
    told = {"changes": changes, "address": f"{origin}{reverse('text-versions')}"}
    about = f"texts:{now:%Y-%m-%d}"
    outbox.send_now("privacy/email/texts_changed", told, address, about=about, person=person, now=now)
