"""Revisions of work items become columns, page by page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import IntFlag
from operator import attrgetter
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from altaclario.providers.azure_devops.columns.wire import ItemBatch, RevisionPage, Values, WorkItem
from altaclario.providers.columns import instants, intervals
from altaclario.providers.columns.codes import Codebook
from altaclario.snapshots.snapshot import NEVER

_EARLIEST = "1970-01-01T00:00:00Z"


class Bit(IntFlag):
    """What is yes or no of a revision."""

    DELETED = 1
    BLOCKED = 2
    COLUMN_DONE = 4
    TODAY_ALONE = 8
    """Read as the item is today, without the revisions before."""
    CLAMPED = 16
    """Dated before the one that it follows; it was moved to that instant."""
    LACKING = 32
    """Some revisions between the first and the last one of its item were not given."""


@dataclass(slots=True)
class Names:
    """What codes stand for, shared by all pages of one reading."""

    types: Codebook = field(default_factory=Codebook)
    states: Codebook = field(default_factory=Codebook)
    columns: Codebook = field(default_factory=lambda: Codebook([""]))


@dataclass(frozen=True, slots=True)
class Revisions:
    """Revisions of work items. Shape (n,) each; instants are in UTC seconds, `NEVER` where there is none."""

    id: NDArray[np.uint32]
    rev: NDArray[np.uint32]
    project: NDArray[np.uint16]
    """Index of the project whose feed gave it."""
    type: NDArray[np.uint16]
    state: NDArray[np.uint16]
    column: NDArray[np.uint16]
    """The column of the board of the team that the item is with; 0: none."""
    created: NDArray[np.uint32]
    changed: NDArray[np.uint32]
    closed: NDArray[np.uint32]
    state_changed: NDArray[np.uint32]
    area: NDArray[np.uint32]
    iteration: NDArray[np.uint32]
    parent: NDArray[np.uint32]
    points: NDArray[np.float32]
    """NaN: not estimated."""
    bits: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.id)

    def take(self, rows: NDArray[Any]) -> "Revisions":
        """Some of them: by place, or by a mask."""
        return Revisions(*(getattr(self, column.name)[rows] for column in fields(self)))

    def has(self, bit: Bit) -> NDArray[np.bool_]:
        """Which of them have the bit."""
        return self.bits & np.uint8(bit) > 0

    @property
    def keys(self) -> NDArray[np.int64]:
        """One number for each pair of item and revision."""
        return (self.id.astype(np.int64) << 32) | self.rev

    @property
    def size_bytes(self) -> int:
        return sum(int(getattr(self, column.name).nbytes) for column in fields(self))


def joined(pages: Iterable[Revisions]) -> Revisions:
    """All pages as one, by item, then as the tracker counts its revisions; what came twice is there once.

    Of an item that was read as it is today and has revisions as well, the revisions count.
    """
    whole = list(pages)
    if not whole:
        whole = [_columns([], 0, Names())]
    every = Revisions(*(np.concatenate([getattr(page, one.name) for page in whole]) for one in fields(Revisions)))
    today = every.has(Bit.TODAY_ALONE)
    if today.any():
        every = every.take(~today | ~np.isin(every.id, every.id[~today]))
    _, rows = np.unique(every.keys, return_index=True)
    return every.take(rows)


def mended(revisions: Revisions) -> Revisions:
    """Joined revisions whose clock never goes back, with marks where it did and where some are lacking.

    An import writes what happened years ago, and not always with rising dates: the numbers of the revisions decide, and
    a date that lies before the creation or the revision before it is moved up to that.
    """
    item = np.cumsum(intervals.begins(revisions.id)) - 1
    written = np.maximum(revisions.changed, revisions.created).astype(np.int64)
    changed = intervals.latest_so_far(item, written).astype(np.uint32)
    bits = revisions.bits | (changed != revisions.changed) * np.uint8(Bit.CLAMPED)
    bits |= lacking(revisions) * np.uint8(Bit.LACKING)
    return replace(revisions, changed=changed, bits=bits)


def lacking(revisions: Revisions) -> NDArray[np.bool_]:
    """Which revisions belong to an item that has others between its first and its last one. They are numbered 1, 2, 3 …

    Shape (n,).
    """
    begins = np.flatnonzero(intervals.begins(revisions.id))
    ends = np.flatnonzero(intervals.ends(revisions.id))
    counts = ends - begins + 1
    span = revisions.rev[ends].astype(np.int64) - revisions.rev[begins] + 1
    return np.repeat(span != counts, counts)


def telling(revisions: Revisions) -> Revisions:
    """Those of mended revisions that say something new, and the last one of each item.

    Most revisions of an item change nothing that a figure needs: comments, ranks, titles.
    """
    kept = intervals.ends(revisions.id)
    said = ("id", "project", "type", "state", "column", "area", "iteration", "parent", "bits")
    kept |= intervals.begins(*(getattr(revisions, name) for name in said))
    kept |= intervals.begins(np.nan_to_num(revisions.points, nan=-1.0))
    return revisions.take(kept)


@dataclass(frozen=True, slots=True)
class Batch:
    """What a page of the feed says of itself: where it goes on, and which revisions it held."""

    token: str
    is_last: bool
    keys: frozenset[int]
    first: int
    """The instant of its first revision; 0 when it held none."""
    reached: int
    """The instant of its last revision; 0 when it held none."""
    items: frozenset[int]
    """The items that began in it."""


class RevisionPages:
    """Decodes pages of the revisions of one project.

    Both verbs raise msgspec.MsgspecError for bytes that are no such page and ValueError for an unreadable date.
    """

    def __init__(self, project: int, names: Names) -> None:
        self._feed = msgspec.json.Decoder(RevisionPage)
        self._batch = msgspec.json.Decoder(ItemBatch)
        self._project, self._names = project, names
        self.pages: list[Revisions] = []
        self.vanished = 0
        """Items and revisions that came without what would place them in time."""

    def add(self, body: bytes) -> Batch:
        """Take one page of the feed."""
        page = self._feed.decode(body)
        rows = self._add(page.values, 0)
        return Batch(
            token=page.token,
            is_last=page.isLastBatch,
            keys=frozenset(rows.keys.tolist()),
            first=int(rows.changed[0]) if len(rows) else 0,
            reached=int(rows.changed[-1]) if len(rows) else 0,
            items=frozenset(rows.id[rows.rev == 1].tolist()),
        )

    def add_today(self, body: bytes) -> int:
        """Take items as they are today; returns how many there were."""
        found = [item for item in self._batch.decode(body).value if item is not None]
        return len(self._add(found, Bit.TODAY_ALONE))

    def _add(self, items: Sequence[WorkItem], bit: int) -> Revisions:
        placed = [item for item in items if _is_placed(item.fields)]
        rows = _columns(placed, self._project, self._names, bit)
        self.pages.append(rows)
        self.vanished += len(items) - len(placed)
        return rows


def _is_placed(values: Values) -> bool:
    """Whether it can be placed in time; an account that may not see a field gets none."""
    return bool(values.type and values.state and values.created and values.changed)


# These run once a revision, and a reading holds a million: they go through the loop without a Python call.
_id, _rev, _fields, _type, _state, _created, _changed, _area, _iteration, _column = map(
    attrgetter, ("id", "rev", "fields", "type", "state", "created", "changed", "area", "iteration", "column")
)
_parent, _tags, _blocked, _closed, _state_changed, _deleted, _half = map(
    attrgetter, ("parent", "tags", "blocked", "closed", "state_changed", "is_deleted", "is_column_done")
)
_points = attrgetter("story_points", "effort", "size")


def _columns(items: Sequence[WorkItem], project: int, names: Names, bit: int = 0) -> Revisions:
    values = list(map(_fields, items))
    bits = np.full(len(items), bit, np.uint8)
    for flag, which in (
        (Bit.DELETED, map(bool, map(_deleted, values))),
        (Bit.COLUMN_DONE, map(bool, map(_half, values))),
        (Bit.BLOCKED, map(_says_blocked, map(_blocked, values), map(_tags, values))),
    ):
        bits |= np.fromiter(which, np.bool_, len(items)).astype(np.uint8) * np.uint8(flag)
    return Revisions(
        id=_numbers(map(_id, items), np.uint32),
        rev=_numbers(map(_rev, items), np.uint32),
        project=np.full(len(items), project, np.uint16),
        type=_numbers(names.types.codes(map(_type, values)), np.uint16),
        state=_numbers(names.states.codes(map(_state, values)), np.uint16),
        column=_numbers(names.columns.codes(one or "" for one in map(_column, values)), np.uint16),
        created=_instants(map(_created, values)),
        changed=_instants(map(_changed, values)),
        closed=_dates(list(map(_closed, values))),
        state_changed=_dates(list(map(_state_changed, values))),
        area=_or_none(map(_area, values)),
        iteration=_or_none(map(_iteration, values)),
        parent=_or_none(map(_parent, values)),
        points=np.array([_estimate(one) for one in map(_points, values)], np.float32),
        bits=bits,
    )


def _says_blocked(field: str | None, tags: str | None) -> bool:
    """Whether the field of CMMI says so, or one of the tags; what else the tags say goes no further."""
    if field is not None and field.lower() == "yes":
        return True
    return bool(tags) and "blocked" in [tag.strip().lower() for tag in str(tags).split(";")]


def _estimate(values: tuple[float | None, ...]) -> float:
    """The first that has a value: a process has one of these fields on each type."""
    return next((value for value in values if value is not None), float("nan"))


def _numbers(values: Iterable[int], kind: type[np.generic]) -> NDArray[Any]:
    return np.array(list(values), kind)


def _or_none(values: Iterable[int | None]) -> NDArray[np.uint32]:
    """Numbers; 0 where there is none."""
    return _numbers((value or 0 for value in values), np.uint32)


def _instants(texts: Iterable[str]) -> NDArray[np.uint32]:
    return instants.clamped(instants.whole_seconds(list(texts)))


def _dates(texts: list[str | None]) -> NDArray[np.uint32]:
    """`NEVER` where there is no date."""
    dates = _instants(text or _EARLIEST for text in texts)
    return np.where(np.fromiter(map(bool, texts), np.bool_, len(texts)), dates, np.uint32(NEVER))
