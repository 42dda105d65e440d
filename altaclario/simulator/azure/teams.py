"""What belongs to a team: its settings, areas, iterations and boards."""

from collections.abc import Mapping

from altaclario.simulator.azure import nodes, refusing
from altaclario.simulator.azure.encoding import ENCODE, ROOT, listed
from altaclario.simulator.azure.fields import written
from altaclario.simulator.azure.organisation import Node, Project, Team, guid
from altaclario.simulator.azure.process import ON_BOARD, Process
from altaclario.simulator.tracker import Json
from altaclario.simulator.working import DAY_MS

_NOBODYS = "00000000-0000-0000-0000-000000000000"
_BOARDS = {"Epics": ("Epic",), "Features": ("Feature",), "Stories": ON_BOARD}
_GROUPS = {"Incoming": ("Proposed",), "InProgress": ("Proposed", "InProgress", "Resolved"), "Outgoing": ("Completed",)}


def settings(project: Project, team: Team, process: Process, now_ms: int) -> bytes:
    """Working days, what bugs count as, and where the backlog begins."""
    current = next((one for one in team.iterations if _frame(one, now_ms) == "current"), project.iterations)
    value = {
        "backlogIteration": _short(project, project.iterations),
        "bugsBehavior": process.bugs,
        "workingDays": ["monday", "tuesday", "wednesday", "thursday", "friday"],
        "backlogVisibilities": {
            "Microsoft.EpicCategory": True,
            "Microsoft.FeatureCategory": True,
            "Microsoft.RequirementCategory": True,
        },
        "defaultIteration": _short(project, current),
        "defaultIterationMacro": "@currentIteration",
    }
    return ENCODE(value | _linked(project, team, "teamsettings"))


def field_values(project: Project, team: Team) -> bytes:
    """The areas that are the team's."""
    value = {
        "field": {"referenceName": "System.AreaPath", "url": f"{ROOT}/_apis/wit/fields/System.AreaPath"},
        "defaultValue": team.areas[0].path if team.areas else None,
        "values": [{"value": area.path, "includeChildren": team.includes_children} for area in team.areas],
    }
    return ENCODE(value | _linked(project, team, "teamsettings/teamfieldvalues"))


def iterations(project: Project, team: Team, query: Mapping[str, str], now_ms: int) -> bytes:
    """The iterations that the team took, in their order. Raises Refused."""
    frame = query.get("$timeframe")
    if frame not in (None, "current"):
        raise refusing.bad(f"Timeframe '{frame}' is not supported.", "InvalidTeamSettingsException")
    found = [one for one in team.iterations if frame is None or _frame(one, now_ms) == frame]
    return listed([_iteration(project, team, one, now_ms) for one in found])


def iteration(project: Project, team: Team, wanted: str, now_ms: int) -> bytes:
    """One iteration of the team. Raises Refused."""
    found = next((one for one in team.iterations if one.identifier == wanted.lower()), None)
    if found is None:
        message = f"The current user does not have permissions to iteration {wanted}, or it is not the team's."
        raise refusing.Refused(404, message, "InvalidTeamSettingsIterationException")
    what = f"teamsettings/iterations/{found.identifier}"
    return ENCODE(_iteration(project, team, found, now_ms) | _linked(project, team, what))


def boards(project: Project, team: Team) -> bytes:
    """The boards of the team, one for each level."""
    return listed([_board_reference(project, team, name) for name in _BOARDS])


def board(project: Project, team: Team, process: Process, wanted: str) -> bytes:
    """One board with its columns. Raises Refused."""
    name = _board_name(team, wanted)
    own = f"WEF_{team.id.replace('-', '').upper()}_Kanban"
    fields = {"columnField": f"{own}.Column", "rowField": f"{own}.Lane", "doneField": f"{own}.Column.Done"}
    value = _board_reference(project, team, name) | {
        "revision": 3,
        "columns": _columns(project, team, process, name),
        "rows": [{"id": _NOBODYS, "name": None}],
        "isValid": True,
        "allowedMappings": _allowed(project, name),
        "canEdit": False,
        "fields": {
            kind: {"referenceName": reference, "url": f"{ROOT}/_apis/wit/fields/{reference}"}
            for kind, reference in fields.items()
        },
        "_links": {"self": {"href": _url(project, team, f"boards/{_board_id(team, name)}")}},
    }
    return ENCODE(value)


