"""Every column that holds something sealed. Rooms seal and open through it, so that a rotation finds all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from altaclario.vault import box, secrets
from altaclario.vault.secrets import Secret


def _key_of(row: Any) -> str:
    return str(row.pk)


def _as_it_is(_before: Any, envelope: bytes) -> Any:
    return envelope


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """One column of one table. `owner` is such as "workspace:workspace_id": a kind, and the path to its id; where the
    row itself says the whole of it, ":" and the column that does.

    `record` names the row in the envelope. `read` finds the envelope in what is stored, `write` puts another into it,
    where a column holds more than the envelope.
    """

    label: str
    column: str
    owner: str
    record: Callable[[Any], str]
    read: Callable[[Any], bytes]
    write: Callable[[Any, bytes], Any]

    def seal(self, row: Model, plain: str, *, now: datetime) -> None:
        """Put it into the row, which the same transaction must store. Raises SealedAlone outside of one."""
        self.put(row, secrets.seal(plain, **self._place(row), now=now))

    def opened(self, row: Model) -> Secret:
        """The secret of the row, for the length of a `with`. Raises NotOpened or RootKeyUnusable."""
        envelope = self.envelope(row)
        try:
            return secrets.opened(envelope, **self._place(row))
        except box.NotOpened:
            # A rotation may have sealed it anew, and destroyed the old key, since the row was read.
            now = apps.get_model(self.label)._default_manager.filter(pk=row.pk).first()
            if now is None or self.envelope(now) == envelope:
                raise
            return secrets.opened(self.envelope(now), **self._place(now))

    def envelope(self, row: Model) -> bytes:
        """What is sealed in the row; empty if there is nothing."""
        stored = getattr(row, self.column)
        return self.read(stored) if stored else b""

    def put(self, row: Model, envelope: bytes) -> None:
        """Put an envelope into the row, without storing it."""
        setattr(row, self.column, self.write(getattr(row, self.column), envelope))

    def owner_of(self, row: Model) -> str:
        """Whose key seals the row."""
        kind, _, path = self.owner.partition(":")
        found: Any = row
        for step in path.split("__") if path else ():
            found = getattr(found, step)
        if not kind:
            return str(found)
        return f"{kind}:{found}" if path else kind

    def rows_of(self, owner: str) -> QuerySet[Any]:
        """The rows that this owner's keys seal; none if it is an owner of another kind."""
        rows: QuerySet[Any] = apps.get_model(self.label)._default_manager.all()
        kind, _, path = self.owner.partition(":")
        its_kind, _, its_id = owner.partition(":")
        if not kind:
            return rows.filter(**{path: owner})
        if its_kind != kind or bool(path) != bool(its_id):
            return rows.none()
        return rows.filter(**{path: its_id}) if path else rows

    def _place(self, row: Model) -> dict[str, str]:
        return {"owner": self.owner_of(row), "record": self.record(row), "field": self.column}


REGISTER: dict[str, SealedColumn] = {}
"""Every declared column, by table and name, such as "connections.Connection.token"."""


def declare(
    label: str,
    column: str,
    *,
    owner: str,
    record: Callable[[Any], str] = _key_of,
    read: Callable[[Any], bytes] = bytes,
    write: Callable[[Any, bytes], Any] = _as_it_is,
) -> SealedColumn:
    """Say that a column holds envelopes; do it where the models are, so that every process knows."""
    REGISTER[f"{label}.{column}"] = declared = SealedColumn(label, column, owner, record, read, write)
    return declared
