"""The frozen columns of one connection: what was read, and nothing that a person wrote."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import IntEnum, IntFlag
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Instants: TypeAlias = NDArray[np.uint32]
Rows: TypeAlias = NDArray[np.uint32]
Codes: TypeAlias = NDArray[np.unsignedinteger]

NEVER = 0xFFFFFFFF
"""The instant after all others; as the end of an interval, "still so"; as a date, "has none"."""

NONE = 0
"""Entry 0 of `projects`, `types`, `resolutions` and `priorities` is the empty one: a code of 0 means "has none"."""


class Stage(IntEnum):
    """Where work stands, in board order."""

    BACKLOG = 0
    ACTIVE = 1
    WAITING = 2
    DONE = 3
    CANCELLED = 4


class Level(IntEnum):
    """The rung of an item in its tracker's hierarchy; only base-level items are counted."""

    SUB_TASK = 0
    BASE = 1
    PARENT = 2


class Flag(IntFlag):
    """What was noticed about one item while it was read."""

    ASSIGNED = 1
    """Somebody is assigned now (who, is never read)."""
    NO_HISTORY = 2
    """The tracker gave no status change although the item shows signs of one."""
    CLOCK_CLAMPED = 4
    """A change lay before the one it follows; it was moved to that instant."""
    HISTORY_DIFFERS = 8
    """Today's status is not the one that the history ends in."""
    SPRINTS_DIFFER = 16
    """Today's sprints are not those that the history ends in."""
    VERSIONS_DIFFER = 32
    """Today's versions are not those that the history ends in."""
    TYPE_CHANGED = 64
    """Its type was another one before; all of its history counts under today's."""
    NOT_BELIEVED = 128
    """A date of it lay before 1970 or was still to come, or an estimate was none that anybody could mean. In the place
    of the date stands the nearest instant that can have been, in that of the estimate none."""


NOTICED = {
    Flag.CLOCK_CLAMPED: "clock went backwards",
    Flag.HISTORY_DIFFERS: "status differs from its history",
    Flag.SPRINTS_DIFFER: "sprint differs from its history",
    Flag.VERSIONS_DIFFER: "version differs from its history",
    Flag.TYPE_CHANGED: "type was changed",
    Flag.NOT_BELIEVED: "date or estimate was not believed",
}
"""The flags that are told as findings: how many items have them."""


def noticed(flags: NDArray[np.uint8]) -> dict[str, int]:
    """How many items have each of the flags that are told as findings; flags that none has are not named.

    >>> noticed(np.array([Flag.ASSIGNED, Flag.TYPE_CHANGED | Flag.ASSIGNED], np.uint8))
    {'type was changed': 1}
    """
    counts = {name: int(np.count_nonzero(flags & np.uint8(flag))) for flag, name in NOTICED.items()}
    return {name: count for name, count in counts.items() if count}


@dataclass(frozen=True, slots=True)
class Status:
    """One status of the tracker. `stage` is None when the tracker no longer lists it."""

    id: str
    name: str
    stage: Stage | None


@dataclass(frozen=True, slots=True)
class ItemType:
    """One type of item (story, bug, epic …) and its rung."""

    id: str
    name: str
    level: Level


@dataclass(frozen=True, slots=True)
class Sprint:
    """One sprint of one board. Dates are instants, or `NEVER` where the tracker has none.

    `activated` is when it was really started (`activatedDate`, else `startDate`), `end` its planned end,
    `completed` when it was closed.
    """

    id: str
    name: str
    state: str
    start: int = NEVER
    end: int = NEVER
    completed: int = NEVER
    activated: int = NEVER
    board: str = ""
    in_days: bool = False
    """Whether the tracker dates it by days without a zone. Each date is then the midnight, in UTC, with which its day
    begins; `end` and `completed` are that of the day after the last one."""


@dataclass(frozen=True, slots=True)
class Version:
    """One release. `start` and `release` are days ("2026-03-31") or empty."""

    id: str
    name: str
    project: str
    released: bool
    archived: bool
    start: str = ""
    release: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """One board: the statuses of its columns, in order, by status id."""

    id: str
    name: str
    kind: str
    columns: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """One area of a tracker that has them: a part of a project, which may lie in another (`parent`, 0: in none)."""

    id: int
    name: str
    parent: int = 0


@dataclass(frozen=True, slots=True)
class LinkKind:
    """One kind of link between items. `blocks`: the item that the link goes to waits for the one that it comes from."""

    id: str
    name: str
    blocks: bool


def _no(kind: type[np.generic]) -> Callable[[], NDArray[Any]]:
    """A column without rows."""
    return lambda: np.zeros(0, kind)


