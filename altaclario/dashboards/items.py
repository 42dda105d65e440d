"""One item of a connection as a page, and where the page of each item is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.urls import reverse

from altaclario.connections import choices, finding
from altaclario.connections.models import Connection
from altaclario.dashboards.item import answers as item_answers
from altaclario.dashboards.item import page as item_page
from altaclario.dashboards.item.answers import NotHeld
from altaclario.dashboards.item.page import ItemPage
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import seeing
from altaclario.sync.standing import Standing
from altaclario.workspaces.models import Membership


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page of an item shows: `page` is None while memory is empty, or while the item is not in it."""

    page: ItemPage | None
    standing: Standing
    connection: Connection
    at_tracker: str
    """Where people see it in the tracker; empty where nobody can."""

    @property
    def is_gone(self) -> bool:
        """Whether there is a memory, and the item is not in it."""
        return self.page is None and self.standing.is_held


def one(membership: Membership, connection: Any, id: int, *, now: datetime) -> Shown:
    """The item with that tracker id. Raises Http404 for a connection that is not the workspace's own."""
    found = finding.one(membership, connection)
    standing, snapshot = seeing.look(found, now=now)
    today = now.astimezone(ZoneInfo(membership.workspace.zone)).date()
    page = None
    if snapshot is not None:
        settings = choices.settings(found, snapshot)
        try:
            page = item_page.page(item_answers.answer_item(snapshot, settings, id, today), settings)
        except NotHeld:
            page = None
    return Shown(page, standing, found, found.address_of(page.key) if page else "")


def addresses(connection: Connection, snapshot: Snapshot, keys: Iterable[str]) -> Mapping[str, str]:
    """Where the page of each of these items is, by its key."""
    wanted = {key: int(digits) for key in keys if (digits := _number(key))}
    rows = np.flatnonzero(np.isin(snapshot.items.number, [*wanted.values()]))
    ids = zip(snapshot.keys(rows), snapshot.items.id.take(rows).tolist(), strict=True)
    before = reverse("item", args=[connection.workspace.slug, connection.pk, 0])[:-1]
    return {key: f"{before}{id}" for key, id in ids if key in wanted}


def _number(key: str) -> str:
    """The number that a key ends in."""
    return key[len(key.rstrip("0123456789")) :]
