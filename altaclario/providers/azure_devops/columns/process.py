"""What a project's process says: which types are work of which rung, and where work stands in which state."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from altaclario.providers.azure_devops.columns.wire import BoardColumn, CategoryEntry, TypeEntry
from altaclario.providers.columns.codes import Codebook
from altaclario.providers.columns.names import shown
from altaclario.snapshots.snapshot import Level, Stage, Status

_RUNGS = {
    "Microsoft.RequirementCategory": Level.BASE,
    "Microsoft.BugCategory": Level.BASE,
    "Microsoft.TaskCategory": Level.SUB_TASK,
    "Microsoft.FeatureCategory": Level.PARENT,
    "Microsoft.EpicCategory": Level.PARENT,
}
_BUGS, _HIDDEN = "Microsoft.BugCategory", "Microsoft.HiddenCategory"
_OWN = "Custom."
"""The categories that an organisation adds stand for rungs of its own, all of them above the requirements."""

STAGES = {
    "Proposed": Stage.BACKLOG,
    "InProgress": Stage.ACTIVE,
    "Resolved": Stage.WAITING,
    "Completed": Stage.DONE,
    "Removed": Stage.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Process:
    """The types of one project that are work, and the category of each of their states."""

    levels: Mapping[str, Level]
    """By the name of the type; what is not here is not read."""
    references: Mapping[str, str]
    """The names by which types are known when they are renamed."""
    categories: Mapping[tuple[str, str], str]
    """By type and state."""
    bugs: frozenset[str] = frozenset()
    """Types that each team counts as requirements or as tasks, as it likes."""

    @property
    def base_types(self) -> frozenset[str]:
        """The names of the types that are counted."""
        return frozenset(name for name, level in self.levels.items() if level is Level.BASE)

    def finished_states(self, type: str) -> tuple[str, ...]:
        """The states in which an item of this type is done or dropped."""
        over = ("Completed", "Removed")
        return tuple(state for (of, state), category in self.categories.items() if of == type and category in over)


def process(types: Sequence[TypeEntry], categories: Sequence[CategoryEntry]) -> Process:
    """What types and categories say together. Types of other categories (tests, reviews, hidden ones) are no work."""
    members = {one.referenceName: {type.name for type in one.workItemTypes} for one in categories}
    hidden = members.get(_HIDDEN, set())
    levels: dict[str, Level] = {}
    for reference, names in members.items():
        level = _RUNGS.get(reference, Level.PARENT if reference.startswith(_OWN) else None)
        levels |= {} if level is None else dict.fromkeys(names - hidden - set(levels), level)
    work = [one for one in types if one.name in levels]
    return Process(
        levels={one.name: levels[one.name] for one in work},
        references={one.name: one.referenceName or one.name for one in work},
        categories={(one.name, state.name): state.category for one in work for state in one.states or ()},
        bugs=frozenset(members.get(_BUGS, set()) - hidden),
    )


@dataclass(slots=True)
class Statuses:
    """The statuses that items are or were in, each met once: a state, or one of several columns that show it."""

    refined: frozenset[tuple[int, str, str]] = frozenset()
    """Project, type and state of which the boards say more than the state does."""
    _codes: Codebook = field(default_factory=Codebook)
    _listed: list[Status] = field(default_factory=list)

    def code(self, project: int, process: Process, type: str, state: str, column: str, *, is_half: bool) -> int:
        """The place of a status in `listed`. One that its type no longer lists has no stage."""
        category = process.categories.get((type, state), "")
        says_more = bool(column) and (project, type, state) in self.refined
        status = _status(state, category, column if says_more else "", is_half=is_half and says_more)
        code = self._codes.code(status.id)
        if code == len(self._listed):
            self._listed.append(status)
        return code

    @property
    def listed(self) -> tuple[Status, ...]:
        return tuple(self._listed)


def _status(state: str, category: str, column: str, *, is_half: bool) -> Status:
    """
    >>> _status("Active", "InProgress", "Review", is_half=True)
    Status(id='Active/InProgress/Review/done', name='Review, done', stage=<Stage.ACTIVE: 1>)
    """
    state, column = shown(state), shown(column)
    id, name = f"{state}/{category}", state
    if column:
        id, name = f"{id}/{column}", column
    if is_half:
        id, name = f"{id}/done", f"{name}, done"
    return Status(id, name, STAGES.get(category))


def refined(project: int, columns: Sequence[BoardColumn]) -> set[tuple[int, str, str]]:
    """Project, type and state of which a board says more: several columns show the state, or one in two halves."""
    shown: dict[tuple[int, str, str], int] = {}
    for column in columns:
        for type, state in column.stateMappings.items():
            key = (project, type, state)
            shown[key] = shown.get(key, 0) + (2 if column.isSplit else 1)
    return {key for key, times in shown.items() if times > 1}


def of_columns(
    process: Process, columns: Sequence[BoardColumn], says_more: Iterable[tuple[int, str, str]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The columns of a board with the ids of the statuses that each shows."""
    several = {(type, state) for _, type, state in says_more}
    return tuple((shown(column.name), tuple(dict.fromkeys(_shown(process, column, several)))) for column in columns)


def _shown(process: Process, column: BoardColumn, several: set[tuple[str, str]]) -> Iterable[str]:
    for type, state in column.stateMappings.items():
        category = process.categories.get((type, state), "")
        name = column.name if (type, state) in several else ""
        for is_half in (False, True) if name and column.isSplit else (False,):
            yield _status(state, category, name, is_half=is_half).id
