"""Pages of issues become columns, page by page."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, fields
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from altaclario.providers.columns import instants, numbers
from altaclario.providers.columns.codes import Codebook
from altaclario.providers.columns.names import all_shown
from altaclario.providers.faults import Incomplete
from altaclario.providers.jira.columns import linking
from altaclario.providers.jira.columns.fields import FieldIds
from altaclario.providers.jira.columns.wire import LinkType, SprintValue, TypeValue, issue_page_type
from altaclario.snapshots.snapshot import NEVER, Flag

_EARLIEST = "1970-01-01T00:00:00.000+0000"
_PAIRS = ("sprint", "version", "affected", "label", "link", "linked")
_MOMENT_MS = 2_000
"""Jira writes an item's first dates within a moment of each other; only what is later is a sign of a change."""


@dataclass(slots=True)
class Names:
    """What codes stand for, shared by all pages of one reading."""

    statuses: Codebook = field(default_factory=Codebook)
    lists: Codebook = field(default_factory=Codebook)
    """Values of fields that hold several ids, as changes write them."""
    types: Codebook = field(default_factory=lambda: Codebook([""]))
    resolutions: Codebook = field(default_factory=lambda: Codebook([""]))
    projects: Codebook = field(default_factory=lambda: Codebook([""]))
    priorities: Codebook = field(default_factory=lambda: Codebook([""]))
    labels: Codebook = field(default_factory=Codebook)
    link_kinds: Codebook = field(default_factory=Codebook)
    type_values: dict[str, TypeValue] = field(default_factory=dict)
    link_types: dict[str, LinkType] = field(default_factory=dict)
    sprints: dict[int, SprintValue] = field(default_factory=dict)
    epics: Codebook = field(default_factory=lambda: Codebook([""]))
    """The keys of epics, at a tracker that names an epic by its key."""
    epic_ids: dict[str, int] = field(default_factory=dict)
    """What their ids are, and"""
    epic_types: set[str] = field(default_factory=set)
    """the ids of the types that epics have."""


@dataclass(frozen=True, slots=True)
class IssueColumns:
    """One page of issues. Shape (n,) each; the pairs are (id of the issue, id of the sprint or version, code of the
    label), and of links (id of the issue that it comes from, where it goes to and its kind), as `linking` makes them;
    `linked` are (id of the issue, id of one that a link comes from)."""

    id: NDArray[np.int64]
    project: NDArray[np.int64]
    number: NDArray[np.int64]
    type: NDArray[np.int64]
    status: NDArray[np.int64]
    created: NDArray[np.int64]
    updated: NDArray[np.int64]
    resolved: NDArray[np.int64]
    category_changed: NDArray[np.int64]
    resolution: NDArray[np.int64]
    parent: NDArray[np.int64]
    epic: NDArray[np.int64]
    priority: NDArray[np.int64]
    points: NDArray[np.float32]
    other_points: NDArray[np.float32]
    flags: NDArray[np.uint8]
    flagged: NDArray[np.bool_]
    sprint_items: NDArray[np.int64]
    sprint_ids: NDArray[np.int64]
    version_items: NDArray[np.int64]
    version_ids: NDArray[np.int64]
    affected_items: NDArray[np.int64]
    affected_ids: NDArray[np.int64]
    label_items: NDArray[np.int64]
    label_ids: NDArray[np.int64]
    link_items: NDArray[np.int64]
    link_ids: NDArray[np.int64]
    linked_items: NDArray[np.int64]
    linked_ids: NDArray[np.int64]
    vanished: int


