"""What the sync process does by the clock."""

import pytest

from altaclario.config import schedules
from altaclario.egress import contacts
from altaclario.privacy import pulses
from altaclario.privacy.models import Pulse
from altaclario.sync.queue import prompt
from altaclario.web.models import Tally
from tests.cast import MONDAY


@pytest.mark.django_db
def test_the_sync_process_sweeps_every_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)  # the connection is that of the test
    schedules.connect()
    (task,) = [one for one in prompt._registry.periodic_tasks if one.name == "retention"]
    try:
        assert task.validate_datetime(MONDAY)
        Tally.objects.create(name="t", count=1, begins=MONDAY, ends=MONDAY, earlier=0, earlier_ends=MONDAY)
        schedules._sweep()
        assert not Tally.objects.exists()
        # What the page of trust tells of it.
        assert Pulse.objects.get(name=pulses.SWEPT).count >= 1
        assert Pulse.objects.filter(name__startswith=pulses.CALLED).count() == len(contacts.KINDS)
    finally:
        prompt._registry.unregister(type(task))
