"""What is found in real organisations and what nobody would expect there."""

from altaclario.simulator.azure.organisation import Item, Node, Organisation, Revision
from altaclario.simulator.working import DAY_MS

_YEAR_9999 = 253_402_214_400_000
_FIRST_FREE = 700_000


def many_iterations(organisation: Organisation, key: str, count: int) -> list[Node]:
    """More iterations, which the team takes: some without dates, some that overlap, some with one date only."""
    home = organisation.home(key)
    made = []
    for place in range(count):
        first = (19_000 + place) * DAY_MS
        days = (None, None) if place % 5 == 0 else (first, None) if place % 17 == 0 else (first, first + 20 * DAY_MS)
        node = home.sprints.below(f"Iteration {place}", _next_id(organisation), *days)
        organisation.nodes[node.id] = node
        made.append(node)
    home.team.iterations += made
    return made


def deep_area(organisation: Organisation, key: str, depth: int = 14) -> Node:
    """The team's area and what is in it, so many levels below the root."""
    area = organisation.home(key).team.area
    root = area.parent
    assert root is not None
    root.children.remove(area)
    for level in range(1, depth - 1):
        root = root.below(f"Level {level}", _next_id(organisation))
        organisation.nodes[root.id] = root
    area.parent = root
    root.children.append(area)
    return area


def without_area(organisation: Organisation, key: str) -> None:
    """A team that was made and never set up."""
    organisation.home(key).team.areas.clear()


def long_history(organisation: Organisation, item: Item, revisions: int = 10_000) -> None:
    """So many revisions more, as a script makes them."""
    last = item.revisions[-1]
    for place in range(revisions):
        changes = {"Microsoft.VSTS.Common.StackRank": float(place)}
        organisation.add_revision(item, Revision(last.at + place + 1, last.by, changes))
    item.added += revisions


def imported(item: Item, at: int) -> None:
    """All of its history was written in one minute, from the last change to the first."""
    for place, revision in enumerate(item.revisions):
        revision.at = at - place * 1000


def in_the_year_9999(organisation: Organisation, item: Item) -> None:
    """Its last change lies in a far future."""
    organisation.add_revision(item, Revision(_YEAR_9999, None, {"Microsoft.VSTS.Common.Priority": 1}))
    item.added += 1


def _next_id(organisation: Organisation) -> int:
    return max(_FIRST_FREE, *organisation.nodes) + 1
