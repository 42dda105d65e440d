"""What surrounds the work is looked at again between two whole readings, a little at a time.

Some of it changes with every sprint and is taken over at once: names and dates of iterations, areas, names of projects,
the iterations that a team took. The rest hardly ever changes: of each answer only a mark is kept, and one that differs
says that everything must be read anew.
"""

from asyncio import TaskGroup
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from altaclario.providers.azure_devops.client import AzureDevOps
from altaclario.providers.azure_devops.columns import nodes
from altaclario.providers.azure_devops.columns.assembling import Catalogue, Project
from altaclario.providers.azure_devops.columns.sprints import Team
from altaclario.providers.whole import MustReadWhole

_ENCODE = msgspec.json.Encoder(order="sorted").encode
_MOST_QUIET = 2
"""Questions about what hardly ever changes that one increment puts at most."""


@dataclass(frozen=True, slots=True)
class Question:
    """A verb of the client, and the ids that it is asked with."""

    verb: str
    of: tuple[str, ...]

    async def ask(self, azure: AzureDevOps) -> Any:
        return await getattr(azure, self.verb)(*self.of)


def mark(answer: Any) -> int:
    """What is kept of an answer in its place: the same for the same answer, in whatever order a list is."""
    several = answer if isinstance(answer, list) else [answer]
    return hash(frozenset(map(_ENCODE, several)))


@dataclass(frozen=True, slots=True)
class Round:
    """What was seen again, and whose turn it is next."""

    projects: list[Project]
    teams: list[Team]
    turn: int
    has_all_trees: bool


async def lively(azure: AzureDevOps, catalogue: Catalogue, *, turn: int, most: int) -> Round:
    """Look again at trees and at iterations of teams; what finds no place among the most questions has its turn later.

    Trees come first: they say what everything is called.
    """
    projects, teams = list(catalogue.projects), list(catalogue.teams)
    questions = [*range(len(projects)), *(~place for place in range(len(teams)))]
    if most < len(questions):
        questions = in_turn(questions, turn, most)
    trees, taken = [one for one in questions if one >= 0], [~one for one in questions if one < 0]
    async with TaskGroup() as group:
        seen = [group.create_task(azure.trees(projects[place].id)) for place in trees]
        own = [group.create_task(azure.iterations_of(projects[teams[one].project].id, teams[one].id)) for one in taken]
    for place, iterations in zip(taken, own, strict=True):
        teams[place] = replace(teams[place], iterations=tuple(iterations.result()))
    for place, tree in zip(trees, (one.result() for one in seen), strict=True):
        projects[place] = replace(
            projects[place],
            name=tree.areas.name,
            areas=frozenset(node.id for _, node in nodes.walk(tree.areas)),
            iterations=nodes.iterations(tree.iterations),
            tree=nodes.listed(tree.areas),
        )
        teams = [
            replace(one, areas=nodes.below(tree.areas, one.roots)) if one.project == place else one for one in teams
        ]
    return Round(projects, teams, turn + len(questions), has_all_trees=len(trees) == len(projects))


async def quiet(azure: AzureDevOps, known: Mapping[Question, int], *, turn: int, most: int) -> int:
    """Ask again some of what hardly ever changes; gives the turn after it. Raises MustReadWhole when it has changed."""
    questions = in_turn(list(known), turn, min(most, _MOST_QUIET))
    async with TaskGroup() as group:
        answers = [group.create_task(one.ask(azure)) for one in questions]
    if any(known[one] != mark(answer.result()) for one, answer in zip(questions, answers, strict=True)):
        raise MustReadWhole("process or boards changed")
    return turn + len(questions)


def in_turn(several: Sequence[Any], turn: int, most: int) -> list[Any]:
    """At most so many of them, from the one whose turn it is.

    >>> in_turn("abcd", 3, 2), in_turn("abcd", 4, 9)
    (['d', 'a'], ['a', 'b', 'c', 'd'])
    """
    return [several[(turn + place) % len(several)] for place in range(min(max(most, 0), len(several)))]


def marks(answers: Iterable[tuple[str, tuple[str, ...], Any]]) -> dict[Question, int]:
    """What is kept of answers, each with the verb and the ids that asked for it."""
    return {Question(verb, of): mark(answer) for verb, of, answer in answers}
