"""Which fields we ask Jira for: found by schema, never by number or translated name, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from altaclario.declarations.allowances import Allowance, Refusal
from altaclario.declarations.promises import keeps
from altaclario.providers.jira.columns.wire import FieldEntry

SPRINT = "com.pyxis.greenhopper.jira:gh-sprint"
POINTS = "com.pyxis.greenhopper.jira:jsw-story-points"
EPIC_LINK = "com.pyxis.greenhopper.jira:gh-epic-link"
_CHECKBOXES = "com.atlassian.jira.plugin.system.customfieldtypes:multicheckboxes"
LABELS = "labels"
_POINT_NAMES = ("story points", "story point estimate")

ALLOWED = (
    Allowance("issuetype", kept="type", needed_by="the items counted"),
    Allowance("status", kept="today's status", needed_by="every flow figure"),
    Allowance("created", kept="instant", needed_by="lead time, arrivals, CFD"),
    Allowance("updated", kept="instant, until the next reading", needed_by="reading only what changed"),
    Allowance("resolution", kept="name of the resolution", needed_by="cancelled work, finished by resolution"),
    Allowance("resolutiondate", kept="instant", needed_by="lead time of items without history"),
    Allowance("statuscategorychangedate", kept="whether it is later than the creation", needed_by="no history"),
    Allowance("assignee", kept="assigned: yes or no", needed_by="hygiene"),
    Allowance("fixVersions", kept="version ids", needed_by="releases"),
    Allowance("parent", kept="id of the parent", needed_by="portfolio"),
    Allowance("priority", kept="name of the priority", needed_by="classes of work, hygiene"),
    Allowance("issuelinks", kept="ids of the linked issues, kind and direction", needed_by="waits between teams"),
    Allowance("versions", kept="ids of the affected versions", needed_by="escaped defects"),
    Allowance(LABELS, kept="names, where the connection asks for them", needed_by="classes of work, blocked time"),
    Allowance("(sprint)", kept="sprint ids, names and dates", needed_by="sprint figures"),
    Allowance("(flagged)", kept="flagged: yes or no", needed_by="blocked time"),
    Allowance("(points)", kept="number", needed_by="points in sprints"),
)
"""The fields of an issue that may be requested; those in brackets are custom and found by schema."""

_OF_CLOUD = "statuscategorychangedate"
OF_DATA_CENTER = (
    *(one for one in ALLOWED if one.field != _OF_CLOUD),
    Allowance("(epic link)", kept="id of the epic", needed_by="portfolio"),
)
"""The same at a Data Center: it does not tell when the category changed, and has a field for what is above a story."""

REFUSED = (
    Refusal("summary", holds="titles", why="they are contents"),
    Refusal("description, environment", holds="descriptions", why="they are contents"),
    Refusal("comment, worklog", holds="comments and work logs", why="they are contents, with names of people"),
    Refusal("attachment, thumbnail", holds="attachments", why="they are contents"),
    Refusal("reporter, creator, watches, votes", holds="people", why="no figure is about a person"),
    Refusal("*all, *navigable", holds="everything at once", why="only listed fields are asked for"),
)
"""What is never asked for. The name inside "assignee" comes with it, and is dropped unread."""


@dataclass(frozen=True, slots=True)
class FieldIds:
    """The custom fields of one site: ids such as "customfield_10020", or "" where it has none."""

    sprint: str = ""
    flagged: str = ""
    points: str = ""
    other_points: str = ""
    epic: str = ""
    """The key of an epic, where a tracker does not call that a parent."""
    names: tuple[tuple[str, str], ...] = ()
    """What each of them is called, where histories know no ids."""
    labels: bool = False
    """Whether labels are asked for."""

    def renaming(self) -> dict[str, str]:
        """Our names for the site's; a field that the site lacks gets a name that no answer holds."""
        named = {"sprints": self.sprint, "flagged": self.flagged}
        named |= {"points": self.points, "other_points": self.other_points, "epic": self.epic}
        return {ours: theirs or f"(no {ours})" for ours, theirs in named.items()}

    @keeps("metadata-only")
    def requested(self) -> list[str]:
        """The `fields` of a request for issues."""
        system = [allowance.field for allowance in ALLOWED if not allowance.field.startswith("(")]
        system = [field for field in system if self.labels or field != LABELS]
        return system + [field for field in (self.sprint, self.flagged, *self.point_fields) if field]

    def with_history(self) -> list[str]:
        """The `fieldIds` of a request for changes; Jira takes ten at most.

        Changes of a parent carry no field id, so they cannot be asked for: parents are as of today.
        """
        system = ["status", "resolution", "issuetype", "fixVersions"]
        return system + [field for field in (self.sprint, self.flagged, *self.point_fields) if field]

    @property
    def point_fields(self) -> tuple[str, ...]:
        return tuple(field for field in (self.points, self.other_points) if field)


def find(entries: Iterable[FieldEntry], *, estimated_by: str = "", labels: bool = False) -> FieldIds:
    """The fields that matter among all fields of a site; `labels` too, where somebody wants them.

    `estimated_by` is the field that the board estimates with; it comes first among the point fields.
    """
    custom = [entry for entry in entries if entry.custom and entry.schema]
    points = [entry.id for entry in custom if _holds_points(entry, estimated_by)]
    points.sort(key=lambda field: field != estimated_by)
    found = FieldIds(
        sprint=next((entry.id for entry in custom if entry.schema and entry.schema.custom == SPRINT), ""),
        flagged=next((entry.id for entry in custom if _is_the_flag(entry)), ""),
        points=points[0] if points else "",
        other_points=points[1] if len(points) > 1 else "",
        epic=next((entry.id for entry in custom if entry.schema and entry.schema.custom == EPIC_LINK), ""),
        labels=labels,
    )
    kept = {found.sprint, found.flagged, *found.point_fields}
    return replace(found, names=tuple((entry.name, entry.id) for entry in custom if entry.id in kept))


def _holds_points(entry: FieldEntry, estimated_by: str) -> bool:
    if entry.schema is None or entry.schema.type != "number":
        return False
    return entry.id == estimated_by or entry.schema.custom == POINTS or entry.name.lower() in _POINT_NAMES


def _is_the_flag(entry: FieldEntry) -> bool:
    # Checkbox fields are many; Jira's own flag is told apart by its name, which sites do not translate.
    return entry.schema is not None and entry.schema.custom == _CHECKBOXES and entry.name == "Flagged"
