"""What the sync process sweeps away every minute."""

from datetime import UTC, datetime, timedelta

import pytest

from altaclario.accounts.models import User
from altaclario.sync import keeping
from tests.cast import MONDAY, person


@pytest.mark.django_db
def test_an_account_that_nobody_confirmed_goes_and_others_stay() -> None:
    known = person("Ada", "acme")
    agreed = {"terms_version": "2026-11-24", "terms_at": MONDAY, "is_of_age": True}
    User.objects.create_user("eve@acme.test", name="Eve", **agreed)
    keeping._sweep(now=datetime.now(UTC) + timedelta(days=4))
    assert list(User.objects.all()) == [known]
