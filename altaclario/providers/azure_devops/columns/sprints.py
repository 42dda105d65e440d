"""Iterations of teams become sprints: one for each team and iteration."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from altaclario.providers.azure_devops.columns.nodes import Iteration, Root
from altaclario.providers.azure_devops.columns.wire import BoardColumn
from altaclario.providers.columns.names import shown
from altaclario.snapshots.snapshot import NEVER, Sprint

MOST = 60_000
"""A membership has two bytes for its sprint; the oldest beyond this many are left out and counted."""


@dataclass(frozen=True, slots=True)
class Team:
    """A team of a project (its index): which areas are its own, which iterations it took, what its board shows."""

    id: str
    name: str
    project: int
    areas: frozenset[int] = frozenset()
    iterations: tuple[str, ...] = ()
    """GUIDs, in small letters."""
    columns: tuple[BoardColumn, ...] = ()
    has_bugs_as_tasks: bool = False
    roots: tuple[Root, ...] = ()
    """Where its areas begin: with them they are found again when the tree has changed."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A sprint, and which iteration (by its number) of which team (its index) it is."""

    sprint: Sprint
    team: int
    iteration: int


def taken(teams: Sequence[Team], known: Mapping[str, Iteration], *, now: int) -> list[Taken]:
    """The sprints of all teams, oldest first within each team; `now` tells what has begun and what is over."""
    pairs = [
        (place, known[identifier])
        for place, team in enumerate(teams)
        for identifier in dict.fromkeys(team.iterations)
        if identifier in known
    ]
    shared = Counter(iteration.id for _, iteration in pairs)
    pairs = sorted(pairs, key=lambda one: (one[1].start, one[1].id))[-MOST:]
    return [
        Taken(_sprint(iteration, teams[place], is_shared=shared[iteration.id] > 1, now=now), place, iteration.id)
        for place, iteration in sorted(pairs, key=lambda one: one[0])
    ]


def _sprint(iteration: Iteration, team: Team, *, is_shared: bool, now: int) -> Sprint:
    id = f"{iteration.id}-{team.id[:8]}" if is_shared else str(iteration.id)
    if iteration.start == NEVER or iteration.is_odd:
        return Sprint(id, shown(iteration.name), "unknown", board=team.id, in_days=True)
    state = "future" if now < iteration.start else "active" if now < iteration.end else "closed"
    return Sprint(
        id=id,
        name=shown(iteration.name),
        state=state,
        start=iteration.start,
        end=iteration.end,
        completed=iteration.end if state == "closed" else NEVER,
        activated=NEVER if state == "future" else iteration.start,
        board=team.id,
        in_days=True,
    )
