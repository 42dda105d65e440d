"""Revisions of work items become columns, page by page."""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import IntFlag
from operator import attrgetter
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from altaclario.providers import legible
from altaclario.providers.azure_devops.columns.wire import (
    ItemBatch,
    Outlined,
    RevisionOutline,
    RevisionPage,
    Values,
    WorkItem,
)
from altaclario.providers.columns import instants, intervals, numbers
from altaclario.providers.columns.codes import Codebook
from altaclario.providers.faults import Incomplete
from altaclario.snapshots.snapshot import NEVER


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
    NOT_BELIEVED = 128
    """A date of it cannot have been, or an estimate is none that anybody could mean."""


@dataclass(slots=True)
class Names:
    """What codes stand for, shared by all pages of one reading."""

    types: Codebook = field(default_factory=Codebook)
    states: Codebook = field(default_factory=Codebook)
    columns: Codebook = field(default_factory=lambda: Codebook([""]))
    marks: Codebook = field(default_factory=lambda: Codebook([""]))
    """The priority of an item and all of its tags, such as "2;api; ui": few of them differ."""
    has_tags: bool = False
    """Whether tags are kept at all."""


@dataclass(frozen=True, slots=True)
class Revisions:
    """Revisions of work items. Shape (n,) each; instants are in UTC seconds, `NEVER` where there is none."""

    id: NDArray[np.uint32]
    rev: NDArray[np.uint32]
    project: NDArray[np.unsignedinteger]
    """Index of the project whose feed gave it."""
    type: NDArray[np.unsignedinteger]
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
    mark: NDArray[np.unsignedinteger]
    """Its priority and tags together; 0: none."""
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
    """Joined revisions whose clock never goes back, with marks where it did and where some are lacking."""
    return marked(revisions, lacks=lacking(revisions))


def marked(revisions: Revisions, *, lacks: NDArray[np.bool_]) -> Revisions:
    """The same, where it is known of which items some are lacking.

    An import writes what happened years ago, and not always with rising dates: the numbers of the revisions decide, and
    a date that lies before the creation or the revision before it is moved up to that.
    """
    item = np.cumsum(intervals.begins(revisions.id)) - 1
    created, at = _told(revisions, item)
    changed = intervals.latest_so_far(item, np.maximum(at, created).astype(np.int64)).astype(np.uint32)
    bits = revisions.bits | ((changed != at) & ~_is_outside(revisions.changed)) * np.uint8(Bit.CLAMPED)
    bits |= lacks * np.uint8(Bit.LACKING)
    return replace(revisions, created=created, changed=changed, bits=bits)


