"""Compares what was published with what the tracker really holds."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields

import numpy as np

from altaclario.simulator.catalogue import worlds
from altaclario.simulator.tracker import Issue, Tracker
from altaclario.snapshots.snapshot import Snapshot


def differing(one: Snapshot, other: Snapshot) -> list[str]:
    """The names of what two snapshots say differently; which number stands for which name does not matter."""
    ours, theirs = _told(one), _told(other)
    return [name for name in ours if not _are_same(ours[name], theirs[name])]


def _told(snapshot: Snapshot) -> dict[str, object]:
    """Everything that a snapshot says, with names in the place of codes."""
    told: dict[str, object] = {
        f"{type(table).__name__}.{column.name}": getattr(table, column.name)
        for table in snapshot.tables()
        for column in fields(table)
    }
    for column, names in _NAMES:
        told[f"Items.{column}"] = _named(getattr(snapshot, names), getattr(snapshot.items, column))
    told["Transitions.status"] = _named(snapshot.statuses, snapshot.transitions.status)
    told["Links.kind"] = _named(snapshot.link_kinds, snapshot.links.kind)
    told["Labels.of"] = _named(snapshot.labels, snapshot.labelled.of)
    told["Affected.of"] = _named(snapshot.versions, snapshot.affected.of)
    for name in ("projects", "types", "statuses", "resolutions", "priorities", "link_kinds", "labels"):
        told[name] = sorted(getattr(snapshot, name), key=repr)
    for name in ("sprints", "versions", "boards", "complete_from", "key_form", "has_points"):
        told[name] = getattr(snapshot, name)
    for name in ("findings", "left_out"):
        told[name] = dict(getattr(snapshot, name))
    return told | {f"on board {id}": mask for id, mask in snapshot.on_board.items()}


_NAMES = (("project", "projects"), ("type", "types"), ("resolution", "resolutions"), ("priority", "priorities"))


def _named(names: Sequence[object], codes: np.ndarray) -> np.ndarray:
    return np.array([repr(name) for name in names] or [""])[codes]


def _are_same(one: object, other: object) -> bool:
    if not isinstance(one, np.ndarray) or not isinstance(other, np.ndarray):
        return one == other
    return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")


def odd_in(
    snapshot: Snapshot, tracker: Tracker, *, but: Collection[int] = (), earlier: Iterable[str] = ()
) -> list[str]:
    """What of today is not as the tracker has it, and what no history can be. What is in `but` changed meanwhile, and
    `earlier` are names that projects had before."""
    items, moves = snapshot.items, snapshot.transitions
    ids, there = items.id.tolist(), _there(tracker)
    first, at = moves.first.astype(np.int64), moves.at.astype(np.int64)
    rising = np.diff(at) >= 0
    rising[first[1:-1] - 1] = True
    last = [snapshot.statuses[code].name for code in moves.status[first[1:] - 1].tolist()]
    names = {one["id"]: one["name"] for one in tracker.statuses}
    told = {
        "an item that is not there": set(ids) - set(there) - set(but),
        "an item twice": len(ids) - len(set(ids)),
        "another status": [
            id
            for id, status in zip(ids, last, strict=True)
            if id in there and id not in but and status not in _stands_in(there[id], names)
        ],
        "a project that is not read": set(snapshot.projects) - {"", *_names(tracker), *earlier},
        "a project of two names": len(snapshot.projects) - 1 > len(worlds.CHOSEN),
        "a clock that goes back": np.count_nonzero(~rising),
        "a change that is still to come": np.count_nonzero(at > snapshot.read_at),
        "a creation that is still to come": np.count_nonzero(items.created > snapshot.read_at),
        "a creation after the first change": np.count_nonzero(items.created > at[first[:-1]]),
        "a creation before 1970": np.count_nonzero(items.created == 0),
        "an estimate that is none": np.count_nonzero(np.isinf(items.estimate)),
        "a name without end": max((len(one.name) for one in snapshot.boards), default=0) > 300,
    }
    return [name for name, found in told.items() if found]


def _stands_in(issue: Issue, names: dict[str, str]) -> set[str]:
    """What the status of an issue may be called; one that is not listed any more has no name at one of the trackers."""
    status = issue.fields["status"]
    return {names[status["id"]]} if status["id"] in names else {"", status["name"]}


def missing_in(snapshot: Snapshot, tracker: Tracker, *, but: Collection[int] = ()) -> set[int]:
    """The items that the tracker has and the snapshot lacks."""
    return set(_there(tracker)) - set(snapshot.items.id.tolist()) - set(but)


def _there(tracker: Tracker) -> dict[int, Issue]:
    keys = {key for key, project in tracker.projects.items() if project["id"] in worlds.CHOSEN}
    return {issue.id: issue for issue in tracker.issues.values() if issue.project in keys}


def _names(tracker: Tracker) -> list[str]:
    """Keys and names, those of before as well: one tracker shows these, the other those."""
    chosen = [project for project in tracker.projects.values() if project["id"] in worlds.CHOSEN]
    return [*tracker.former_projects, *(project[name] for project in chosen for name in ("key", "name"))]
