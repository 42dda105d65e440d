"""What the register means for tables: what is over in each, and the check that refuses what nobody declared."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DO_NOTHING, SET_NULL, Field, ForeignKey, Model, QuerySet

from altaclario.declarations import activities
from altaclario.declarations.holdings import REGISTER, Holding
from altaclario.declarations.promises import keeps


@keeps("stated-grounds")
def without_grounds(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """Every table serves one activity, which has its purpose and its ground; and no activity names anything else."""
    del app_configs  # a table is refused wherever it stands
    known = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    named = Counter(label for one in activities.ALL for label in one.tables)
    return [
        *(_groundless(label, "serves no activity") for label in sorted(known - set(named))),
        *(_groundless(label, "serves an activity and is no table") for label in sorted(set(named) - known)),
        *(_groundless(label, "serves two activities") for label, times in sorted(named.items()) if times > 1),
    ]


def _groundless(label: str, wrong: str) -> Error:
    hint = "Name it in one activity of declarations/activities.py, for what it is there."
    return Error(f"{label} {wrong}.", hint=hint, id="altaclario.E013")


@keeps("declared-columns")
def declared(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """Every table stands in the register, with each of its columns; and the register names nothing else."""
    del app_configs  # a table is refused wherever it stands
    models = apps.get_models(include_auto_created=True)
    return [*_undeclared(models), *_unknown(models), *_kept_for_ever(models)]


def columns(model: type[Model]) -> frozenset[str]:
    """The columns that hold something: all but automatic keys and references to other tables."""
    return frozenset(field.name for field in model._meta.concrete_fields if not _is_structure(field))


def expired(label: str, *, now: datetime) -> "QuerySet[Any]":
    """The rows of a table that are older than it says they are kept; none where it counts no days."""
    held, manager = REGISTER[label], apps.get_model(label)._default_manager
    rows: QuerySet[Any] = getattr(manager, held.among)() if held.among else manager.all()
    if held.keep_days is None:
        return rows.none()
    return rows.filter(**{f"{held.since}__lt": now - timedelta(days=held.keep_days)})


def _is_structure(field: "Field[Any, Any]") -> bool:
    return isinstance(field, ForeignKey) or field.primary_key


def _undeclared(models: list[type[Model]]) -> Iterator[Error]:
    for model in models:
        holding = REGISTER.get(model._meta.label)
        if holding is None:
            yield Error(f"{model._meta.label} is not declared.", hint="Say @holds(...) on it.", id="altaclario.E001")
            continue
        for column in sorted(columns(model) - holding.columns):
            hint = "Name it in `personal` or `plain`."
            yield Error(f"{model._meta.label}.{column} is not declared.", hint=hint, id="altaclario.E002")
        for column in sorted(holding.columns - columns(model)):
            hint = "Take it out of the declaration."
            yield Error(f"{model._meta.label}.{column} is declared but not there.", hint=hint, id="altaclario.E003")


def _unknown(models: list[type[Model]]) -> Iterator[Error]:
    known = {model._meta.label for model in models}
    for label in sorted(set(REGISTER) - known):
        yield Error(f"{label} is declared but there is no such table.", id="altaclario.E004")


def _kept_for_ever(models: list[type[Model]]) -> Iterator[Error]:
    """Each table has a period, a clock and a way to be erased."""
    for model in models:
        if held := REGISTER.get(model._meta.label):
            for number, wrong in _faults(model, held):
                yield Error(f"{held.label} {wrong}", id=f"altaclario.E{number:03}")


def _faults(model: type[Model], held: Holding) -> Iterator[tuple[int, str]]:
    if held.keep_days is None and not held.kept:
        yield 8, "has no period: say `keep_days` and `since`, or as long as what it is `kept`."
    if (held.keep_days is None) == bool(held.since) or not _is_a_time(model, held.since):
        yield 9, "counts days by no clock: `since` names a column with a time."
    if held.about != "instance" and not _leads_to_somebody(model, held):
        yield 10, "cannot be erased: `find` leads to no person, no workspace and no owner."
    if held.at_least_days > (held.keep_days or 0):
        yield 11, f"is to be kept {held.at_least_days} days at least, and is not: its days are fewer."
    if held.at_least_days and (above := _falls_with(model)):
        yield 12, f"is to be kept although its people are gone, and falls with {above}."


def _is_a_time(model: type[Model], since: str) -> bool:
    try:
        return not since or model._meta.get_field(since).get_internal_type() == "DateTimeField"
    except FieldDoesNotExist:
        return False


def _leads_to_somebody(model: type[Model], held: Holding) -> bool:
    """A path through references, to a row of somebody, or to the word or the key by which they are known."""
    found: Any = model
    *steps, last = held.find.split("__")
    try:
        for step in steps:
            found = found._meta.get_field(step).related_model
        return last == "pk" or found._meta.get_field(last) is not None
    except (FieldDoesNotExist, AttributeError):
        return False


def _falls_with(model: type[Model]) -> str:
    """What its rows are deleted with; empty where each reference is let go instead."""
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.remote_field.on_delete not in (SET_NULL, DO_NOTHING):
            return str(field.related_model._meta.label)
    return ""