def _told(revisions: Revisions, item: NDArray[np.int64]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Creations and changes, where dates outside of all that columns hold tell nothing: then the first change that is
    known is the creation, and a change was no later than the next one."""
    no_creation, no_change = _is_outside(revisions.created), _is_outside(revisions.changed)
    if not (no_creation | no_change).any():
        return revisions.created, revisions.changed
    first = np.full(int(item[-1]) + 1, instants.LAST, np.uint32)
    np.minimum.at(first, item[~no_change], revisions.changed[~no_change])
    changed = revisions.changed.copy()
    for row in np.flatnonzero(changed[:-1] == instants.LAST)[::-1].tolist():
        if item[row] == item[row + 1]:
            changed[row] = changed[row + 1]
    return np.where(no_creation, first[item], revisions.created), changed


def _is_outside(seconds: NDArray[np.uint32]) -> NDArray[np.bool_]:
    is_outside: NDArray[np.bool_] = (seconds == 0) | (seconds == instants.LAST)
    return is_outside


def believed(revisions: Revisions, *, read_at: int) -> Revisions:
    """Mended revisions without dates that were still to come when the tracker was read."""
    is_odd = np.maximum(revisions.changed, revisions.created) > read_at + instants.SKEW_SECONDS
    has_ended = revisions.closed != NEVER
    return replace(
        revisions,
        created=np.minimum(revisions.created, read_at).astype(np.uint32),
        changed=np.minimum(revisions.changed, read_at).astype(np.uint32),
        closed=np.where(has_ended, np.minimum(revisions.closed, read_at), NEVER).astype(np.uint32),
        bits=revisions.bits | is_odd * np.uint8(Bit.NOT_BELIEVED),
    )


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
    """Takes pages of the revisions of one project: first the outline, with which the next is asked for, the rest later.

    All verbs raise msgspec.MsgspecError for bytes that are no such page, ValueError for an unreadable date, and
    Incomplete for a page that lacks some of what was asked for.
    """

    def __init__(self, project: int, names: Names) -> None:
        self._outline = msgspec.json.Decoder(RevisionOutline)
        self._feed = msgspec.json.Decoder(RevisionPage)
        self._batch = msgspec.json.Decoder(ItemBatch)
        self._project, self._names = project, names
        self._waiting: deque[bytes] = deque()
        self._pages: list[Revisions] = []
        self.untold: set[int] = set()
        """Items of which a revision came without what would place it in time: what the others say is not enough."""
        self.vanished = 0
        """Items that came, as they are today, without what would place them in time."""

    def add(self, body: bytes) -> Batch:
        """Take one page of the feed, whose revisions wait to be decoded."""
        page = self._outline.decode(body)
        self._waiting.append(body)
        return Batch(
            token=page.token,
            is_last=page.isLastBatch,
            keys=frozenset([(one.id << 32) | one.rev for one in page.values]),
            first=_dated(page.values[:1]),
            reached=_dated(page.values[-1:]),
            items=frozenset([one.id for one in page.values if one.rev == 1]),
        )

    def add_today(self, body: bytes, asked: Collection[int] = ()) -> int:
        """Take items as they are today, of those that were `asked` for, if that is known; returns how many there were.

        In the place of each that is not there stands null.
        """
        answered = self._batch.decode(body).value
        found = {item.id: item for item in answered if item is not None}
        if len(set(asked) - set(found)) > answered.count(None):
            raise Incomplete("items that nobody speaks of")
        items = [item for id, item in found.items() if not asked or id in asked]
        self._pages.append(_columns(_placed(items), self._project, self._names, Bit.TODAY_ALONE))
        self.vanished += len(items) - len(self._pages[-1])
        return len(self._pages[-1])

    def settle(self) -> bool:
        """Decode the page that has waited longest; False when none does."""
        if not self._waiting:
            return False
        page = legible.read(self._waiting.popleft(), "application/json", self._feed.decode)
        placed = _placed(page.values)
        if len(placed) < len(page.values):
            told = {(one.id, one.rev) for one in placed}
            self.untold.update(one.id for one in page.values if (one.id, one.rev) not in told)
        self._pages.append(_columns(placed, self._project, self._names))
        return True

    @property
    def has_waiting(self) -> bool:
        return bool(self._waiting)

    def pages(self) -> list[Revisions]:
        """All that came, decoded, but for items of which too little was told."""
        while self.settle():
            continue
        untold = np.array(sorted(self.untold), np.uint32)
        return [page.take(~np.isin(page.id, untold)) for page in self._pages] if len(untold) else self._pages


def _dated(one: Sequence[Outlined]) -> int:
    """The instant of a revision; 0 where there is none."""
    at = instants.second(one[0].fields.changed) if one else NEVER
    return 0 if at == NEVER else at


def _placed(items: Sequence[WorkItem]) -> list[WorkItem]:
    """Those that can be placed in time; an account that may not see a field gets none."""
    return [item for item in items if (told := item.fields).type and told.state and told.created and told.changed]


# These run once a revision, and a reading holds a million: they go through the loop without a Python call.
_id, _rev, _fields, _type, _state, _created, _changed, _area, _iteration, _column = map(
    attrgetter, ("id", "rev", "fields", "type", "state", "created", "changed", "area", "iteration", "column")
)
_parent, _priority, _tags, _blocked, _closed, _state_changed, _deleted, _half = map(
    attrgetter, ("parent", "priority", "tags", "blocked", "closed", "state_changed", "is_deleted", "is_column_done")
)
_points = tuple(map(attrgetter, ("story_points", "effort", "size")))


def _columns(items: Sequence[WorkItem], project: int, names: Names, bit: int = 0) -> Revisions:
    values = list(map(_fields, items))
    created, changed = _instants(list(map(_created, values))), _instants(list(map(_changed, values)))
    points, is_odd = _estimates(values)
    is_odd |= _is_outside(created) | _is_outside(changed)
    return Revisions(
        id=_numbers(map(_id, items), np.uint32),
        rev=_numbers(map(_rev, items), np.uint32),
        project=np.full(len(items), project, np.min_scalar_type(project)),
        type=_narrow(names.types.codes(map(_type, values))),
        state=_numbers(names.states.codes(map(_state, values)), np.uint16),
        column=_numbers(names.columns.codes(one or "" for one in map(_column, values)), np.uint16),
        created=created,
        changed=changed,
        closed=_dates(list(map(_closed, values))),
        state_changed=_dates(list(map(_state_changed, values))),
        area=_or_none(map(_area, values)),
        iteration=_or_none(map(_iteration, values)),
        parent=_or_none(map(_parent, values)),
        mark=_marks(values, names),
        points=points,
        bits=_bits(values) | np.uint8(bit) | is_odd * np.uint8(Bit.NOT_BELIEVED),
    )


def _marks(values: Sequence[Values], names: Names) -> NDArray[np.unsignedinteger]:
    tags = map(_tags, values) if names.has_tags else [None] * len(values)
    written = [
        f"{int(one or 0) or ''};{all or ''}".rstrip(";") for one, all in zip(map(_priority, values), tags, strict=True)
    ]
    return _narrow(names.marks.codes(written))


def _narrow(codes: Sequence[int]) -> NDArray[np.unsignedinteger]:
    return intervals.narrow(np.array(codes, np.int64))


def _bits(values: Sequence[Values]) -> NDArray[np.uint8]:
    said = [
        (one is not None and one.lower() == "yes") or (bool(tags) and _says_blocked(tags or ""))
        for one, tags in zip(map(_blocked, values), map(_tags, values), strict=True)
    ]
    which = {Bit.DELETED: map(bool, map(_deleted, values)), Bit.COLUMN_DONE: map(bool, map(_half, values))}
    which[Bit.BLOCKED] = map(bool, said)
    found = np.zeros(len(values), np.uint8)
    for bit, holds in which.items():
        found |= np.fromiter(holds, np.bool_, len(values)) * np.uint8(bit)
    return found


def _says_blocked(tags: str) -> bool:
    """Whether one of the tags is the one for blocked work; what the others say goes no further."""
    return "blocked" in tags.lower() and "blocked" in [tag.strip().lower() for tag in tags.split(";")]


def _estimates(values: Sequence[Values]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """The first field that has a value, as a process has one of them on each type; and what nobody could mean."""
    points, is_odd = np.full(len(values), np.nan, np.float32), np.zeros(len(values), np.bool_)
    for field_ in reversed(_points):
        own = list(map(field_, values))
        if any(one is not None for one in own):
            given, is_none = numbers.estimates(own)
            points = np.where(np.isnan(given), points, given)
            is_odd |= is_none
    return points, is_odd


def _numbers(values: Iterable[int], kind: type[np.generic]) -> NDArray[Any]:
    return np.array(list(values), kind)


def _or_none(values: Iterable[int | None]) -> NDArray[np.uint32]:
    """Numbers; 0 where there is none."""
    return np.array([value or 0 for value in values], np.uint32)


def _instants(texts: list[str]) -> NDArray[np.uint32]:
    return instants.clamped(instants.whole_seconds(texts))


def _dates(texts: list[str | None]) -> NDArray[np.uint32]:
    """`NEVER` where there is no date."""
    found = np.full(len(texts), NEVER, np.uint32)
    given = [text for text in texts if text]
    if given:
        found[np.fromiter(map(bool, texts), np.bool_, len(texts))] = _instants(given)
    return found
