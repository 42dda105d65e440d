"""What a simulated Azure DevOps organisation holds: projects, teams, nodes, and work items with their revisions."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from altaclario.simulator.tracker import Json

NAME = "simulated"
_IDS = uuid.UUID("6f6b1d52-6a3c-4b0e-9c55-3b8f0d1c7a11")


def guid(what: str) -> str:
    """The GUID of a thing, the same in every run.

    >>> guid("project 10000") == guid("project 10000")
    True
    """
    return str(uuid.uuid5(_IDS, what))


@dataclass(slots=True, eq=False, repr=False)
class Node:
    """One node of the tree of areas or of iterations. Days are midnights in ms; None for a node without dates."""

    id: int
    name: str
    kind: Literal["area", "iteration"]
    parent: "Node | None" = None
    first_day: int | None = None
    last_day: int | None = None
    children: list["Node"] = field(default_factory=list)

    @property
    def identifier(self) -> str:
        return guid(f"{self.kind} {self.id}")

    @property
    def path(self) -> str:
        r"""As work items name it: `Payments\2026\Sprint 3`."""
        return f"{self.parent.path}\\{self.name}" if self.parent else self.name

    def below(self, name: str, id: int, first_day: int | None = None, last_day: int | None = None) -> "Node":
        """A new child."""
        child = Node(id, name, self.kind, self, first_day, last_day)
        self.children.append(child)
        return child

    def all(self) -> Iterator["Node"]:
        """The node and everything below it."""
        yield self
        for child in self.children:
            yield from child.all()

    def is_under(self, other: "Node") -> bool:
        return self is other or (self.parent is not None and self.parent.is_under(other))


@dataclass(slots=True, eq=False, repr=False)
class Team:
    """One team: its area, the iterations that it took, and its columns, in order: name, state, split or not."""

    id: str
    name: str
    area: Node
    columns: list[tuple[str, str, bool]]
    iterations: list[Node] = field(default_factory=list)
    includes_children: bool = True
    areas: list[Node] = field(default_factory=list)
    """What is the team's: its own area, unless it has none or others."""
    description: str = ""

    def __post_init__(self) -> None:
        self.areas = self.areas or [self.area]


@dataclass(slots=True, eq=False, repr=False)
class Project:
    """One project. `states` are name and category, in order, of each of its work item types."""

    id: str
    name: str
    number: int
    areas: Node
    iterations: Node
    states: dict[str, list[tuple[str, str]]]
    teams: list[Team] = field(default_factory=list)
    description: str = ""
    type_descriptions: dict[str, str] = field(default_factory=dict)
    is_hidden: bool = False

    def category(self, type: str, state: str) -> str | None:
        """The category of a state, or None for one that the type does not list."""
        return dict(self.states[type]).get(state)


@dataclass(slots=True, eq=False, repr=False)
class Home:
    """Where the issues of one project of the other face are: a project, and in it a team."""

    project: Project
    team: Team
    key: str
    number: int
    sprints: Node
    """Below which its iterations are."""


@dataclass(slots=True, repr=False)
class Revision:
    """One revision: when, by whom, and the fields that it changed; None takes a field away."""

    at: int
    by: Json | None
    changes: Json
    watermark: int = 0


@dataclass(slots=True, eq=False, repr=False)
class Item:
    """One work item. Its revisions are in the order of their numbers, from 1."""

    id: int
    type: str
    project: Project
    revisions: list[Revision] = field(default_factory=list)
    added: int = 0
    """How many of its revisions no issue tells of."""
    is_deleted: bool = False
    is_hidden: bool = False
    """Whether the account may not see it any more; its revisions keep their watermarks."""
    _today: "tuple[Revision, Json] | None" = None
    """Its newest revision, and the fields as that left them."""

    @property
    def is_shown(self) -> bool:
        return not (self.is_hidden or self.project.is_hidden)

    def fields_at(self, number: int) -> Json:
        """The stored fields as one revision left them."""
        now: Json = {}
        for revision in self.revisions[:number]:
            now.update(revision.changes)
        return {name: value for name, value in now.items() if value is not None}

    def today(self) -> Json:
        """The stored fields as they are now; a query looks at those of every item."""
        newest = self.revisions[-1]
        if self._today is None or self._today[0] is not newest:
            self._today = (newest, self.fields_at(len(self.revisions)))
        return self._today[1]


@dataclass(slots=True, eq=False, repr=False)
class Link:
    """A parent and a child, since when; one that is not active was taken away."""

    source: Item
    target: Item
    at: int
    by: Json | None
    watermark: int
    is_active: bool = True


@dataclass(slots=True, repr=False)
class Organisation:
    """A whole organisation."""

    projects: dict[str, Project] = field(default_factory=dict)
    """By their GUID."""
    homes: dict[str, Home] = field(default_factory=dict)
    """By the number of the project on the other face."""
    items: dict[int, Item] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    dependencies: set[tuple[int, int]] = field(default_factory=set)
    """Which item must be done before which."""
    nodes: dict[int, Node] = field(default_factory=dict)
    watermark: int = 0
    link_watermark: int = 0
    feed: list[tuple[int, Item, int]] = field(default_factory=list)
    """Every revision by its watermark: the item, and the number of the revision."""
    _reached: list[int] = field(default_factory=list)
    _reached_of: list[tuple[int, Item, int]] = field(default_factory=list)

    def reached(self) -> list[int]:
        """For each place of the feed the newest instant up to there: dates need not rise, these do."""
        if self._reached_of is not self.feed:
            self._reached, self._reached_of = [], self.feed
        for _, item, number in self.feed[len(self._reached) :]:
            at = item.revisions[number - 1].at
            self._reached.append(max(at, self._reached[-1]) if self._reached else at)
        return self._reached

    def project(self, wanted: str) -> Project | None:
        """The project that a name or a GUID names; case does not matter."""
        said = wanted.lower()
        return next((one for one in self.shown() if said in (one.id, one.name.lower())), None)

    def shown(self) -> list[Project]:
        """The projects that the account may see."""
        return [project for project in self.projects.values() if not project.is_hidden]

    def of_key(self, key: str) -> Project:
        """The project with the issues that the other face has under this key."""
        return self.home(key).project

    def home(self, key: str) -> Home:
        """Where the issues are that the other face has under this key."""
        return next(one for one in self.homes.values() if one.key == key)

    def team(self, project: Project, wanted: str) -> Team | None:
        """The team of a project that a name or a GUID names."""
        said = wanted.lower()
        return next((one for one in project.teams if said in (one.id, one.name.lower())), None)

    def add_revision(self, item: Item, revision: Revision) -> None:
        """The newest revision of an item, and the newest of all."""
        self.watermark += 1
        revision.watermark = self.watermark
        item.revisions.append(revision)
        self.feed.append((self.watermark, item, len(item.revisions)))

    def add_link(self, source: Item, target: Item, *, at: int, by: Any, is_active: bool = True) -> None:
        self.link_watermark += 1
        self.links.append(Link(source, target, at, by, self.link_watermark, is_active))
