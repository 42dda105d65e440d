"""No account by any road without the accepted Terms, when, and the answer about age: the table itself refuses."""

import ast
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client

from altaclario.accounts.models import User
from altaclario.web import policies
from tests.cast import MONDAY, PASSWORD

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
AGREED: dict[str, Any] = {"terms_version": "2026-11-24", "terms_at": MONDAY, "is_of_age": True}
FORM = {"name": "Dee", "email": "dee@acme.test", "password1": PASSWORD, "terms": "on", "of_age": "on"}
MISSING = [
    {"terms_version": ""},
    {"terms_version": None},
    {"terms_at": None},
    {"is_of_age": None},
    {"is_of_age": False},
]
ROADS = {
    "by hand": lambda agreed: User(email="dee@acme.test", name="Dee", **agreed).save(),
    "by the manager": lambda agreed: User.objects.create_user("dee@acme.test", PASSWORD, name="Dee", **agreed),
    "in bulk": lambda agreed: User.objects.bulk_create([User(email="dee@acme.test", name="Dee", **agreed)]),
}


@pytest.mark.proves("accepted-terms")
@pytest.mark.proves("of-age")
@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("without", MISSING, ids=str)
def test_the_table_takes_nobody_without_them(road: str, without: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ROADS[road](AGREED | without)
    assert not User.objects.exists()


@pytest.mark.parametrize("road", ROADS)
def test_with_them_every_road_works(road: str) -> None:
    ROADS[road](AGREED)
    assert User.objects.get().is_of_age


@pytest.mark.parametrize("without", MISSING, ids=str)
def test_nor_can_they_be_taken_away_later(without: dict[str, Any]) -> None:
    User.objects.create_user("dee@acme.test", PASSWORD, name="Dee", **AGREED)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.update(**without)


def test_the_form_stores_all_three(anybody: Client, mailoutbox: list[EmailMessage]) -> None:
    anybody.post("/accounts/signup/", FORM)
    person = User.objects.get()
    assert person.terms_version == policies.policy("terms").version
    assert (person.is_of_age, person.terms_at is not None) == (True, True)


def test_no_code_but_the_form_makes_people() -> None:
    """A road that is added later is found here, and must bring its answers along."""
    makers = {
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        if not {"tests", "migrations"} & set(path.parts)
        for node in ast.walk(ast.parse(path.read_text()))
        if _makes_somebody(node)
    }
    assert makers == {"accounts/models.py", "accounts/signing_up.py", "accounts/signing_up_twice.py"}


def _makes_somebody(node: ast.AST) -> bool:
    name = getattr(node, "attr", "") or getattr(node, "name", "") or getattr(getattr(node, "func", None), "id", "")
    return name in {"create_user", "create_superuser", "save_user"} or (isinstance(node, ast.Call) and name == "User")
