"""The trees of areas and iterations: numbers, which outlive every renaming, for what teams know by paths and GUIDs."""

from collections.abc import Iterator
from dataclasses import dataclass

from altaclario.providers.azure_devops.columns.wire import Node, TeamAreas
from altaclario.providers.columns import instants
from altaclario.snapshots.snapshot import NEVER

AREA_PATH = "System.AreaPath"
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Iteration:
    """An iteration: midnights, in UTC, of its first day and of the day after its last; `NEVER` without dates."""

    id: int
    name: str
    start: int = NEVER
    end: int = NEVER

    @property
    def is_odd(self) -> bool:
        """Whether it ends before it begins: then nothing can be told of it."""
        return NEVER != self.start >= self.end


def walk(root: Node) -> Iterator[tuple[str, Node]]:
    r"""Each node with its path, as work items write it.

    >>> [path for path, _ in walk(Node(1, "Payments", children=[Node(2, "Core")]))]
    ['Payments', 'Payments\\Core']
    """
    left = [(root.name, root)]
    while left:
        path, node = left.pop()
        yield path, node
        left += [(f"{path}\\{child.name}", child) for child in node.children or ()]


def of_team(areas: Node, theirs: TeamAreas) -> tuple[frozenset[int], int]:
    """The numbers of the areas that are a team's, and how many of the paths that it names are not in the tree."""
    by_path = {path.lower(): node.id for path, node in walk(areas)}
    found: set[int] = set()
    unknown = 0
    for one in theirs.values:
        path = one.value.lower().strip("\\")
        own = {by_path[path]} if path in by_path else set()
        below = {id for other, id in by_path.items() if one.includeChildren and other.startswith(f"{path}\\")}
        unknown += not own
        found |= own | below
    return frozenset(found), unknown


def iterations(root: Node) -> dict[str, Iteration]:
    """The iterations of a tree by their GUIDs, in small letters."""
    return {node.identifier.lower(): _iteration(node) for _, node in walk(root)}


def _iteration(node: Node) -> Iteration:
    first = _midnight(node.attributes.startDate if node.attributes else None)
    last = _midnight(node.attributes.finishDate if node.attributes else None)
    if NEVER in (first, last):
        return Iteration(node.id, node.name)
    # The finish is the midnight with which the last day begins.
    return Iteration(node.id, node.name, first, last + _DAY_SECONDS)


def _midnight(text: str | None) -> int:
    at = instants.second(text)
    return NEVER if at == NEVER else at - at % _DAY_SECONDS