@dataclass(frozen=True, slots=True)
class Items:
    """One row an item, in ascending tracker id. Shape (n,) each."""

    id: NDArray[np.uint32]
    project: Codes
    """Index into `Snapshot.projects`; with `number` it makes the key."""
    number: NDArray[np.uint32]
    type: Codes
    """Index into `Snapshot.types`."""
    created: Instants
    resolved: Instants
    """When the tracker says it was resolved, or `NEVER`."""
    resolution: Codes
    """Index into `Snapshot.resolutions`; 0: none."""
    estimate: NDArray[np.float32]
    """Points as of now; NaN: not estimated."""
    parent: NDArray[np.uint32]
    """Tracker id of the parent as of now; 0: none."""
    flags: NDArray[np.uint8]
    """`Flag` bits."""
    area: Codes
    """Tracker id of the area as of now, in the narrowest type that holds all; 0: none."""
    priority: Codes = field(default_factory=_no(np.uint8))
    """Index into `Snapshot.priorities` as of now; 0: none. Left out, no item has one."""

    def __post_init__(self) -> None:
        if not len(self.priority):
            object.__setattr__(self, "priority", np.zeros(len(self.id), np.uint8))


@dataclass(frozen=True, slots=True)
class Transitions:
    """Status history in CSR form: the rows of item i are `first[i]:first[i + 1]`, oldest first.

    The first row of each item is its creation in its initial status, so no item is without a row.
    """

    first: Rows
    at: Instants
    status: NDArray[np.uint16]
    """Index into `Snapshot.statuses`."""


@dataclass(frozen=True, slots=True)
class Memberships:
    """Intervals [entered, left) of items in something (a sprint, a version, a flag), by item, then time.

    `recorded` says of each interval whether the tracker gave any change of that field for the item;
    otherwise the membership is known from today's value alone.
    """

    item: Rows
    of: NDArray[np.uint16]
    """Index into `Snapshot.sprints` or `Snapshot.versions`; 0 for flags."""
    entered: Instants
    left: Instants
    recorded: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Estimates:
    """Each recorded change of an estimate, by item, then time: it was `before` until `at`."""

    item: Rows
    at: Instants
    before: NDArray[np.float32]
    """Points before the change; NaN: not estimated."""


@dataclass(frozen=True, slots=True)
class Links:
    """Links between items as of now, each once, under the item that it comes from: by item, then where to, then kind.

    Of kinds that block, it comes from the item that blocks.
    """

    item: Rows = field(default_factory=_no(np.uint32))
    to: NDArray[np.uint32] = field(default_factory=_no(np.uint32))
    """Tracker id of the item that it goes to, which need not be held."""
    kind: NDArray[np.uint16] = field(default_factory=_no(np.uint16))
    """Index into `Snapshot.link_kinds`."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels (tags) of items as of now, by item, then label. Empty unless they were asked for."""

    item: Rows = field(default_factory=_no(np.uint32))
    of: NDArray[np.unsignedinteger] = field(default_factory=_no(np.uint16))
    """Index into `Snapshot.labels`; 16 bits, and 32 where there are more than these hold."""


@dataclass(frozen=True, slots=True)
class Affected:
    """The versions that items are said to affect as of now, by item, then version."""

    item: Rows = field(default_factory=_no(np.uint32))
    of: NDArray[np.uint16] = field(default_factory=_no(np.uint16))
    """Index into `Snapshot.versions`."""


