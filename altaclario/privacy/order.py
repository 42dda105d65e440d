"""In which order tables are emptied, and which of their rows go: what leads to a row goes before it.

Everything comes from the register, so that a new table is in it the day it is declared.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models

from altaclario.accounts.models import SignIn, User
from altaclario.declarations.holdings import REGISTER, Holding
from altaclario.workspaces.models import Workspace

Rows = models.QuerySet[Any]


def tables() -> list[Holding]:
    """All that are emptied row by row, each before what it leads to."""
    ordered: list[Holding] = []
    for label in sorted(REGISTER):
        _with_what_leads_to_it(label, ordered)
    return [held for held in ordered if held.erased == "rows" and not held.at_least_days]


def of_person(held: Holding, pk: int) -> Rows | None:
    """The rows of a table that are about a person; None where it is about nobody."""
    if held.label == "sessions.Session":
        return Session.objects.filter(session_key__in=SignIn.objects.filter(person=pk).values("session_key"))
    rows: Rows | None = _manager(held).filter(**{held.find: pk}) if held.about == "person" else None
    return rows


def of_workspace(held: Holding, pk: int) -> Rows | None:
    """The rows of a table that belong to a workspace; None where none does."""
    if held.about == "workspace" and not _is_a_word(held):
        rows: Rows = _manager(held).filter(**{held.find: pk})
        return rows
    direct = [
        field.name
        for field in apps.get_model(held.label)._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Workspace
    ]
    return _manager(held).filter(**{direct[0]: pk}) if direct else None


def row_of(owner: str) -> User | Workspace | None:
    """Whose everything is: the person or the workspace, while it is there."""
    kind, _, pk = owner.partition(":")
    model: Any = {"person": User, "workspace": Workspace}[kind]
    found: User | Workspace | None = model.objects.filter(pk=int(pk)).first()
    return found


def _is_a_word(held: Holding) -> bool:
    """Whether `find` is a column that names the owner, such as "workspace:12"."""
    *steps, last = held.find.split("__")
    model: Any = apps.get_model(held.label)
    for step in steps:
        model = model._meta.get_field(step).related_model
    return last != "pk" and isinstance(model._meta.get_field(last), models.CharField)


def _manager(held: Holding) -> Any:
    return apps.get_model(held.label)._default_manager


def _with_what_leads_to_it(label: str, ordered: list[Holding]) -> None:
    held = REGISTER[label]
    if held in ordered:
        return
    for below in _leading_to(label):
        _with_what_leads_to_it(below, ordered)
    if held not in ordered:
        ordered.append(held)


def _leading_to(label: str) -> Iterator[str]:
    above = apps.get_model(label)
    for below in sorted(set(REGISTER) - {label}):
        fields = apps.get_model(below)._meta.concrete_fields
        if any(isinstance(field, models.ForeignKey) and field.related_model is above for field in fields):
            yield below