class IssuePages:
    """Decodes pages of issues with the custom fields of one site.

    `add` raises msgspec.DecodeError for bytes that are no such page, ValueError for an unreadable date or id, and
    Incomplete for a page that lacks some of what was asked for.
    """

    def __init__(self, fields: FieldIds, names: Names) -> None:
        self._decoder = msgspec.json.Decoder(issue_page_type(fields.renaming()))
        self._names = names
        self.pages: list[IssueColumns] = []

    def add(self, body: bytes, asked: Collection[int] = ()) -> int:
        """Take one page of the issues that were `asked` for, if that is known; returns how many issues it held."""
        page = self._decoded(body, asked)
        numbers.ids([issue.id for issue in page.issues])
        given = {issue.id for issue in page.issues}
        wanted = set(map(str, asked)) or given
        missing = wanted - given
        if len(missing) > len(page.issueErrors):
            raise Incomplete("issues that nobody speaks of")
        # An issue whose status or date is hidden from this account cannot be placed in time.
        placed = {
            issue.id: issue
            for issue in page.issues
            if issue.id in wanted and issue.fields.status and issue.fields.created
        }
        vanished = len(wanted) - len(placed) if asked else len(page.issueErrors) + len(wanted) - len(placed)
        self.pages.append(self._columns(list(placed.values()), vanished))
        return len(wanted)

    def _decoded(self, body: bytes, asked: Collection[int]) -> Any:  # noqa: ARG002  # where not all is said, it matters
        """The page, whose `issueErrors` are as many as issues may be missing."""
        return self._decoder.decode(body)

    def _columns(self, issues: list[Any], vanished: int) -> IssueColumns:
        names = self._names
        fields = [issue.fields for issue in issues]
        keys = [issue.key.rpartition("-") for issue in issues]
        self._remember(fields)
        ids = numbers.ids([issue.id for issue in issues])
        sprints = [one.sprints or () for one in fields]
        versions = [one.fixVersions or () for one in fields]
        affected = [one.versions or () for one in fields]
        labels = [one.labels or () for one in fields]
        points, is_odd = numbers.estimates(one.points for one in fields)
        other_points, is_odd_too = numbers.estimates(one.other_points for one in fields)
        created, updated, resolved, category_changed = _dates(
            [one.created for one in fields],
            [one.updated for one in fields],
            [one.resolutiondate for one in fields],
            [one.statuscategorychangedate for one in fields],
        )
        assigned = np.array([one.assignee is not None for one in fields], np.bool_)
        return IssueColumns(
            id=ids,
            project=_whole(names.projects.codes(all_shown(project for project, _, _ in keys))),
            number=numbers.ids([number for _, _, number in keys]),
            type=_whole(names.types.codes(one.issuetype.id if one.issuetype else "" for one in fields)),
            status=_whole(names.statuses.codes(one.status.id for one in fields)),
            created=created,
            updated=updated,
            resolved=resolved,
            category_changed=category_changed,
            resolution=_whole(
                names.resolutions.codes(all_shown(one.resolution.name if one.resolution else "" for one in fields))
            ),
            parent=numbers.ids([one.parent.id if one.parent else "0" for one in fields]),
            epic=_whole(names.epics.codes(getattr(one, "epic", None) for one in fields)),
            priority=_whole(
                names.priorities.codes(all_shown(one.priority.name if one.priority else "" for one in fields))
            ),
            points=points,
            other_points=other_points,
            flags=assigned * np.uint8(Flag.ASSIGNED) | (is_odd | is_odd_too) * np.uint8(Flag.NOT_BELIEVED),
            flagged=np.array([bool(one.flagged) for one in fields], np.bool_),
            sprint_items=ids.repeat(list(map(len, sprints))),
            sprint_ids=_whole(sprint.id for several in sprints for sprint in several),
            version_items=ids.repeat(list(map(len, versions))),
            version_ids=numbers.ids([version.id for several in versions for version in several]),
            affected_items=ids.repeat(list(map(len, affected))),
            affected_ids=numbers.ids([version.id for several in affected for version in several]),
            label_items=ids.repeat(list(map(len, labels))),
            label_ids=_whole(names.labels.codes(all_shown(label for several in labels for label in several))),
            **linking.ends(ids, [one.issuelinks or () for one in fields], names.link_kinds),
            vanished=vanished,
        )

    def _remember(self, fields: list[Any]) -> None:
        for one in fields:
            if one.issuetype:
                self._names.type_values[one.issuetype.id] = one.issuetype
            for sprint in one.sprints or ():
                self._names.sprints[sprint.id] = sprint
            for link in one.issuelinks or ():
                self._names.link_types[link.type.id] = link.type


def joined(pages: Iterable[IssueColumns], column: str) -> NDArray[Any]:
    """One column of all pages."""
    parts = [getattr(page, column) for page in pages]
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def newest(pages: Iterable[IssueColumns], *columns: str, but: Collection[int] = ()) -> dict[str, NDArray[Any]]:
    """These columns of all pages, by ascending ids, each once: the last page that holds an issue is the newest, and
    `page` is its number."""
    several = list(pages)
    joint = {column: joined(several, column) for column in ("id", *columns)}
    joint["page"] = np.repeat(np.arange(len(several)), [len(page.id) for page in several])
    backwards = joint["id"][::-1]
    ids, rows = np.unique(backwards, return_index=True)
    rows = (len(backwards) - 1 - rows)[~np.isin(ids, list(but))]
    return {name: column[rows] for name, column in joint.items()}


def only(page: IssueColumns, ids: NDArray[np.int64]) -> IssueColumns:
    """The same page with these issues alone."""

    def some(column: str) -> NDArray[Any]:
        kind, _, end = column.rpartition("_")
        of = f"{kind}_items" if kind in _PAIRS and end in ("items", "ids") else "id"
        values: NDArray[Any] = getattr(page, column)[np.isin(getattr(page, of), ids)]
        return values

    return IssueColumns(**{one.name: some(one.name) for one in fields(page) if one.name != "vanished"}, vanished=0)


def shows_a_change(columns: dict[str, NDArray[Any]], is_done: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Signs that an item has moved since its creation: it is done, or a date of it is later."""
    later = columns["created"] + _MOMENT_MS
    has_resolved = columns["resolved"] != NEVER * 1000
    has_changed = columns["category_changed"] != NEVER * 1000
    signs: NDArray[np.bool_] = (
        is_done | (has_resolved & (columns["resolved"] > later)) | (has_changed & (columns["category_changed"] > later))
    )
    return signs


def _whole(values: Iterable[int]) -> NDArray[np.int64]:
    return np.array(list(values), np.int64)


def _dates(*columns: list[str | None]) -> list[NDArray[np.int64]]:
    """Milliseconds; `NEVER` (times 1000) where there is no date. All at once, because a page has few of each."""
    texts = [text for column in columns for text in column]
    missing = np.array([not text for text in texts], np.bool_)
    found = np.where(missing, NEVER * 1000, instants.milliseconds([text or _EARLIEST for text in texts]))
    return np.split(found, len(columns))
