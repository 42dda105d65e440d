"""What is stored is declared: each table, each column; and other people's tables in one place."""

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.core import checks
from django.core.management import call_command
from django.db import connection, models

from altaclario.declarations import activities, recipients
from altaclario.declarations.holdings import REGISTER, Holding
from altaclario.web import declared

ROOT = Path(__file__).resolve().parents[2] / "altaclario"
OURS = {app.label for app in apps.get_app_configs() if app.name.startswith("altaclario.")}


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> Apps:
    """A registry of models that forgets them after the test."""
    registry = Apps(["altaclario.workspaces"])
    monkeypatch.setattr(declared, "apps", registry)
    monkeypatch.setattr(declared, "REGISTER", {})
    return registry


def _throw_away(registry: Apps, **columns: Any) -> None:
    meta = type("Meta", (), {"app_label": "workspaces", "apps": registry})
    type("Extra", (models.Model,), {"Meta": meta, "__module__": __name__, **columns})


def _found(*columns: str) -> list[tuple[str | None, str]]:
    if columns:
        held = Holding("workspaces.Extra", "workspace", frozenset(), frozenset(columns), "pk", None, "", "workspace")
        declared.REGISTER["workspaces.Extra"] = held
    return [(one.id, one.msg) for one in declared.declared()]


@pytest.mark.proves("declared-columns")
def test_a_table_that_nobody_declared_is_refused(apart: Apps) -> None:
    _throw_away(apart, phone=models.CharField(max_length=9))
    assert _found() == [("altaclario.E001", "workspaces.Extra is not declared.")]


@pytest.mark.proves("declared-columns")
def test_a_column_that_nobody_declared_is_refused(apart: Apps) -> None:
    _throw_away(apart, phone=models.CharField(max_length=9), city=models.CharField(max_length=9))
    assert _found("city") == [("altaclario.E002", "workspaces.Extra.phone is not declared.")]


def test_a_declared_column_that_is_not_there_is_refused(apart: Apps) -> None:
    _throw_away(apart, city=models.CharField(max_length=9))
    assert _found("city", "phone") == [("altaclario.E003", "workspaces.Extra.phone is declared but not there.")]


def test_a_declared_table_that_is_not_there_is_refused(apart: Apps) -> None:
    assert _found("city") == [("altaclario.E004", "workspaces.Extra is declared but there is no such table.")]


TIMES = {"made": models.DateTimeField(), "name": models.CharField(max_length=9)}
FAULTY: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "altaclario.E008 has no period": ({"kept": ""}, {}),
    "altaclario.E009 counts days by no clock": ({"keep_days": 9}, {}),
    "altaclario.E009 counts days by no clock: ": ({"keep_days": 9, "since": "name"}, {}),
    "altaclario.E009 counts days by no clock:  ": ({"since": "made"}, {}),
    "altaclario.E010 cannot be erased": ({"find": "nobody"}, {}),
    "altaclario.E011 is to be kept 366 days at least": ({"keep_days": 90, "since": "made", "at_least_days": 366}, {}),
    "altaclario.E012 is to be kept although its people are gone, and falls with workspaces.Extra": (
        {"keep_days": 366, "since": "made", "at_least_days": 366},
        {"above": models.ForeignKey("self", on_delete=models.CASCADE)},
    ),
}
"""What is missing in a declaration, and what is said of it."""


@pytest.mark.proves("kept-no-longer")
@pytest.mark.parametrize("said", FAULTY)
def test_a_table_without_a_period_a_clock_or_an_end_is_refused(said: str, apart: Apps) -> None:
    lacking, columns = FAULTY[said]
    _throw_away(apart, **TIMES, **columns)
    whole: dict[str, Any] = {"find": "pk", "keep_days": None, "since": "", "kept": "workspace"}
    held = Holding("workspaces.Extra", "workspace", frozenset(), frozenset(TIMES), **whole | lacking)
    declared.REGISTER["workspaces.Extra"] = held
    (found,) = declared.declared()
    number, _, sentence = said.partition(" ")
    assert found.id == number
    assert sentence.strip(" :") in found.msg


