"""What is new: told in the product once, and not to who does not want it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import resolve

from altaclario.accounts.models import User
from altaclario.desk import updates
from altaclario.desk.updates import Update
from tests.cast import MONDAY, House, signed_in

pytestmark = pytest.mark.django_db
NEW = (
    Update(date(2026, 3, 9), "Charts are <b>blue</b>.", "Flow", "/status"),
    Update(date(2026, 3, 5), "Charts are green.", "Flow", "/status"),
    Update(date(2026, 3, 1), "There are charts.", "Flow", "/status"),
)


@pytest.fixture
def page(acme: House, monkeypatch: pytest.MonkeyPatch) -> str:
    """A page of Ada, who joined before the last two of them."""
    User.objects.filter(pk=acme.ada.person.pk).update(joined=MONDAY)
    monkeypatch.setattr(updates, "every", lambda: NEW)
    return f"/w/{acme.slug}/members/"


def test_the_file_is_read_and_each_line_leads_somewhere(anybody: Client) -> None:
    days = [one.day for one in updates.every()]
    assert days == sorted(days, reverse=True)
    assert all(resolve(one.address) for one in updates.every())
    assert updates.every()[0].sentence in anybody.get("/updates").content.decode()


def test_each_has_a_day_of_its_own_or_who_closed_one_would_never_be_told_of_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updates, "FILE", tmp_path / "updates.md")
    line = "- {} There is more. [Flow](/status)\n".format
    for days in (("2026-03-09", "2026-03-09"), ("2026-03-05", "2026-03-09")):
        updates.FILE.write_text("".join(map(line, days)))
        with pytest.raises(ValueError, match=days[1]):
            updates.every.__wrapped__()


def test_it_is_told_until_it_is_closed_and_what_comes_later_is_told_again(page: str, acme: House) -> None:
    ada = signed_in(acme.ada)
    text = ada.get(page).content.decode()
    assert "Charts are &lt;b&gt;blue&lt;/b&gt;." in text
    assert "and 1 more" in text
    for wrong in ("", "2026-03-10", "x", "9" * 400, "2026-03-09\0"):
        ada.post("/updates/close", {"through": wrong})
    assert "Charts are" in ada.get(page).content.decode()
    assert ada.post("/updates/close", {"through": "2026-03-05", "back": page}).headers["Location"] == page
    assert "and 1 more" not in ada.get(page).content.decode()
    ada.post("/updates/close", {"through": "2026-03-09"})
    ada.post("/updates/close", {"through": "2026-03-05"})
    assert "Charts are" not in ada.get(page).content.decode()
    assert signed_in(acme.ben).get(page).status_code == 200


@pytest.mark.proves("objections-heard")
def test_who_objects_or_pauses_processing_is_told_of_nothing(page: str, acme: House) -> None:
    ada, row = signed_in(acme.ada), User.objects.filter(pk=acme.ada.person.pk)
    assert "Charts are" in ada.get(page).content.decode()
    row.update(objected="updates")
    assert "Charts are" not in ada.get(page).content.decode()
    row.update(objected="", restricted=MONDAY)
    assert "Charts are" not in ada.get(page).content.decode()


def test_who_joined_later_knows_it_otherwise_and_strangers_are_told_of_nothing(page: str, acme: House) -> None:
    User.objects.filter(pk=acme.ada.person.pk).update(joined=datetime(2026, 3, 9, tzinfo=UTC))
    assert "Charts are" not in signed_in(acme.ada).get(page).content.decode()
    assert Client().post("/updates/close", {"through": "2026-03-09"}).headers["Location"].startswith("/accounts/login/")
