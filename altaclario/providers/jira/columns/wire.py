"""What we read of Jira's answers: each struct names the members that we keep, the decoder skips all others."""

from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeAlias, TypeVar

import msgspec
from msgspec import Meta, Struct

from altaclario.providers.columns import instants
from altaclario.providers.columns.numbers import MOST
from altaclario.snapshots.snapshot import NEVER

Item = TypeVar("Item")

Number: TypeAlias = Annotated[int, Meta(ge=0, le=MOST)]
"""An id that is sent as a number."""
ChangeId: TypeAlias = Annotated[int, Meta(ge=0, le=(1 << 62))]
"""The number of a change. It stands in no column, so it may be larger than the id of an item."""
Digits: TypeAlias = Annotated[str, Meta(pattern="^[0-9]{1,10}$")]
"""An id that is sent as a text; for those that are few, because each is looked at."""


class Someone(Struct, gc=False):
    """A person, reduced to "there is one": no member is decoded."""


class Reference(Struct, gc=False):
    """Something that we know by its id alone."""

    id: str


class Resolution(Struct, gc=False):
    name: str = ""


class Priority(Struct, gc=False):
    name: str = ""


class LinkType(Struct, gc=False):
    """A kind of link, and what it is called from either end."""

    id: Digits
    name: str = ""
    inward: str = ""
    outward: str = ""


class LinkValue(Struct, gc=False):
    """A link, as one of its ends tells it. Titles and states that come with the other end are not decoded."""

    type: LinkType
    inwardIssue: Reference | None = None
    outwardIssue: Reference | None = None


class TypeValue(Struct, gc=False):
    id: str
    name: str = ""
    subtask: bool = False
    hierarchyLevel: int | None = None


class SprintValue(Struct, gc=False):
    """A sprint, as the Sprint field and the boards give it; its goal is text and stays behind."""

    id: Number
    name: str = ""
    state: str = ""
    startDate: str | None = None
    endDate: str | None = None
    completeDate: str | None = None
    activatedDate: str | None = None
    originBoardId: Number | None = None
    boardId: Number | None = None


class ChangeItem(Struct, gc=False):
    """One field's change. The old string is read because number fields carry nothing else."""

    fieldId: str | None = None
    before: str | None = msgspec.field(name="from", default=None)
    after: str | None = msgspec.field(name="to", default=None)
    beforeString: str | None = msgspec.field(name="fromString", default=None)


class Change(Struct, Generic[Item], gc=False):
    created: str | int
    items: list[Item]
    id: ChangeId = 0


class IssueChanges(Struct, Generic[Item], gc=False):
    issueId: Number
    changeHistories: list[Change[Item]] = []


class ChangePage(Struct, Generic[Item]):
    """A page of changes whose items are of one type, or of several that a decoder can tell apart."""

    issueChangeLogs: list[IssueChanges[Item]]
    nextPageToken: str | None = None


class IssueId(Struct, gc=False):
    id: str


class IdPage(Struct):
    issues: list[IssueId]
    nextPageToken: str | None = None
    isLast: bool | None = None


class FieldSchema(Struct):
    type: str = ""
    custom: str = ""
    items: str = ""


class FieldEntry(Struct):
    id: str
    name: str = ""
    custom: bool = False
    schema: FieldSchema | None = None


class Category(Struct, frozen=True):
    key: str = ""


class StatusEntry(Struct):
    id: str
    name: str = ""
    statusCategory: Category = Category()


class VersionEntry(Struct):
    id: Digits
    name: str = ""
    released: bool = False
    archived: bool = False
    startDate: str | None = None
    releaseDate: str | None = None


class ProjectEntry(Struct):
    id: str
    key: str = ""
    name: str = ""


class ProjectPage(Struct):
    values: list[ProjectEntry]
    isLast: bool | None = None


class BoardEntry(Struct):
    id: Number
    name: str = ""
    type: str = ""


class BoardPage(Struct):
    values: list[BoardEntry]
    isLast: bool | None = None


class SprintPage(Struct):
    values: list[SprintValue]
    isLast: bool | None = None


class Column(Struct):
    name: str = ""
    statuses: list[Reference] = []


class ColumnConfig(Struct, frozen=True):
    columns: list[Column] = []


class EstimationField(Struct):
    fieldId: str = ""


class Estimation(Struct):
    type: str = ""
    field: EstimationField | None = None


class BoardConfiguration(Struct):
    filter: Reference
    columnConfig: ColumnConfig = ColumnConfig()
    estimation: Estimation | None = None


class Myself(Struct):
    accountId: str
    timeZone: str = ""
    accountType: str = ""


class ServerInformation(Struct):
    deploymentType: str = ""
    serverTime: str | None = None

    def skew(self, now: int) -> int | None:
        """Seconds by which the server's clock is ahead of ours; None when it does not tell."""
        server = instants.second(self.serverTime)
        return None if server == NEVER else server - now


class Count(Struct):
    count: int = 0


def issue_page_type(names: dict[str, str], *, sprint: Any = SprintValue, members: Sequence[Any] = ()) -> Any:
    """The type of a page of issues; the custom fields' ids differ from site to site, so it is made for each:
    `names` gives the site's name of each attribute whose name is ours. `sprint` is what the Sprint field holds several
    of; `members` are more fields of an issue.

    Its `issues` hold `id`, `key` and `fields`, and these the attributes named below; `issueErrors` are the ids
    that the tracker could not give.
    """
    known: list[tuple[str, Any, Any]] = [
        ("status", Reference | None, None),
        ("issuetype", TypeValue | None, None),
        ("created", str | None, None),
        ("updated", str | None, None),
        ("resolution", Resolution | None, None),
        ("resolutiondate", str | None, None),
        ("statuscategorychangedate", str | None, None),
        ("assignee", Someone | None, None),
        ("fixVersions", list[Reference] | None, None),
        ("parent", Reference | None, None),
        ("priority", Priority | None, None),
        ("issuelinks", list[LinkValue] | None, None),
        ("versions", list[Reference] | None, None),
        ("labels", list[str] | None, None),
        ("sprints", list[sprint] | None, None),
        ("flagged", list[Someone] | None, None),
        ("points", float | None, None),
        ("other_points", float | None, None),
    ]
    values = msgspec.defstruct("Fields", [*known, *members], rename=names, gc=False)
    issue = msgspec.defstruct("Issue", [("id", str), ("key", str), ("fields", values)], gc=False)
    listed: list[tuple[str, Any]] = [("issues", list[issue])]  # type: ignore[valid-type]
    return msgspec.defstruct("IssuePage", [*listed, ("issueErrors", list[Someone], [])])


def change_type(field: str, *, strings: bool) -> Any:
    """The type of a change of one field, without what its values do not need: ids, or the old of both `strings`."""
    ids = [
        ("before", str | None, msgspec.field(name="from", default=None)),
        ("after", str | None, msgspec.field(name="to", default=None)),
    ]
    texts = [("beforeString", str | None, msgspec.field(name="fromString", default=None))]
    return msgspec.defstruct("ChangeItem", texts if strings else ids, tag_field="fieldId", tag=field, gc=False)
