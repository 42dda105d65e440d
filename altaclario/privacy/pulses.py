"""What the sync process counts of itself for the page of trust: how often it called whom, and its sweeps."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from altaclario.egress import contacts
from altaclario.privacy.models import Pulse

SWEPT = "swept"
CALLED = "called "
"""Before the name under which requests to somebody are counted."""


def begin(*, now: datetime) -> None:
    """The process starts: requests are counted from now on, for each whom it may call."""
    with transaction.atomic():
        Pulse.objects.filter(name__startswith=CALLED).delete()
        Pulse.objects.bulk_create(
            Pulse(name=f"{CALLED}{kind}", count=0, since=now, last=now) for kind in contacts.KINDS
        )


def tell(*, now: datetime) -> None:
    """Write down the requests since the last time."""
    for name, count in contacts.taken().items():
        if count:
            beat(f"{CALLED}{name}", count, now=now)


def beat(name: str, count: int, *, now: datetime) -> None:
    """It happened once more."""
    if not Pulse.objects.filter(name=name).update(count=F("count") + count, last=now):
        Pulse.objects.create(name=name, count=count, since=now, last=now)