Owned: TypeAlias = Memberships | Estimates | Links | Labels | Affected
"""Columns of which `item` says to which item each row belongs, ascending."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one connection knows at one moment. Immutable; about 120 bytes an item.

    `read_at` is when the reading began; `complete_from` the instant from which every item is held that was
    not done, or changed, since then: 0 when the reading is complete.
    `findings` and `left_out` are counts by name of what was mended or dropped while reading; of the findings, those
    named in `NOTICED` are the items that have the flag.
    """

    items: Items
    transitions: Transitions
    sprint_memberships: Memberships
    version_memberships: Memberships
    flagged: Memberships
    estimates: Estimates
    projects: tuple[str, ...]
    types: tuple[ItemType, ...]
    statuses: tuple[Status, ...]
    resolutions: tuple[str, ...]
    sprints: tuple[Sprint, ...]
    versions: tuple[Version, ...]
    boards: tuple[Board, ...]
    read_at: int
    complete_from: int = 0
    on_board: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    """For each board that was asked for, by its id, the items that its filter shows now. Shape (n,)."""
    key_form: str = "{project}-{number}"
    """How the tracker writes the key of an item."""
    has_points: bool = True
    """False when the tracker has no field that holds estimates."""
    findings: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    project_ids: Mapping[str, str] = field(default_factory=dict)
    """The tracker's id of each project, by what `projects` calls it; names change, ids stay."""
    areas: tuple[Area, ...] = ()
    """All areas of the projects, in which no item need lie."""
    links: Links = field(default_factory=Links)
    labelled: Labels = field(default_factory=Labels)
    affected: Affected = field(default_factory=Affected)
    priorities: tuple[str, ...] = ("",)
    link_kinds: tuple[LinkKind, ...] = ()
    labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for columns in self.tables():
            for column in fields(columns):
                getattr(columns, column.name).flags.writeable = False

    def __repr__(self) -> str:
        """How many items, and no name: a printed form may end in an error."""
        return f"Snapshot({len(self)} items)"

    def __len__(self) -> int:
        return len(self.items.id)

    def tables(self) -> tuple[Items | Transitions | Owned, ...]:
        """The column groups, in the order of `GROUPS`."""
        return tuple(getattr(self, name) for name in GROUPS)

    def owned(self) -> dict[str, Any]:
        """The column groups whose rows say to which item they belong, by name."""
        return {name: getattr(self, name) for name in OWNED}

    @property
    def size_bytes(self) -> int:
        """Memory of all columns."""
        return sum(getattr(columns, column.name).nbytes for columns in self.tables() for column in fields(columns))

    def key(self, row: int) -> str:
        """The item's key as its tracker shows it now, such as "PAY-12"."""
        project = self.projects[self.items.project[row]]
        return self.key_form.format(project=project, number=self.items.number[row])

    def keys(self, rows: NDArray[np.integer]) -> list[str]:
        """The keys of many items."""
        projects, numbers = self.items.project.take(rows).tolist(), self.items.number.take(rows).tolist()
        pairs = zip(projects, numbers, strict=True)
        return [self.key_form.format(project=self.projects[project], number=number) for project, number in pairs]

    def row_of(self, id: int) -> int | None:
        """The row of the item with that tracker id; None when it is not held."""
        if not 0 <= id < NEVER:
            return None
        row = int(np.searchsorted(self.items.id, np.uint32(id)))
        return row if row < len(self) and self.items.id[row] == id else None

    def alone(self, row: int) -> "Snapshot":
        """The snapshot with this item and no other."""
        begin, end = (int(edge) for edge in self.transitions.first[row : row + 2])
        items = {column.name: getattr(self.items, column.name)[row : row + 1] for column in fields(Items)}
        transitions = Transitions(
            first=np.array([0, end - begin], np.uint32),
            at=self.transitions.at[begin:end],
            status=self.transitions.status[begin:end],
        )
        return replace(
            self,
            items=Items(**items),
            transitions=transitions,
            **{name: _of_one(columns, row) for name, columns in self.owned().items()},
            on_board={board: shown[row : row + 1] for board, shown in self.on_board.items()},
        )

    def without_keys(self) -> "Snapshot":
        """The same, with the place of each item for its key, such as "№ 12": nothing made of it can name one."""
        numbers = np.arange(1, len(self) + 1, dtype=np.uint32)
        items = replace(self.items, number=numbers)
        places = {name: str(place) for place, name in enumerate(self.projects) if name}
        return replace(
            self,
            items=items,
            projects=tuple(places.get(name, "") for name in self.projects),
            project_ids={places[name]: id for name, id in self.project_ids.items() if name in places},
            key_form="№ {number}",
        )

    def levels(self) -> NDArray[np.uint8]:
        """The `Level` of each item. Shape (n,)."""
        return np.array([kind.level for kind in self.types], dtype=np.uint8)[self.items.type]


OWNED: Mapping[str, type[Owned]] = {
    "sprint_memberships": Memberships,
    "version_memberships": Memberships,
    "flagged": Memberships,
    "estimates": Estimates,
    "links": Links,
    "labelled": Labels,
    "affected": Affected,
}
"""The column groups of a snapshot whose rows say to which item they belong."""

GROUPS: Mapping[str, type[Items | Transitions | Owned]] = {"items": Items, "transitions": Transitions, **OWNED}
"""All of them, in the order in which they lie in memory."""


def _of_one(columns: Any, row: int) -> Any:
    """What belongs to one item, which is then the first and only one."""
    kept = columns.item == row
    one = {column.name: getattr(columns, column.name)[kept] for column in fields(columns)}
    return replace(columns, **one | {"item": np.zeros(len(one["item"]), np.uint32)})
