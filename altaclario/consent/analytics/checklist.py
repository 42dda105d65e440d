"""What must be so at Google, where no code of ours reaches: looked at by a person, signed, and kept."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from altaclario.consent.models import PropertyCheck
from altaclario.declarations.promises import keeps


@dataclass(frozen=True, slots=True)
class Item:
    """One setting of the property or of its account, and how it must stand."""

    name: str
    sentence: str


ITEMS = (
    Item("retention", "Data retention of events is set to the months that are signed, 2 or 14."),
    Item("no-reset", '"Reset user data on new activity" is off, so that coming again does not make that longer.'),
    Item("measurement", "Enhanced measurement of the data stream is off, all of it."),
    Item("signals", "Google signals is off."),
    Item("advertising", "Ads personalization is allowed in no region."),
    Item("sharing", "Account data sharing is off: no box of the account's data sharing settings is ticked."),
    Item("links", "The property is linked to no Google Ads and to no other product."),
    Item("agreement", "Google's data processing terms are accepted, on the day that the list of subprocessors says."),
)
RETENTION_MONTHS = (2, 14)


@dataclass(frozen=True, slots=True)
class Signed:
    """That somebody looked: in which role, when, for how long Google keeps what is counted, and what is so."""

    role: str
    at: datetime
    retention_months: int
    sentences: tuple[str, ...]


class NotDone(Exception):
    """These items are not as they must be, or nobody said that they are."""

    def __init__(self, missing: Collection[str]) -> None:
        super().__init__(", ".join(missing))


@keeps("property-checked")
def signed() -> Signed | None:
    """The newest signature under the list as it is now, for the property that is named now; None without one."""
    if not settings.ANALYTICS_ID:
        return None
    held = PropertyCheck.objects.filter(measurement_id=settings.ANALYTICS_ID, seal=_seal()).order_by("pk").last()
    if held is None:
        return None
    return Signed(held.role, held.at, held.retention_months, tuple(one.sentence for one in ITEMS))


def sign(*, role: str, done: Collection[str], retention_months: int, now: datetime) -> Signed:
    """Keep that somebody found every item so. Raises NotDone with the names of those that are not."""
    missing = [one.name for one in ITEMS if one.name not in done]
    if missing:
        raise NotDone(missing)
    PropertyCheck.objects.create(
        measurement_id=settings.ANALYTICS_ID,
        role=role,
        retention_months=retention_months,
        seal=_seal(),
        at=now,
    )
    return Signed(role, now, retention_months, tuple(one.sentence for one in ITEMS))


def _seal() -> str:
    """Of the list: who signed another one has not seen this one."""
    return hashlib.sha256("\n".join(f"{one.name} {one.sentence}" for one in ITEMS).encode()).hexdigest()
