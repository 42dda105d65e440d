"""What a row of the catalogue says, and the places at which faults strike."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from altaclario.simulator.tracker import Tracker

Way = Literal["", "nobody", "no name", "no tls", "self-signed", "expired", "of another"]
"""How the tracker is reached, where that is wrong."""
Seen: TypeAlias = "Fails | Lives"


@dataclass(frozen=True, slots=True)
class Fails:
    """The reading ends with this cause, and what was there before stays."""

    cause: str


@dataclass(frozen=True, slots=True)
class Lives:
    """The reading succeeds, and tells by these names what it noticed or left out.

    With `is_whole` it brings exactly what it brings without the fault.
    """

    findings: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    may_leave_out: tuple[str, ...] = ()
    """What it leaves out as well when it asked late enough."""
    is_whole: bool = True


WHOLE = Lives()


@dataclass(frozen=True, slots=True)
class Case:
    """The fault at one tracker: how it is set, and what must be seen."""

    seen: Seen
    faults: tuple[dict[str, Any], ...] = ()
    """As `faults.Fault` takes them."""
    world: Callable[[Tracker], None] | None = None
    """What the tracker is like beforehand."""
    way: Way = ""
    token: str = ""
    """Another token than the right one."""


@dataclass(frozen=True, slots=True)
class Cannot:
    """Why the fault cannot befall one of the trackers."""

    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """One fault. `name` is said of the tracker, in plain words."""

    name: str
    jira: Case | Cannot
    azure: Case | Cannot

    def case(self, provider: str) -> Case | Cannot:
        return self.jira if provider == "jira" else self.azure


PLACES = {
    "anything": ("/rest/", "/simulated/"),
    "first": ("/rest/api/3/myself", "/simulated/_apis/connectionData"),
    "project": ("/rest/api/3/project/", "/simulated/_apis/projects/"),
    "fields": ("/rest/api/3/field", "/simulated/*/_apis/wit/fields"),
    "statuses": ("/rest/api/3/status", "/simulated/*/_apis/wit/workitemtypes"),
    "boards": ("/rest/agile/1.0/board", "/simulated/_apis/projects/*/teams"),
    "columns": ("/rest/agile/1.0/board/*/configuration", "/simulated/*/_apis/work/boards"),
    "sprints": ("/rest/agile/1.0/board/*/sprint", "/simulated/*/_apis/work/teamsettings/iterations"),
    "ids": ("/rest/api/3/search/jql", "/simulated/*/_apis/wit/wiql"),
    "items": ("/rest/api/3/issue/bulkfetch", "/simulated/*/_apis/wit/workitemsbatch"),
    "history": ("/rest/api/3/changelog/bulkfetch", "/simulated/*/_apis/wit/reporting/workitemrevisions"),
}
"""The addresses of the same thing at both trackers."""


def on(place: str, seen: Seen, **fault: Any) -> tuple[Case, Case]:
    """The same fault at both trackers, with the same end."""
    return tuple(Case(seen, (one,)) for one in at(place, **fault))  # type: ignore[return-value]


def at(place: str, **fault: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A fault at both trackers."""
    jira, azure = PLACES[place]
    return {"path": jira, **fault}, {"path": azure, **fault}


def both(seen: Seen, **more: Any) -> tuple[Case, Case]:
    """A case that is the same at both."""
    case = Case(seen, **more)
    return case, case
