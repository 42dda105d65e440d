"""Which fields we ask Azure DevOps for: those on the list that hold no text, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass

from altaclario.declarations.allowances import Allowance, Refusal
from altaclario.declarations.promises import keeps
from altaclario.providers.azure_devops.columns.wire import FieldEntry

TAGS, PARENT = "System.Tags", "System.Parent"
STATE_CHANGED = "Microsoft.VSTS.Common.StateChangeDate"
PRIORITY = "Microsoft.VSTS.Common.Priority"
POINTS = tuple(f"Microsoft.VSTS.Scheduling.{name}" for name in ("StoryPoints", "Effort", "Size"))

ALLOWED = (
    Allowance("System.WorkItemType", kept="type", needed_by="the items counted"),
    Allowance("System.State", kept="state", needed_by="every flow figure"),
    Allowance("System.CreatedDate", kept="instant", needed_by="lead time, arrivals, CFD"),
    Allowance("System.ChangedDate", kept="instant", needed_by="every figure that goes by history"),
    Allowance("System.AreaId", kept="number of the area", needed_by="which team's work it is"),
    Allowance("System.IterationId", kept="number of the iteration", needed_by="sprint figures"),
    Allowance("System.IsDeleted", kept="deleted: yes or no", needed_by="leaving out what was deleted"),
    Allowance(PARENT, kept="number of the parent", needed_by="portfolio"),
    Allowance("System.BoardColumn", kept="name of the column", needed_by="time in stage"),
    Allowance("System.BoardColumnDone", kept="in its second half: yes or no", needed_by="time in stage"),
    Allowance(
        TAGS,
        kept='tagged "blocked": yes or no; names, where the connection asks for them',
        needed_by="blocked time, classes of work",
    ),
    Allowance(PRIORITY, kept="number", needed_by="classes of work, hygiene"),
    Allowance("Microsoft.VSTS.CMMI.Blocked", kept="blocked: yes or no", needed_by="blocked time"),
    Allowance("Microsoft.VSTS.Common.ClosedDate", kept="instant", needed_by="lead time of items without history"),
    Allowance(STATE_CHANGED, kept="whether it is later than the creation", needed_by="no history"),
    *(Allowance(name, kept="number", needed_by="points in sprints") for name in POINTS),
)
"""The fields of a work item that may be requested. Who an item is assigned to is never asked: a query for what is
assigned to anybody gives numbers alone."""

REFUSED = (
    Refusal("System.Title", holds="titles", why="they are contents"),
    Refusal("System.Description, Microsoft.VSTS.TCM.ReproSteps", holds="descriptions", why="they are contents"),
    Refusal("System.History, comments", holds="discussions", why="they are contents, with names of people"),
    Refusal("attachments, relations", holds="attached files and links outside", why="they are contents"),
    Refusal("System.AssignedTo, CreatedBy, ChangedBy", holds="people", why="no figure is about a person"),
    Refusal("$expand, updates", holds="everything at once", why="only listed fields are asked for"),
)
"""What is never asked for."""

_TEXTS = {"html", "plaintext", "history"}
_NAMES = tuple(allowance.field for allowance in ALLOWED)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields on the list that an organisation has and that hold no text."""

    known: frozenset[str]

    @property
    def has_points(self) -> bool:
        """Whether work can be estimated here."""
        return not self.known.isdisjoint(POINTS)

    @property
    def has_parents(self) -> bool:
        """Whether an item says what it belongs to; older organisations say it in links alone."""
        return PARENT in self.known

    @keeps("metadata-only")
    def requested(self) -> list[str]:
        """The `fields` of a request for items as they are today."""
        return [name for name in _NAMES if name in self.known]

    def with_history(self) -> list[str]:
        """The `fields` of a request for revisions: these tell when a state changed by themselves."""
        return [name for name in self.requested() if name != STATE_CHANGED]


def find(entries: Iterable[FieldEntry]) -> Fields:
    """The fields that matter among all fields of an organisation. One that holds text is refused, whatever its name.

    Tags are words too, but many teams say with one of them that work is blocked; all others are dropped at the door.

    >>> sorted(find([FieldEntry("System.State", "string"), FieldEntry("System.Title", "string")]).known)
    ['System.State']
    >>> find([FieldEntry("System.State", "html")]).known
    frozenset()
    """
    fit = {entry.referenceName for entry in entries if entry.type.lower() not in _TEXTS or entry.referenceName == TAGS}
    return Fields(frozenset(fit.intersection(_NAMES)))
