"""A snapshot from a table of moves, for stories, examples and tests. All instants are UTC."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from altaclario.metrics import counting, lifecycle, stages
from altaclario.metrics.calendar import DAY_SECONDS
from altaclario.metrics.checks import Seen
from altaclario.metrics.lifecycle import Lives
from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import Stays
from altaclario.snapshots.snapshot import (
    NEVER,
    Affected,
    Estimates,
    Items,
    ItemType,
    Labels,
    Level,
    LinkKind,
    Links,
    Memberships,
    Snapshot,
    Sprint,
    Stage,
    Status,
    Transitions,
    Version,
)

STATUSES: Mapping[str, Stage | None] = {
    "To Do": Stage.BACKLOG,
    "In Progress": Stage.ACTIVE,
    "Testing": Stage.WAITING,
    "Done": Stage.DONE,
    "Closed": Stage.DONE,
}
DEFAULTS = Settings()
LINK_KINDS = (LinkKind("1", "blocks", True), LinkKind("2", "relates to", False))
TYPES = {"Story": Level.BASE, "Bug": Level.BASE, "Sub-task": Level.SUB_TASK, "Epic": Level.PARENT}


@dataclass(frozen=True)
class Item:
    """One item as a person would write it down."""

    key: str
    moves: tuple[str, ...]
    type: str = "Story"
    estimate: float | None = None
    estimates: Mapping[str, float | None] = field(default_factory=dict)
    """What the estimate was until an instant."""
    sprints: Sequence[tuple[str, ...]] = ()
    """Name of the sprint, when it entered and, if it did, when it left."""
    resolved: str | None = None
    resolution: str = ""
    flags: int = 0
    flagged: Sequence[tuple[str, ...]] = ()
    """When it was flagged and, if it was, when the flag was taken off."""
    recorded: bool = True
    area: int = 0
    priority: str = ""
    links: Sequence[tuple[str, str]] = ()
    """Kind of the link (of `LINK_KINDS`, by its name) and the key of the item that it goes to; one that is not among
    the items has its number for its tracker id."""
    labels: Sequence[str] = ()
    versions: Sequence[tuple[str, ...]] = ()
    """Name of the version, when it entered and, if it did, when it left."""
    affects: Sequence[str] = ()
    """Names of versions."""
    parent: str = ""
    """The key of what it lies in."""


def item(key: str, *moves: str, **more: object) -> Item:
    """An item from lines such as "2026-03-02 09:00 To Do"; the first one is its creation."""
    return Item(key, moves or ("2026-03-01 08:00 To Do",), **more)  # type: ignore[arg-type]  # checked by Item itself


def sprint(name: str, activated: str | None = None, completed: str | None = None, **more: object) -> Sprint:
    """A sprint: closed when it was completed, else active; `state="future"` for one that has not begun."""
    dates = {
        "id": "".join(letter for letter in name if letter.isdigit()) or "1",
        "state": "closed" if completed else "active",
        "start": instant(activated),
        "activated": instant(activated),
        "end": instant(completed),
        "completed": instant(completed),
    }
    return Sprint(name=name, **(dates | more))  # type: ignore[arg-type]  # checked by Sprint itself


def version(name: str, release: str = "", **more: object) -> Version:
    """A version of "PAY": released if nothing else is said, on a day such as "2026-03-31"."""
    told = {"id": name, "project": "PAY", "released": True, "archived": False, "release": release}
    return Version(name=name, **(told | more))  # type: ignore[arg-type]  # checked by Version itself


def snapshot(
    *items: Item,
    sprints: Sequence[Sprint | str] = (),
    versions: Sequence[Version | str] = (),
    statuses: Mapping[str, Stage | None] = STATUSES,
    **more: object,
) -> Snapshot:
    """The columns of these items, in this order. A sprint may be given by its name: active since 2026-03-02 09:00; a
    version too."""
    whole = [sprint(one, "2026-03-02 09:00") if isinstance(one, str) else one for one in sprints]
    names = [one.name for one in whole]
    projects = ["", *dict.fromkeys(one.key.split("-")[0] for one in items)]
    resolutions = ["", *dict.fromkeys(one.resolution for one in items if one.resolution)]
    moves = [[_move(line) for line in one.moves] for one in items]
    flat = [move for lines in moves for move in lines]
    ids = {one.key: 10 * (row + 1) for row, one in enumerate(items)}
    order = list(statuses)
    types = list(TYPES)
    releases = [version(one) if isinstance(one, str) else one for one in versions]
    release_names = [one.name for one in releases]
    keys = [one.key for one in items]
    priorities = ["", *dict.fromkeys(one.priority for one in items if one.priority)]
    labels = sorted({label for one in items for label in one.labels})
    kinds = [kind.name for kind in LINK_KINDS]
    changes = [(row, instant(at), before) for row, one in enumerate(items) for at, before in one.estimates.items()]
    return Snapshot(
        items=Items(
            id=_column([10 * (row + 1) for row in range(len(items))], np.uint32),
            project=_column([projects.index(one.key.split("-")[0]) for one in items], np.uint8),
            number=_column([int(one.key.split("-")[1]) for one in items], np.uint32),
            type=_column([types.index(one.type) for one in items], np.uint8),
            created=_column([lines[0][0] for lines in moves], np.uint32),
            resolved=_column([instant(one.resolved) for one in items], np.uint32),
            resolution=_column([resolutions.index(one.resolution) for one in items], np.uint8),
            estimate=_column([_points(one.estimate) for one in items], np.float32),
            parent=_column([ids.get(one.parent, 0) for one in items], np.uint32),
            flags=_column([one.flags for one in items], np.uint8),
            area=_column([one.area for one in items], np.uint32),
            priority=_column([priorities.index(one.priority) for one in items], np.uint8),
        ),
        transitions=Transitions(
            first=_column(np.cumsum([0, *(len(lines) for lines in moves)]), np.uint32),
            at=_column([at for at, _ in flat], np.uint32),
            status=_column([order.index(status) for _, status in flat], np.uint16),
        ),
        sprint_memberships=_memberships(_spells(items, names, "sprints")),
        version_memberships=_memberships(_spells(items, release_names, "versions")),
        flagged=_memberships(
            [
                (row, 0, instant(entered), instant(left[0]) if left else NEVER, one.recorded)
                for row, one in enumerate(items)
                for entered, *left in one.flagged
            ]
        ),
        estimates=Estimates(
            item=_column([row for row, _, _ in changes], np.uint32),
            at=_column([at for _, at, _ in changes], np.uint32),
            before=_column([_points(before) for _, _, before in changes], np.float32),
        ),
        projects=tuple(projects),
        types=tuple(ItemType(str(code), name, level) for code, (name, level) in enumerate(TYPES.items())),
        statuses=tuple(Status(name, name, stage) for name, stage in statuses.items()),
        resolutions=tuple(resolutions),
        sprints=tuple(whole),
        versions=tuple(releases),
        links=Links(
            *_pairs(
                [
                    (row, 10 * (keys.index(to) + 1) if to in keys else int(to.split("-")[1]), kinds.index(kind))
                    for row, one in enumerate(items)
                    for kind, to in one.links
                ],
                (np.uint32, np.uint32, np.uint16),
            )
        ),
        labelled=Labels(*_pairs([(row, labels.index(of)) for row, one in enumerate(items) for of in one.labels])),
        affected=Affected(
            *_pairs([(row, release_names.index(of)) for row, one in enumerate(items) for of in one.affects])
        ),
        priorities=tuple(priorities),
        link_kinds=LINK_KINDS,
        labels=tuple(labels),
        **({"boards": (), "read_at": 0} | more),  # type: ignore[arg-type]  # checked by Snapshot itself
    )


def stays(*items: Item) -> Stays:
    """The stays of these items, with the settings that everybody starts with."""
    return stays_of(snapshot(*items))


def stays_of(read: Snapshot, settings: Settings = DEFAULTS) -> Stays:
    """The stays of the base-level items of a snapshot."""
    return stages.stays(read, settings, counting.base_level(read))


def lives(*items: Item) -> Lives:
    """The lives of these items, with the settings that everybody starts with."""
    read = snapshot(*items)
    return lifecycle.lives(read, Settings(), stays_of(read))


def seen(*items: Item, on: str = "2026-03-31", **more: object) -> Seen:
    """These items as hygiene rules see them at the end of a day, all of whose finishes are looked at."""
    return seen_of(snapshot(*items, **more), on=on)  # type: ignore[arg-type]  # checked by snapshot itself


def seen_of(read: Snapshot, settings: Settings = DEFAULTS, *, on: str = "2026-03-31") -> Seen:
    """The same of a snapshot."""
    found = stays_of(read, settings)
    whole = lifecycle.lives(read, settings, found)
    return Seen(read, settings, found, whole, whole.finished != NEVER, instant(on) + DAY_SECONDS)


def instant(text: str | None) -> int:
    """UTC seconds of "2026-03-02 09:00" or "2026-03-02"; `NEVER` for None."""
    return NEVER if text is None else int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def text(instant: int) -> str:
    """An instant as people write it."""
    return f"{datetime.fromtimestamp(int(instant), UTC):%Y-%m-%d %H:%M}"


def _move(line: str) -> tuple[int, str]:
    day, hour, status = line.split(" ", 2)
    return instant(f"{day} {hour}"), status


def _points(estimate: float | None) -> float:
    return float("nan") if estimate is None else estimate


def _column(values: object, kind: type[np.generic]) -> np.ndarray:
    return np.array(values, dtype=kind)


def _spells(items: Sequence[Item], names: Sequence[str], kind: str) -> list[tuple[int, int, int, int, bool]]:
    """The rows of what items are in for a time."""
    return [
        (row, names.index(name), instant(entered), instant(left[0]) if left else NEVER, one.recorded)
        for row, one in enumerate(items)
        for name, entered, *left in getattr(one, kind)
    ]


def _pairs(
    rows: Sequence[tuple[int, ...]], kinds: Sequence[type[np.generic]] = (np.uint32, np.uint16)
) -> list[np.ndarray]:
    """Columns of rows that are put in order."""
    columns = list(zip(*sorted(set(rows)), strict=True)) or [()] * len(kinds)
    return [_column(column, kind) for column, kind in zip(columns, kinds, strict=True)]


def _memberships(intervals: Sequence[tuple[int, int, int, int, bool]]) -> Memberships:
    kinds = (np.uint32, np.uint16, np.uint32, np.uint32, np.bool_)
    columns = list(zip(*intervals, strict=True)) or [()] * 5
    return Memberships(*(_column(column, kind) for column, kind in zip(columns, kinds, strict=True)))
