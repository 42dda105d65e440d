"""The same fault at the faces that tell what another one tells: the Data Center, and the Azure DevOps Server."""

from dataclasses import replace
from typing import Any

from altaclario.simulator.azure import server
from altaclario.simulator.azure.organisation import NAME
from altaclario.simulator.catalogue.cases import Cannot, Case
from altaclario.simulator.data_center import door
from altaclario.simulator.jira.door import POWERLESS_TOKEN

_API, _SEARCH = "/rest/api/3", f"{door.BELOW}/rest/api/2/search"
_PATHS = {
    f"{_API}/search/jql": f"{_SEARCH}?ids",
    f"{_API}/search/approximate-count": f"{_SEARCH}?count",
    f"{_API}/issue/bulkfetch": f"{_SEARCH}?*items",
    f"{_API}/changelog/bulkfetch": f"{_SEARCH}?history",
}
_HISTORIES = ("issueChangeLogs/*/changeHistories", "issues/*/changelog/histories")
_TOKENS = {POWERLESS_TOKEN: door.POWERLESS_TOKEN}


def at_data_center(case: Case | Cannot) -> Case | Cannot:
    """A case of a Jira Cloud at a Data Center, which answers below a path of its own, with one search for much."""
    if isinstance(case, Cannot):
        return case
    return replace(case, faults=tuple(map(_moved, case.faults)), token=_TOKENS.get(case.token, case.token))


def at_server(case: Case | Cannot) -> Case | Cannot:
    """A case of the Services at a server, which answers below a path of its own, and has tokens of its own."""
    if isinstance(case, Cannot):
        return case
    moved = (one | {"path": one["path"].replace(f"/{NAME}/", f"{server.BELOW}/")} for one in case.faults)
    return replace(case, faults=tuple(moved))


def _moved(fault: dict[str, Any]) -> dict[str, Any]:
    path = fault["path"]
    there = _PATHS.get(path) or f"{door.BELOW}{path.replace(_API, '/rest/api/2')}"
    edits = tuple((edit[0].replace(*_HISTORIES), *edit[1:]) for edit in fault.get("edits", ()))
    return fault | {"path": there} | ({"edits": edits} if edits else {})
