"""References between tables go down the order of the house, as imports do."""

import configparser
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.apps.registry import Apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]


def _floors() -> dict[str, int]:
    """Each room and its floor, counted from the top."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    layers = contracts["importlinter:contract:order"]["layers"].split("\n")
    return {room.strip(" ()"): floor for floor, layer in enumerate(layers) for room in layer.split("|") if room.strip()}


def _upward(tables: Iterable[type[models.Model]]) -> Iterator[str]:
    floors = _floors()
    for model in tables:
        for field in model._meta.get_fields():
            target = field.remote_field.model if field.concrete and field.remote_field else None
            room = target.split(".")[0] if isinstance(target, str) else target and target._meta.app_label
            here = model._meta.app_label
            if room in floors and room != here and floors[room] <= floors[here]:
                yield f"{model._meta.label}.{field.name} leads up to {room}"


def test_the_order_is_the_one_of_the_import_contract() -> None:
    floors = _floors()
    assert floors["dashboards"] < floors["sync"] < floors["connections"] < floors["workspaces"] < floors["accounts"]


def test_no_table_leads_up() -> None:
    ours = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in _floors()]
    assert len(ours) >= 6
    assert list(_upward(ours)) == []


def test_one_that_leads_up_by_name_alone_is_noticed() -> None:
    registry = Apps()
    meta = type("Meta", (), {"app_label": "accounts", "apps": registry})
    last = models.ForeignKey("sync.SyncRun", null=True, on_delete=models.SET_NULL)
    many = models.ManyToManyField("workspaces.Workspace")
    badge = type("Badge", (models.Model,), {"Meta": meta, "__module__": __name__, "last": last, "many": many})
    assert list(_upward([badge])) == [
        "accounts.Badge.last leads up to sync",
        "accounts.Badge.many leads up to workspaces",
    ]
