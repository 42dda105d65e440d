"""What a Jira Data Center writes in another way than a Cloud: sprints as texts, epics by key, histories inside issues.

Its histories cannot be asked for in parts: old and new texts of descriptions come along. Of each change only the name
of its field is decoded; its values are, if that field is one that is kept.
"""

import re
from collections.abc import Callable, Collection, Iterator
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import Raw, Struct

from altaclario.providers.columns.codes import Codebook
from altaclario.providers.jira.columns.changes import ChangePages
from altaclario.providers.jira.columns.fields import FieldIds
from altaclario.providers.jira.columns.issues import IssuePages, Names
from altaclario.providers.jira.columns.wire import (
    Change,
    ChangeItem,
    ChangePage,
    IssueChanges,
    Number,
    Reference,
    Someone,
    SprintValue,
    issue_page_type,
)

_DATES = ("startDate", "endDate", "completeDate", "activatedDate")
_MARK = re.compile(
    r"(?:^|,)(id|rapidViewId|state|name|startDate|endDate|completeDate|activatedDate|sequence|goal|synced|autoStartStop"
    r"|incompleteIssuesDestinationId)="
)
"""Where a member of a sprint begins."""
_SYSTEM = {"status": "status", "resolution": "resolution", "issuetype": "issuetype", "Fix Version": "fixVersions"}
_NOTHING = Raw(b"null")


class _Item(Struct, gc=False):
    """One change, of which nothing but the name of its field is decoded yet."""

    field: str = ""
    fieldId: str | None = None
    before: Raw = msgspec.field(name="from", default=_NOTHING)
    after: Raw = msgspec.field(name="to", default=_NOTHING)
    beforeString: Raw = msgspec.field(name="fromString", default=_NOTHING)


class Changelog(Struct, gc=False):
    """The histories of one issue; fewer than `total` where the tracker cuts them off."""

    histories: list[Change[_Item]] = []
    total: int = 0


class _Issue(Struct, gc=False):
    id: Number
    changelog: Changelog


class InlinePage(Struct):
    """A page of issues, for the histories inside them."""

    issues: list[_Issue]


class CreatedFields(Struct):
    created: str


class CreatedIssue(Struct):
    id: str
    fields: CreatedFields


class CreatedPage(Struct):
    """A page of issues, for their ids and the instants of their creation."""

    issues: list[CreatedIssue]
    total: int
    startAt: int = 0
    maxResults: int = 0


class Head(Struct):
    """How many issues were found, how many came, and the most that one answer holds."""

    total: int
    issues: list[Someone] = []
    maxResults: int = 0


class EpicFields(Struct):
    issuetype: Reference


class EpicIssue(Struct):
    id: str
    key: str
    fields: EpicFields


class EpicPage(Struct):
    """Issues by their keys, and of which type each is."""

    issues: list[EpicIssue]


class Pages(IssuePages):
    """Decodes pages of issues of a Data Center."""

    def __init__(self, fields: FieldIds, names: Names) -> None:
        super().__init__(fields, names)
        self._decoder = msgspec.json.Decoder(page_type(fields))

    def _decoded(self, body: bytes, asked: Collection[int]) -> Any:
        page = self._decoder.decode(body)
        # What is not found is not spoken of: it is gone, or hidden.
        page.issueErrors = [None] * len(asked)
        for issue in page.issues:
            issue.fields.sprints = [sprint(text) for text in issue.fields.sprints or ()]
        return page


class Histories(ChangePages):
    """Decodes the histories inside pages of issues."""

    def __init__(self, fields: FieldIds, statuses: Codebook, lists: Codebook) -> None:
        super().__init__(fields, statuses, lists)
        self._inline = msgspec.json.Decoder(InlinePage, strict=False)
        self._ids = _SYSTEM | dict(fields.names)
        self._with_strings = set(fields.point_fields)

    def _decoded(self, body: bytes) -> tuple[Any, Callable[[Any], Any]]:
        page = self._inline.decode(body)
        self.cut.update(one.id for one in page.issues if one.changelog.total > len(one.changelog.histories))
        logs = [IssueChanges(one.id, list(self._kept(one.changelog.histories))) for one in page.issues]
        return ChangePage(logs), attrgetter("fieldId")

    def _kept(self, histories: list[Change[_Item]]) -> Iterator[Change[ChangeItem]]:
        """The histories that say something of a field that is kept."""
        for history in histories:
            items = [made for one in history.items if (made := self._item(one))]
            if items:
                yield Change(history.created, items, history.id)

    def _item(self, change: _Item) -> ChangeItem | None:
        field = change.fieldId or self._ids.get(change.field, "")
        if field not in self._read:
            return None
        if field in self._with_strings:
            return ChangeItem(field, beforeString=_text(change.beforeString))
        return ChangeItem(field, _text(change.before), _text(change.after))


def page_type(fields: FieldIds) -> Any:
    """The type of a page of issues."""
    return issue_page_type(fields.renaming(), sprint=str, members=[("epic", str | None, None)])


def sprint(text: str) -> SprintValue:
    """The sprint that a text of the Sprint field stands for. Raises ValueError for one that stands for none.

    Names and goals may hold commas, brackets and equal signs, so the text is cut where a known member begins, at the
    first place of each.

    >>> told = sprint("com.x.Sprint@1f[id=7,rapidViewId=2,state=CLOSED,name=A, b=[c],startDate=<null>,goal=id=9]")
    >>> told.id, told.name, told.state, told.startDate, told.boardId
    (7, 'A, b=[c]', 'closed', None, 2)
    """
    inside = text.partition("[")[2].removesuffix("]")
    found: dict[str, str] = {}
    marks = list(_first_of_each(_MARK.finditer(inside)))
    for place, mark in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else len(inside)
        found[mark[1]] = inside[mark.end() : end]
    if not found.get("id", "").isdecimal():
        raise ValueError("a sprint without an id")
    starts, ends, completed, activated = (_date(found.get(name, "")) for name in _DATES)
    board = found.get("rapidViewId", "")
    return SprintValue(
        id=int(found["id"]),
        name=found.get("name", ""),
        state=found.get("state", "").lower(),
        boardId=int(board) if board.isdecimal() else None,
        startDate=starts,
        endDate=ends,
        completeDate=completed,
        activatedDate=activated,
    )


def _first_of_each(marks: Iterator[re.Match[str]]) -> Iterator[re.Match[str]]:
    """A goal that speaks of a member comes after that member, or is no reason to read it twice."""
    seen: set[str] = set()
    for mark in marks:
        if mark[1] not in seen:
            seen.add(mark[1])
            yield mark


def _date(text: str) -> str | None:
    return None if text in ("", "<null>") else text


def _text(raw: Raw) -> str | None:
    return msgspec.json.decode(raw, type=str | None)
