"""Statuses, types, sprints and versions: what codes stand for."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from altaclario.providers.columns import instants
from altaclario.providers.columns.names import shown
from altaclario.providers.jira.columns.wire import SprintValue, StatusEntry, TypeValue, VersionEntry
from altaclario.snapshots.snapshot import NEVER, Codes, ItemType, Level, Sprint, Stage, Status, Version

_STAGES = {"new": Stage.BACKLOG, "indeterminate": Stage.ACTIVE, "done": Stage.DONE}


def statuses(ids: Sequence[str], listed: Iterable[StatusEntry]) -> tuple[Status, ...]:
    """The statuses that items are or were in; the stage of one that the tracker no longer lists is None.

    The tracker's own list decides; a category that it does not know ("undefined") counts as backlog.
    """
    known = {entry.id: entry for entry in listed}

    def status(id: str) -> Status:
        entry = known.get(id)
        if entry is None:
            return Status(id, "", None)
        return Status(id, shown(entry.name), _STAGES.get(entry.statusCategory.key, Stage.BACKLOG))

    return tuple(status(id) for id in ids)


def types(ids: Sequence[str], known: Mapping[str, TypeValue], *, epics: Collection[str] = ()) -> tuple[ItemType, ...]:
    """The types of items, with their rung: below 0 a sub-task, above 0 a parent.

    `epics` are those of epics, where the tracker tells no rungs.
    """

    def level(value: TypeValue) -> Level:
        if value.hierarchyLevel is None and value.id in epics:
            return Level.PARENT
        if value.hierarchyLevel is None:
            return Level.SUB_TASK if value.subtask else Level.BASE
        return Level(np.sign(value.hierarchyLevel) + 1)

    values = (known.get(id, TypeValue(id)) for id in ids)
    return tuple(ItemType(value.id, shown(value.name), level(value)) for value in values)


def codes(*ids: Iterable[int]) -> dict[int, int]:
    """The code of each id, in ascending order.

    >>> codes({9: "a"}, {7, 9})
    {7: 0, 9: 1}
    """
    return {id: code for code, id in enumerate(sorted(set().union(*ids)))}


def sprints(
    codes: Mapping[int, int], listed: Mapping[int, SprintValue], named: Mapping[int, SprintValue], used: Codes
) -> tuple[Sprint, ...]:
    """The sprints in the order of their codes: as the boards list them, else as today's items that are in them say.

    One that only histories name has no dates and no name.
    """
    is_used = set(used.tolist())
    known = {id: value for id, value in named.items() if codes[id] in is_used} | dict(listed)
    return tuple(_sprint(id, known.get(id)) for id in codes)


def _sprint(id: int, value: SprintValue | None) -> Sprint:
    if value is None:
        return Sprint(str(id), "", "unknown")
    activated = instants.second(value.activatedDate)
    started = instants.second(value.startDate)
    has_started = value.state in ("active", "closed")
    return Sprint(
        id=str(id),
        name=shown(value.name),
        state=value.state,
        start=started,
        end=instants.second(value.endDate),
        completed=instants.second(value.completeDate),
        activated=(activated if activated != NEVER else started) if has_started else NEVER,
        board=str(value.originBoardId or value.boardId or ""),
    )


def versions(
    listed: Iterable[tuple[str, VersionEntry]], named: set[int], *today: NDArray[np.int64]
) -> tuple[dict[int, int], tuple[Version, ...]]:
    """The code of each version's id, and the versions. One that the tracker no longer lists has no name."""
    known = {int(entry.id): (project, entry) for project, entry in listed}
    ids = sorted(named.union(known, *(several.tolist() for several in today)))

    def version(id: int) -> Version:
        project, entry = known.get(id, ("", VersionEntry(str(id))))
        dates = (entry.startDate or "", entry.releaseDate or "")
        return Version(entry.id, shown(entry.name), project, entry.released, entry.archived, *dates)

    return {id: code for code, id in enumerate(ids)}, tuple(version(id) for id in ids)
