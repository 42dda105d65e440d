"""What we read of Azure DevOps' answers: each struct names the members that we keep, the decoder skips all others."""

from typing import Annotated, TypeAlias

import msgspec
from msgspec import Struct

Number: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=0xFFFFFFFE)]
"""The number of an item, a revision or a node."""

_COMMON, _SCHEDULING = "Microsoft.VSTS.Common", "Microsoft.VSTS.Scheduling"


class Values(Struct, gc=False):
    """The fields of a work item, or of one of its revisions; one that has no value is mostly not sent."""

    type: str | None = msgspec.field(name="System.WorkItemType", default=None)
    state: str | None = msgspec.field(name="System.State", default=None)
    created: str | None = msgspec.field(name="System.CreatedDate", default=None)
    changed: str | None = msgspec.field(name="System.ChangedDate", default=None)
    area: Number | None = msgspec.field(name="System.AreaId", default=None)
    iteration: Number | None = msgspec.field(name="System.IterationId", default=None)
    parent: Number | None = msgspec.field(name="System.Parent", default=None)
    is_deleted: bool | None = msgspec.field(name="System.IsDeleted", default=None)
    tags: str | None = msgspec.field(name="System.Tags", default=None)
    priority: Annotated[float, msgspec.Meta(ge=0, le=99)] | None = msgspec.field(
        name=f"{_COMMON}.Priority", default=None
    )
    column: str | None = msgspec.field(name="System.BoardColumn", default=None)
    is_column_done: bool | None = msgspec.field(name="System.BoardColumnDone", default=None)
    blocked: str | None = msgspec.field(name="Microsoft.VSTS.CMMI.Blocked", default=None)
    state_changed: str | None = msgspec.field(name=f"{_COMMON}.StateChangeDate", default=None)
    closed: str | None = msgspec.field(name=f"{_COMMON}.ClosedDate", default=None)
    story_points: float | None = msgspec.field(name=f"{_SCHEDULING}.StoryPoints", default=None)
    effort: float | None = msgspec.field(name=f"{_SCHEDULING}.Effort", default=None)
    size: float | None = msgspec.field(name=f"{_SCHEDULING}.Size", default=None)


class WorkItem(Struct, gc=False):
    """A work item as it is, or as one of its revisions left it."""

    id: Number
    rev: Number
    fields: Values


class Page(Struct, kw_only=True):
    """One batch of a feed, and how it goes on."""

    continuationToken: str | None = None
    nextLink: str | None = None
    isLastBatch: bool = False

    @property
    def token(self) -> str:
        """What names the next batch; older answers have it in their link alone."""
        in_link = (self.nextLink or "").partition("continuationToken=")[2].partition("&")[0]
        return self.continuationToken or in_link.replace("%3B", ";").replace("%3b", ";")


class RevisionPage(Page, kw_only=True):
    """One batch of the feed of revisions."""

    values: list[WorkItem]


class Dated(Struct, gc=False):
    """When a revision was written, and nothing else of it."""

    changed: str | None = msgspec.field(name="System.ChangedDate", default=None)


class Outlined(Struct, gc=False):
    """Which revision it is."""

    id: Number
    rev: Number
    fields: Dated


class RevisionOutline(Page, kw_only=True):
    """The same batch, as far as it must be known before the next one can be asked for."""

    values: list[Outlined]


class ItemBatch(Struct):
    """The items of some ids; null in the place of one that is not there, or not to be seen."""

    value: list[WorkItem | None]


class Link(Struct, gc=False):
    """One end of a change of parents: `sourceId` is the parent of `targetId`, or is it no more."""

    sourceId: Number
    targetId: Number
    isActive: bool = True


class LinkPage(Page, kw_only=True):
    """One batch of the feed of links."""

    values: list[Link]


class ItemId(Struct, gc=False):
    id: Number


class Found(Struct):
    """What a query found: ids, and nothing else of the items."""

    workItems: list[ItemId] = []


class Relation(Struct, gc=False):
    """A link that a query found; of an item that begins several the first one tells the item alone."""

    source: ItemId | None = None
    target: ItemId | None = None


class Related(Struct):
    """What a query for links found: ids, and nothing else of the items."""

    workItemRelations: list[Relation] = []


class ProjectEntry(Struct):
    id: str
    name: str = ""


class ProjectPage(Struct):
    value: list[ProjectEntry]


class TeamEntry(Struct):
    id: str
    name: str = ""


class TeamPage(Struct):
    value: list[TeamEntry]


class StateEntry(Struct):
    name: str
    category: str = ""


class StateList(Struct):
    value: list[StateEntry]


class TypeEntry(Struct):
    """A type of work items; older servers leave its states out."""

    name: str
    referenceName: str = ""
    isDisabled: bool = False
    states: list[StateEntry] | None = None


class TypeList(Struct):
    value: list[TypeEntry]


class TypeName(Struct):
    name: str = ""


class CategoryEntry(Struct):
    """What some types stand for, such as requirements or tasks."""

    referenceName: str
    workItemTypes: list[TypeName] = []


class CategoryList(Struct):
    value: list[CategoryEntry]


class Days(Struct, gc=False):
    """The days of an iteration, where it has any."""

    startDate: str | None = None
    finishDate: str | None = None


class Node(Struct, gc=False):
    """A node of the tree of areas or of iterations, with what lies below it."""

    id: Number
    name: str
    identifier: str = ""
    attributes: Days | None = None
    children: "list[Node] | None" = None
    structureType: str = ""


class Trees(Struct):
    """The tree of areas and that of iterations; an answer without one of them is none."""

    value: list[Node]

    def __post_init__(self) -> None:
        if {root.structureType for root in self.value} != {"area", "iteration"}:
            raise ValueError("a project has two trees")

    @property
    def areas(self) -> Node:
        return next(root for root in self.value if root.structureType == "area")

    @property
    def iterations(self) -> Node:
        return next(root for root in self.value if root.structureType == "iteration")


class FieldEntry(Struct):
    referenceName: str
    type: str = ""


class FieldList(Struct):
    value: list[FieldEntry]


class TeamSettings(Struct):
    bugsBehavior: str = ""


class FieldReference(Struct):
    referenceName: str = ""


class AreaValue(Struct):
    value: str = ""
    includeChildren: bool = False


class TeamAreas(Struct):
    """Which areas are a team's, by their paths."""

    field: FieldReference | None = None
    values: list[AreaValue] = []


class IterationEntry(Struct):
    """An iteration that a team took, by the GUID of its node."""

    id: str


class IterationList(Struct):
    value: list[IterationEntry]


class BoardReference(Struct):
    id: str
    name: str = ""


class BoardList(Struct):
    value: list[BoardReference]


class BoardColumn(Struct):
    """A column: which state of each type it shows."""

    name: str = ""
    isSplit: bool | None = None
    stateMappings: dict[str, str] = {}


class BoardEntry(Struct):
    columns: list[BoardColumn] = []


class Person(Struct):
    """Who is asking: an id. The name that comes with it is not decoded."""

    id: str = ""


class ConnectionInformation(Struct):
    authenticatedUser: Person
    deploymentType: str = ""
