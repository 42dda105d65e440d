"""The trees of areas and iterations: numbers, which outlive every renaming, for what teams know by paths and GUIDs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from altaclario.providers.azure_devops.columns.wire import Node, TeamAreas
from altaclario.providers.columns import instants
from altaclario.providers.columns.names import shown
from altaclario.snapshots.snapshot import NEVER, Area

AREA_PATH = "System.AreaPath"
_DAY_SECONDS = 86_400

Root: TypeAlias = tuple[int, bool]
"""An area of a team, by its number, and whether what lies below it is the team's as well."""


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


def roots(areas: Node, theirs: TeamAreas) -> tuple[tuple[Root, ...], int]:
    """Where the areas of a team begin, and how many of the paths that it names are not in the tree."""
    by_path = {path.lower(): node.id for path, node in walk(areas)}
    found = [(by_path.get(one.value.lower().strip("\\")), one.includeChildren) for one in theirs.values]
    known = tuple((id, has_children) for id, has_children in found if id is not None)
    return known, len(found) - len(known)


def below(areas: Node, roots: Iterable[Root]) -> frozenset[int]:
    """The numbers of the areas that begin there.

    >>> tree = Node(1, "Payments", children=[Node(2, "Core", children=[Node(3, "Cards")])])
    >>> sorted(below(tree, [(2, True)])), sorted(below(tree, [(1, False)]))
    ([2, 3], [1])
    """
    by_id = {node.id: node for _, node in walk(areas)}
    found = {id for id, _ in roots if id in by_id}
    return frozenset(found.union(*(_ids(by_id[id]) for id, has_children in roots if has_children and id in by_id)))


def _ids(root: Node) -> set[int]:
    return {node.id for _, node in walk(root)}


def listed(areas: Node) -> tuple[Area, ...]:
    """The areas of a tree, each with the one that it lies in.

    >>> listed(Node(1, "Payments", children=[Node(2, "Core")]))
    (Area(id=1, name='Payments', parent=0), Area(id=2, name='Core', parent=1))
    """
    found = [Area(areas.id, shown(areas.name))]
    for _, node in walk(areas):
        found += [Area(child.id, shown(child.name), node.id) for child in node.children or ()]
    return tuple(sorted(found, key=lambda one: one.id))


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