def columns(project: Project, team: Team, process: Process, wanted: str) -> bytes:
    """The columns of one board. Raises Refused."""
    return listed(_columns(project, team, process, _board_name(team, wanted)))


def _board_name(team: Team, wanted: str) -> str:
    said = wanted.lower()
    found = next((name for name in _BOARDS if said in (name.lower(), _board_id(team, name))), None)
    if found is None:
        raise refusing.Refused(404, f"TF400508: The board {wanted} does not exist.", "BoardDoesNotExistException")
    return found


def _columns(project: Project, team: Team, process: Process, board: str) -> list[Json]:
    """Columns in order: the first takes work in, the last lets it out."""
    types = _BOARDS[board]
    last = len(team.columns) - 1
    found: list[Json] = []
    for place, (name, status, is_split) in enumerate(team.columns):
        kind = "incoming" if place == 0 else "outgoing" if place == last else "inProgress"
        column: Json = {
            "id": guid(f"column {team.id} {board} {name}"),
            "name": name,
            "itemLimit": 0 if kind != "inProgress" else 5,
            "stateMappings": {
                type: process.state(type, status)
                for type in types
                if project.category(type, process.state(type, status))
            },
            "columnType": kind,
        }
        if kind == "inProgress":
            column |= {"isSplit": is_split, "description": team.description}
        found.append(column)
    return found


def _allowed(project: Project, board: str) -> Json:
    return {
        group: {
            type: [name for name, category in project.states[type] if category in categories] for type in _BOARDS[board]
        }
        for group, categories in _GROUPS.items()
    }


def _board_reference(project: Project, team: Team, name: str) -> Json:
    id = _board_id(team, name)
    return {"id": id, "url": _url(project, team, f"boards/{id}"), "name": name}


def _board_id(team: Team, name: str) -> str:
    return guid(f"board {team.id} {name}")


def _iteration(project: Project, team: Team, node: Node, now_ms: int) -> Json:
    return {
        "id": node.identifier,
        "name": node.name,
        "path": node.path,
        "attributes": {
            "startDate": None if node.first_day is None else written(node.first_day),
            "finishDate": None if node.last_day is None else written(node.last_day),
            "timeFrame": _frame(node, now_ms),
        },
        "url": _url(project, team, f"teamsettings/iterations/{node.identifier}"),
    }


def _frame(node: Node, now_ms: int) -> str:
    if node.first_day is None or node.last_day is None or now_ms < node.first_day:
        return "future"
    return "past" if now_ms >= node.last_day + DAY_MS else "current"


def _short(project: Project, node: Node) -> Json:
    return {
        "id": node.identifier,
        "name": node.name,
        "path": node.path.partition("\\")[2] and "\\" + node.path.partition("\\")[2],
        "url": nodes.url(project, node),
    }


def _linked(project: Project, team: Team, what: str) -> Json:
    url = _url(project, team, what)
    links = {
        "self": {"href": url},
        "project": {"href": f"{ROOT}/_apis/projects/{project.id}"},
        "team": {"href": f"{ROOT}/_apis/projects/{project.id}/teams/{team.id}"},
        "teamSettings": {"href": _url(project, team, "teamsettings")},
        "teamIterations": {"href": _url(project, team, "teamsettings/iterations")},
        "teamFieldValues": {"href": _url(project, team, "teamsettings/teamfieldvalues")},
    }
    return {"url": url, "_links": links}


def _url(project: Project, team: Team, what: str) -> str:
    return f"{ROOT}/{project.id}/{team.id}/_apis/work/{what}"
