"""The system check that refuses a table or column that nobody declared."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error
from django.db.models import Field, ForeignKey, Model

from altaclario.declarations.holdings import REGISTER


def declared(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """Every table stands in the register, with each of its columns; and the register names nothing else."""
    del app_configs  # a table is refused wherever it stands
    models = apps.get_models(include_auto_created=True)
    return [*_undeclared(models), *_unknown(models)]


def columns(model: type[Model]) -> frozenset[str]:
    """The columns that hold something: all but automatic keys and references to other tables."""
    return frozenset(field.name for field in model._meta.concrete_fields if not _is_structure(field))


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