def test_the_check_runs_with_every_start() -> None:
    assert {declared.declared, declared.without_grounds} <= set(checks.registry.registry.get_checks())


def _groundless(monkeypatch: pytest.MonkeyPatch, *, without: str = "", twice: str = "", beside: str = "") -> list[str]:
    """What is said of activities from which a table was taken, or to which some were added."""
    first, *others = activities.ALL
    tables = [label for label in first.tables if label != without]
    changed = replace(first, tables=(*tables, *filter(None, (twice, beside))))
    monkeypatch.setattr(activities, "ALL", (changed, *others))
    return [one.msg for one in declared.without_grounds()]


@pytest.mark.proves("stated-grounds")
def test_a_table_that_serves_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert declared.without_grounds() == []
    assert _groundless(monkeypatch, without="accounts.User") == ["accounts.User serves no activity."]


@pytest.mark.proves("stated-grounds")
def test_so_is_one_that_serves_two_activities_or_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    found = _groundless(monkeypatch, twice="desk.Matter", beside="accounts.Phone")
    assert found == ["accounts.Phone serves an activity and is no table.", "desk.Matter serves two activities."]


@pytest.mark.proves("stated-grounds")
@pytest.mark.parametrize("activity", activities.ALL, ids=lambda one: one.slug)
def test_each_activity_has_its_ground_its_people_and_receivers_that_are_known(activity: activities.Activity) -> None:
    assert activity.basis in activities.ARTICLES
    assert activity.purpose
    assert activity.whose
    assert {recipients.named(slug).slug for slug in activity.recipients} == set(activity.recipients)


@pytest.mark.proves("declared-columns")
def test_the_project_has_no_finding() -> None:
    assert declared.declared() == []
    call_command("check", fail_level="WARNING")


def test_other_peoples_tables_are_declared_in_one_place() -> None:
    """`declare` is called in accounts alone, and `@holds` stands on models of ours alone."""
    places = {
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        if "tests" not in path.parts
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "declare"
    }
    assert places == {"accounts/apps.py", "declarations/holdings.py"}
    source = (ROOT / "accounts" / "apps.py").read_text()
    theirs = {label for label in REGISTER if label.split(".")[0] not in OURS}
    assert theirs == {label for label in REGISTER if f'"{label}"' in source}


@pytest.mark.parametrize("label", sorted(REGISTER))
def test_a_declaration_leads_somewhere(label: str) -> None:
    """`find` is a path from the table to whom it is about; `since` a column by which it grows old."""
    held = REGISTER[label]
    model: Any = apps.get_model(label)
    assert not held.personal & held.plain
    assert (held.keep_days is None) == (not held.since)
    assert not held.since or model._meta.get_field(held.since).get_internal_type() == "DateTimeField"
    assert held.about == "instance" or held.find
    for step in filter(None, held.find.split("__")):
        field = model._meta.pk if step == "pk" else model._meta.get_field(step)
        model = field.related_model


@pytest.mark.django_db
@pytest.mark.proves("memory-only")
def test_the_database_has_no_table_beside_the_declared_ones() -> None:
    declared_tables = {apps.get_model(label)._meta.db_table for label in REGISTER}
    assert set(connection.introspection.table_names()) - declared_tables == {"django_migrations"}


@pytest.mark.django_db
@pytest.mark.proves("memory-only")
def test_a_run_has_room_for_numbers_and_short_names_alone() -> None:
    """Nothing of a tracker fits into what is stored of a reading."""
    wide = [
        field.name
        for field in apps.get_model("sync.SyncRun")._meta.concrete_fields
        if isinstance(field, models.TextField | models.JSONField | models.BinaryField)
        or (isinstance(field, models.CharField) and (field.max_length or 0) > 30)
    ]
    assert wide == []
