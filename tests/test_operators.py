"""`altaclario make-operator` and `remove-operator`."""

import pytest

from altaclario.accounts.tests import signing
from altaclario.audit.models import Note
from altaclario.config import rotating
from altaclario.config.command import main

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command looks at the database of this test."""
    monkeypatch.setattr(rotating, "set_up", lambda _data: None)


def test_somebody_is_made_an_operator_and_is_one_no_more_each_noted_once(capsys: pytest.CaptureFixture[str]) -> None:
    dee = signing.account()
    for _ in range(2):
        assert main(["make-operator", "Dee@acme.test"]) == 0
    assert "They have no second factor yet" in capsys.readouterr().out
    dee.refresh_from_db()
    assert dee.operates is not None
    for _ in range(2):
        assert main(["remove-operator", dee.email]) == 0
    dee.refresh_from_db()
    assert dee.operates is None
    noted = Note.objects.of("instance").order_by("number")
    assert [(one.what, one.on) for one in noted] == [
        ("operator-made", str(dee.pk)),
        ("operator-removed", str(dee.pk)),
    ]


@pytest.mark.parametrize("verb", ["make-operator", "remove-operator"])
def test_an_address_that_nobody_has_is_refused(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "nobody@acme.test"]) == 2
    assert "Nobody has an account" in capsys.readouterr().err
