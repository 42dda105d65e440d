"""What a row of the catalogue says, and the places at which faults strike."""

from dataclasses import dataclass
from typing import Any

from altaclario.simulator.catalogue import faces
from altaclario.simulator.catalogue.cases import WHOLE, Cannot, Case, Fails, Lives, Seen, Way

__all__ = ["PLACES", "WHOLE", "Cannot", "Case", "Fails", "Lives", "Row", "Seen", "Way", "at", "both", "on"]


@dataclass(frozen=True, slots=True)
class Row:
    """One fault. `name` is said of the tracker, in plain words."""

    name: str
    jira: Case | Cannot
    azure: Case | Cannot
    data_center: Case | Cannot | None = None
    """At a Data Center; None where it is as at a Cloud."""
    server: Case | Cannot | None = None
    """At a server; None where it is as at the Services."""

    def case(self, provider: str) -> Case | Cannot:
        """What it is at one of the trackers."""
        match provider:
            case "jira":
                return self.jira
            case "jira-data-center":
                return self.data_center or faces.at_data_center(self.jira)
            case "azure-devops-server":
                return self.server or faces.at_server(self.azure)
        return self.azure


PLACES = {
    "anything": ("/rest/", "/simulated/"),
    "first": ("/rest/api/3/myself", "/simulated/_apis/connectionData"),
    "project": ("/rest/api/3/project/1", "/simulated/_apis/projects/"),
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
