"""A made-up snapshot of any size, columns at once: three years of a department with 40 statuses and 78 sprints."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.snapshots.snapshot import (
    NEVER,
    Affected,
    Estimates,
    Flag,
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

DAY_SECONDS = 86_400
BEGIN = 1_672_531_200
"""2023-01-01."""
END = BEGIN + 1_095 * DAY_SECONDS
"""2025-12-31, the end of the history."""

_STATUSES, _SPRINTS, _VERSIONS, _LABELS, _SPRINT_SECONDS = 40, 78, 40, 30, 14 * DAY_SECONDS
_VERSION_DAYS = 180
"""What is younger is to come out next."""
_BANDS = ((10, Stage.BACKLOG), (26, Stage.ACTIVE), (32, Stage.WAITING), (40, Stage.DONE))


def generate(count: int, seed: int = 1) -> Snapshot:
    """`count` items with about 7 transitions, 1.5 sprints, 0.6 versions, 0.1 flags, 0.5 changes of estimate, 0.15
    links, 0.3 labels, 0.1 affected versions each."""
    chance = np.random.default_rng(seed)
    created = np.sort(chance.integers(BEGIN, END - DAY_SECONDS, count))
    transitions = _transitions(chance, created)
    columns = _items(chance, created)
    return Snapshot(
        items=columns,
        transitions=transitions,
        sprint_memberships=_sprint_memberships(chance, created),
        version_memberships=_version_memberships(chance, created, columns.project),
        flagged=_flags(chance, created),
        estimates=_estimates(chance, created),
        projects=("", *(f"TEAM{one}" for one in range(1, 21))),
        types=(
            *(ItemType(str(one), f"Type {one}", Level.BASE) for one in range(4)),
            ItemType("4", "Sub-task", Level.SUB_TASK),
            ItemType("5", "Epic", Level.PARENT),
        ),
        statuses=tuple(Status(str(one), f"Status {one}", _stage(one)) for one in range(_STATUSES)),
        resolutions=("", "Done", "Duplicate"),
        sprints=tuple(_sprint(one) for one in range(_SPRINTS)),
        versions=tuple(_version(one) for one in range(_VERSIONS)),
        boards=(),
        read_at=END,
        links=_links(chance, count),
        labelled=Labels(*_pairs(chance, count, 0.3, _LABELS)),
        affected=Affected(*_pairs(chance, count, 0.1, _VERSIONS)),
        priorities=("", "Highest", "High", "Medium", "Low", "Lowest"),
        link_kinds=(LinkKind("1", "blocks", True), LinkKind("2", "relates to", False)),
        labels=tuple(f"label-{one:02}" for one in range(_LABELS)),
    )


def _items(chance: np.random.Generator, created: NDArray[np.int64]) -> Items:
    count = len(created)
    types = chance.choice(6, count, p=[0.4, 0.2, 0.1, 0.1, 0.15, 0.05])
    return Items(
        id=np.arange(10_000, 10_000 + count, dtype=np.uint32),
        project=chance.integers(1, 21, count).astype(np.uint8),
        number=np.arange(1, count + 1, dtype=np.uint32),
        type=types.astype(np.uint8),
        created=created.astype(np.uint32),
        resolved=np.full(count, NEVER, np.uint32),
        resolution=np.zeros(count, np.uint8),
        estimate=chance.choice([np.nan, 0.5, 1, 2, 3, 5, 8, 13], count).astype(np.float32),
        parent=np.zeros(count, np.uint32),
        flags=np.full(count, int(Flag.ASSIGNED), np.uint8),
        area=np.zeros(count, np.uint8),
        priority=chance.choice(6, count, p=[0.05, 0.05, 0.2, 0.5, 0.15, 0.05]).astype(np.uint8),
    )


def _transitions(chance: np.random.Generator, created: NDArray[np.int64]) -> Transitions:
    """From left to right with steps back; some items are stuck, the youngest still open."""
    count = len(created)
    moves = np.clip(chance.poisson(6.2, count), 1, 20)
    offsets = np.append(0, np.cumsum(moves + 1))
    owner = np.repeat(np.arange(count), moves + 1)
    step = np.arange(offsets[-1]) - offsets[owner]
    status = _statuses(chance, step / moves[owner])
    status[step == 0] = chance.integers(0, 5, count)
    gaps = chance.lognormal(11.2, 1.1, len(step)).astype(np.int64) + 60
    gaps[step == 0] = 0
    passed = np.cumsum(gaps)
    at = created[owner] + passed - passed[offsets[:-1]][owner]
    stuck_after = np.where(chance.random(count) < 0.06, chance.integers(1, 5, count), 99)
    kept = (at < END) & (step < stuck_after[owner])
    first = np.append(0, np.cumsum(np.bincount(owner[kept], minlength=count)))
    return Transitions(first.astype(np.uint32), at[kept].astype(np.uint32), status[kept].astype(np.uint16))


def _statuses(chance: np.random.Generator, progress: NDArray[np.float64]) -> NDArray[np.int64]:
    wanted = progress * (_STATUSES - 1) + chance.normal(0, 3, len(progress))
    whole: NDArray[np.int64] = np.clip(wanted, 0, _STATUSES - 1).astype(np.int64)
    whole[progress == 1] = chance.integers(34, _STATUSES, int((progress == 1).sum()))
    return whole


def _sprint_memberships(chance: np.random.Generator, created: NDArray[np.int64]) -> Memberships:
    times = np.clip(chance.poisson(1.62, len(created)), 0, 5)
    owner = np.repeat(np.arange(len(created)), times)
    step = np.arange(len(owner)) - np.append(0, np.cumsum(times))[owner]
    sprint = (created[owner] - BEGIN) // _SPRINT_SECONDS + step
    planned = np.where(chance.random(len(owner)) < 0.8, -2, 10) * DAY_SECONDS
    entered = BEGIN + sprint * _SPRINT_SECONDS + planned + chance.integers(0, DAY_SECONDS, len(owner))
    entered = np.maximum(entered, created[owner])
    stays = chance.random(len(owner)) < 0.85
    left = np.where(stays, NEVER, entered + chance.integers(3600, 10 * DAY_SECONDS, len(owner)))
    kept = (sprint < _SPRINTS) & (entered < END) & (stays | (left < END))
    return _memberships(owner[kept], sprint[kept], entered[kept], left[kept])


def _version_memberships(
    chance: np.random.Generator, created: NDArray[np.int64], project: NDArray[np.unsignedinteger]
) -> Memberships:
    """Each item in a version of its own project, of which there are two: one that is out, and one to come."""
    owner = np.flatnonzero(chance.random(len(created)) < 0.6)
    is_late = created[owner] > END - _VERSION_DAYS * DAY_SECONDS
    version = 2 * (project[owner].astype(np.int64) - 1) + is_late
    return _memberships(owner, version, created[owner], np.full(len(owner), NEVER))


def _version(place: int) -> Version:
    """Of each project one that came out half a year before the end, and one that is to come three months after it."""
    is_out = place % 2 == 0
    day = date(2025, 7, 4) if is_out else date(2026, 3, 31)
    return Version(str(place), f"{place}.0", f"TEAM{place // 2 + 1}", is_out, False, release=day.isoformat())


def _links(chance: np.random.Generator, count: int) -> Links:
    """Two of three block; each goes to an item that was created about then."""
    owner = np.flatnonzero(chance.random(count) < 0.15)
    to = np.clip(owner + chance.integers(-200, 200, len(owner)), 0, count - 1) + 10_000
    kind = (chance.random(len(owner)) < 0.33).astype(np.uint16)
    return Links(owner.astype(np.uint32), to.astype(np.uint32), kind)


def _pairs(
    chance: np.random.Generator, count: int, share: float, of: int
) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
    owner = np.flatnonzero(chance.random(count) < share)
    return owner.astype(np.uint32), chance.integers(0, of, len(owner)).astype(np.uint16)


def _flags(chance: np.random.Generator, created: NDArray[np.int64]) -> Memberships:
    """Every tenth item was flagged once, for days; a few still are."""
    owner = np.flatnonzero(chance.random(len(created)) < 0.1)
    entered = np.minimum(created[owner] + chance.integers(0, 20 * DAY_SECONDS, len(owner)), END - 1)
    left = entered + chance.integers(3600, 8 * DAY_SECONDS, len(owner))
    return _memberships(owner, np.zeros(len(owner), np.int64), entered, np.where(left < END, left, NEVER))


def _memberships(
    owner: NDArray[np.int64], of: NDArray[np.int64], entered: NDArray[np.int64], left: NDArray[np.int64]
) -> Memberships:
    return Memberships(
        item=owner.astype(np.uint32),
        of=of.astype(np.uint16),
        entered=entered.astype(np.uint32),
        left=left.astype(np.uint32),
        recorded=np.ones(len(owner), np.bool_),
    )


def _estimates(chance: np.random.Generator, created: NDArray[np.int64]) -> Estimates:
    owner = np.flatnonzero(chance.random(len(created)) < 0.5)
    at = np.minimum(created[owner] + chance.integers(0, 20 * DAY_SECONDS, len(owner)), END - 1)
    before = chance.choice([1.0, 2, 3, 5], len(owner)).astype(np.float32)
    return Estimates(owner.astype(np.uint32), at.astype(np.uint32), before)


def _sprint(index: int) -> Sprint:
    start = BEGIN + index * _SPRINT_SECONDS
    is_last = index == _SPRINTS - 1
    return Sprint(
        id=str(index + 1),
        name=f"Sprint {index + 1}",
        state="active" if is_last else "closed",
        start=start,
        end=start + _SPRINT_SECONDS,
        completed=NEVER if is_last else start + _SPRINT_SECONDS,
        activated=start,
        board="1",
    )


def _stage(status: int) -> Stage:
    return next(stage for below, stage in _BANDS if status < below)
