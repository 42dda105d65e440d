"""What we ask an Azure DevOps organisation for, and the scopes that a token needs; from its official descriptions."""

from altaclario.providers.endpoints import Endpoint

_PROJECTS = ("vso.project",)
_WORK = ("vso.work",)
_OF_TEAM = "/{project}/{team}/_apis/work"
_ITEMS = "/{project}/_apis/wit"

ALL: tuple[Endpoint, ...] = (
    Endpoint("GET", "/_apis/connectionData", "Account", "whose token it is"),
    Endpoint("GET", "/_apis/projects", "Projects", "what can be chosen, when a connection is tried", _PROJECTS),
    Endpoint("GET", "/_apis/projects/{project}", "Project", "the id of a chosen project", _PROJECTS),
    Endpoint("GET", "/_apis/projects/{project}/teams", "Teams", "teams of a chosen project", _PROJECTS),
    Endpoint("GET", "/_apis/teams", "All teams", "how many there are, when a connection is tried", _PROJECTS),
    Endpoint("GET", f"{_ITEMS}/workitemtypes", "Types", "names of types, and the categories of their states", _WORK),
    Endpoint(
        "GET", f"{_ITEMS}/workitemtypes/{{type}}/states", "States", "states, where the types leave them out", _WORK
    ),
    Endpoint("GET", f"{_ITEMS}/workitemtypecategories", "Categories", "which types are of which level", _WORK),
    Endpoint("GET", f"{_ITEMS}/fields", "Fields", "which of the listed fields there are", _WORK),
    Endpoint(
        "GET",
        f"{_ITEMS}/classificationnodes",
        "Areas and iterations",
        "which work is whose team's; names and dates of iterations",
        _WORK,
    ),
    Endpoint("GET", f"{_OF_TEAM}/teamsettings", "Team settings", "how a team counts bugs, where its backlog is", _WORK),
    Endpoint("GET", f"{_OF_TEAM}/teamsettings/teamfieldvalues", "Areas of a team", "which areas are a team's", _WORK),
    Endpoint("GET", f"{_OF_TEAM}/teamsettings/iterations", "Iterations of a team", "which ones a team took", _WORK),
    Endpoint("GET", f"{_OF_TEAM}/boards", "Boards", "boards of a team", _WORK),
    Endpoint("GET", f"{_OF_TEAM}/boards/{{board}}", "Board columns", "columns of a board, and their states", _WORK),
    Endpoint(
        "POST",
        "/_apis/wit/wiql",
        "Count",
        "how many items there are, when a connection is tried; numbers of the items of several projects at once",
        _WORK,
    ),
    Endpoint(
        "POST",
        f"{_ITEMS}/wiql",
        "Numbers",
        "numbers of the items of a chosen project, and which waits for which",
        _WORK,
    ),
    Endpoint("POST", f"{_ITEMS}/workitemsbatch", "Items", "the listed fields of up to 200 items", _WORK),
    Endpoint(
        "POST",
        "/_apis/wit/workitemsbatch",
        "Whereabouts",
        "the same of items that left a chosen project, or came to one",
        _WORK,
    ),
    Endpoint("POST", f"{_ITEMS}/reporting/workitemrevisions", "History", "revisions, of the listed fields", _WORK),
    Endpoint("GET", f"{_ITEMS}/reporting/workitemlinks", "Links", "who is whose parent, where no field says it", _WORK),
)
"""Each address of an organisation that is asked, below it. All of them read; none can write."""
