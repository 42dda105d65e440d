"""Whose work is looked at alone: the items and the boards of one team in one tracker."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.snapshots.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Team:
    """What is a team's in one tracker, by the tracker's ids: what a board shows, what lies in a project or an area.

    Whatever is in one of them is the team's; a team that has none of them has nothing there.

    >>> Team("a", "Payments", boards=frozenset({"12"})).has_work, Team("b", "Nobody").has_work
    (True, False)
    """

    id: str
    name: str
    """As a person typed it."""
    boards: frozenset[str] = frozenset()
    projects: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()

    @property
    def has_work(self) -> bool:
        """Whether anything of this tracker is named."""
        return bool(self.boards or self.projects or self.areas)


def items(snapshot: Snapshot, team: Team | None) -> NDArray[np.bool_]:
    """Which items are the team's now; all of them when none is asked for. Shape (items,).

    What a board shows, and in which project and area an item lies, is as of today, whatever the day that is looked at:
    the tracker gives no history of it.

    >>> from tests import building
    >>> held = building.snapshot(building.item("PAY-1"), building.item("WEB-1"), project_ids={"PAY": "7", "WEB": "8"})
    >>> items(held, Team("a", "Payments", projects=frozenset({"7"})))
    array([ True, False])
    """
    if team is None:
        return np.ones(len(snapshot), np.bool_)
    found = _lying(snapshot, team)
    for board in team.boards:
        if (shown := snapshot.on_board.get(board)) is not None:
            found |= shown
    return found


def in_sprints(snapshot: Snapshot, team: Team | None, board: str) -> NDArray[np.bool_]:
    """Which items count as the team's in sprints of a board. Shape (items,).

    All of them where the board is the team's own: who was in its sprints goes by history, and not by what it shows
    today. On any other board those that are the team's now.

    >>> from tests import building
    >>> held = building.snapshot(building.item("PAY-1"), building.item("WEB-1"), project_ids={"PAY": "7", "WEB": "8"})
    >>> team = Team("a", "Payments", boards=frozenset({"12"}), projects=frozenset({"7"}))
    >>> in_sprints(held, team, "12"), in_sprints(held, team, "13")
    (array([ True,  True]), array([ True, False]))
    """
    return items(snapshot, None if team is None or board in team.boards else team)


def boards_with_sprints(snapshot: Snapshot, team: Team | None) -> frozenset[str]:
    """The boards whose sprints are the team's: its own, and those in whose sprints something of its projects and areas
    ever was. All that have sprints when none is asked for.

    >>> from tests import building
    >>> held = building.snapshot(
    ...     building.item("PAY-1", sprints=[("S1", "2026-03-01 09:00")]), building.item("WEB-1"),
    ...     sprints=[building.sprint("S1", board="12"), building.sprint("S2", board="13")], project_ids={"PAY": "7"})
    >>> boards_with_sprints(held, Team("a", "Payments", projects=frozenset({"7"})))
    frozenset({'12'})
    """
    every = frozenset(one.board for one in snapshot.sprints)
    if team is None:
        return every
    memberships = snapshot.sprint_memberships
    seen = np.unique(memberships.of[_lying(snapshot, team).take(memberships.item)]).tolist()
    return (every & team.boards) | {snapshot.sprints[index].board for index in seen}


def boards_that_show(snapshot: Snapshot, team: Team | None) -> list[str]:
    """The boards on which something of the team is now; all whose items are known when none is asked for."""
    if team is None:
        return list(snapshot.on_board)
    own = items(snapshot, team)
    return [board for board, shown in snapshot.on_board.items() if bool((own & shown).any()) or board in team.boards]


def not_read(snapshot: Snapshot, team: Team) -> Team:
    """What the team names and the snapshot does not have: boards that vanished or are not read, projects, areas.

    >>> from tests import building
    >>> not_read(building.snapshot(), Team("a", "Payments", boards=frozenset({"12"}))).boards
    frozenset({'12'})
    """
    return Team(
        team.id,
        team.name,
        boards=team.boards - frozenset(snapshot.on_board),
        projects=team.projects - frozenset(snapshot.project_ids.values()),
        areas=team.areas - frozenset(str(area.id) for area in snapshot.areas),
    )


def has_any(snapshot: Snapshot, team: Team) -> bool:
    """Whether anything that the team names was read.

    >>> from tests import building
    >>> has_any(building.snapshot(), Team("a", "Payments", boards=frozenset({"12"})))
    False
    """
    return team.has_work and not_read(snapshot, team) != team


def below(snapshot: Snapshot, areas: Iterable[str]) -> frozenset[int]:
    """These areas and all that lie in them, however deep.

    >>> from altaclario.snapshots.snapshot import Area
    >>> from tests import building
    >>> tree = (Area(1, "Payments"), Area(2, "Core", 1), Area(3, "Cards", 2), Area(4, "Web", 1))
    >>> sorted(below(building.snapshot(areas=tree), ["2"]))
    [2, 3]
    """
    within: dict[int, list[int]] = {}
    for area in snapshot.areas:
        within.setdefault(area.parent, []).append(area.id)
    wanted = frozenset(areas)
    left = [area.id for area in snapshot.areas if str(area.id) in wanted]
    found: set[int] = set()
    while left:
        id = left.pop()
        if id not in found:
            found.add(id)
            left += within.get(id, ())
    return frozenset(found)


def _lying(snapshot: Snapshot, team: Team) -> NDArray[np.bool_]:
    """Which items lie in the projects and areas of the team."""
    own = [snapshot.project_ids.get(name, "") in team.projects for name in snapshot.projects]
    found = np.array(own, np.bool_).take(snapshot.items.project)
    if team.areas:
        found |= np.isin(snapshot.items.area, sorted(below(snapshot, team.areas)))
    return found
