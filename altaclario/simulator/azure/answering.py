"""What the simulated organisation answers, path by path, without HTTP: questions in, JSON bytes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from altaclario.simulator.azure import dependencies, items, nodes, projects, refusing, reporting, teams, types, wiql
from altaclario.simulator.azure.encoding import Encoded
from altaclario.simulator.azure.organisation import NAME, Organisation, Project, Team
from altaclario.simulator.azure.process import Process
from altaclario.simulator.azure.refusing import Refused
from altaclario.simulator.tracker import Json

PREVIEWS = {("teams",), ("connectiondata",)}
"""What answers only to a version that says -preview."""


@dataclass(slots=True, repr=False)
class Answers:
    """Answers from one organisation, to somebody who is known."""

    organisation: Organisation
    process: Process
    person: Json
    now_ms: Callable[[], int]
    most_found: int = items.MOST_FOUND
    page: int = reporting.PAGE
    """The most revisions that one answer holds."""
    encoded: Encoded = field(init=False)

    def __post_init__(self) -> None:
        self.encoded = Encoded(self.organisation)

    def get(self, path: str, query: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
        """The answer of a GET below the organisation, with headers of its own. Raises Refused."""
        scope, rest = _split(path)
        if rest == ["projects"] and not scope:
            return projects.projects(self.organisation, query)
        return self._got(scope, rest, query), {}

    def post(self, path: str, query: Mapping[str, str], question: Json) -> bytes:
        """The answer of a POST that only asks. Raises Refused."""
        scope, rest = _split(path)
        project = self._project(scope[0]) if scope else None
        match [part.lower() for part in rest]:
            case ["wit", "wiql"]:
                return self._found(project, query, question)
            case ["wit", "workitemsbatch"]:
                return items.batch(self.organisation, self.encoded, project, question)
            case ["wit", "reporting", "workitemrevisions"]:
                return reporting.revisions(self.organisation, self.encoded, project, query, question, self.page)
        raise _unknown(path)

    def _got(self, scope: list[str], rest: list[str], query: Mapping[str, str]) -> bytes:
        match ([part.lower() for part in rest], scope):
            case (["connectiondata"], []):
                return projects.connection(self.person)
            case (["projects", id], []):
                return projects.project(self._project(id), query)
            case (["projects", id, "teams"], []):
                return projects.teams_of(self._project(id), query)
            case (["projects", id, "teams", team], []):
                return projects.team(self._project(id), self._team(self._project(id), team))
            case (["teams"], []):
                return projects.all_teams(self.organisation, query)
            case (["wit", "fields"], _):
                return projects.all_fields()
            case (["wit", "fields", name], _):
                return projects.field(name)
            case (["wit", *_], _):
                return self._of_items(scope, rest[1:], query)
            case (["work", *what], [project, *team]):
                found = self._project(project)
                return self._of_team(found, self._team(found, *team), what, query)
        raise _unknown("/".join(rest))

    def _of_items(self, scope: list[str], rest: list[str], query: Mapping[str, str]) -> bytes:
        project = self._project(scope[0]) if scope else None
        match [part.lower() for part in rest]:
            case ["reporting", "workitemrevisions"]:
                return reporting.revisions(self.organisation, self.encoded, project, query, None, self.page)
            case ["reporting", "workitemrevisions", "discussions"] | ["workitems", *_]:
                raise refusing.contents("/".join(rest))
            case ["reporting", "workitemlinks"]:
                return reporting.links(self.organisation, project, query)
        if project is None:
            raise _unknown("/".join(rest))
        match [part.lower() for part in rest]:
            case ["recyclebin"]:
                return items.recycle_bin(self.organisation, project)
            case ["recyclebin", *_]:
                raise refusing.contents("/".join(rest))
            case ["workitemtypes"]:
                return types.types(project)
            case ["workitemtypes", name]:
                return types.type(project, name)
            case ["workitemtypes", name, "states"]:
                return types.states(project, name)
            case ["workitemtypecategories"]:
                return types.categories(project)
            case ["workitemtypecategories", name]:
                return types.category(project, name)
            case ["classificationnodes"]:
                return nodes.roots(self.organisation, project, query)
            case ["classificationnodes", group, *path]:
                return nodes.group(project, group, path, query)
        raise _unknown("/".join(rest))

    def _of_team(self, project: Project, team: Team, what: list[str], query: Mapping[str, str]) -> bytes:
        now_ms = self.now_ms()
        match what:
            case ["teamsettings"]:
                return teams.settings(project, team, self.process, now_ms)
            case ["teamsettings", "teamfieldvalues"]:
                return teams.field_values(project, team)
            case ["teamsettings", "iterations"]:
                return teams.iterations(project, team, query, now_ms)
            case ["teamsettings", "iterations", id]:
                return teams.iteration(project, team, id, now_ms)
            case ["boards"]:
                return teams.boards(project, team)
            case ["boards", id]:
                return teams.board(project, team, self.process, id)
            case ["boards", id, "columns"]:
                return teams.columns(project, team, self.process, id)
        raise _unknown("/".join(what))

    def _found(self, project: Project | None, query: Mapping[str, str], question: Json) -> bytes:
        place = wiql.Place(project, self.now_ms(), query.get("timePrecision", "").lower() == "true")
        text = str(question.get("query", ""))
        if dependencies.are_asked(text):
            return dependencies.found(self.organisation, place, text, self.most_found)
        asked = wiql.parse(text, place)
        top = projects.number(query, "$top", 0) if "$top" in query else None
        return items.found(self.organisation, project, asked, top, self.most_found, self.now_ms())

    def _project(self, wanted: str) -> Project:
        found = self.organisation.project(wanted)
        if found is None:
            raise refusing.no_project(wanted)
        return found

    def _team(self, project: Project, *wanted: Any) -> Team:
        """The team that is named; the one that the project began with when none is."""
        found = self.organisation.team(project, wanted[0]) if wanted else project.teams[0]
        if found is None:
            raise refusing.no_team(wanted[0])
        return found


def _split(path: str) -> tuple[list[str], list[str]]:
    """Project and team that stand before `_apis`, and what stands behind it. Raises Refused."""
    parts = [part for part in path.split("/") if part]
    if not parts or parts[0].lower() != NAME or "_apis" not in parts:
        raise _unknown(path)
    at = parts.index("_apis")
    if at > 3:
        raise _unknown(path)
    return parts[1:at], parts[at + 1 :]


def is_preview(path: str) -> bool:
    """Whether a path answers only to a version that says so."""
    try:
        _, rest = _split(path)
    except Refused:
        return False
    return tuple(part.lower() for part in rest) in PREVIEWS


def _unknown(path: str) -> Refused:
    message = f"The controller for path '{path}' was not found or does not implement IController."
    return Refused(404, message, "HttpException")
