"""What we ask a Jira Data Center for. Its tokens know no scopes: they may do whatever the account may."""

from altaclario.providers.endpoints import Endpoint

ALL: tuple[Endpoint, ...] = (
    Endpoint("GET", "/rest/api/2/myself", "Account", "whose credential it is"),
    Endpoint("GET", "/rest/api/2/serverInfo", "Server", "its clock, and its kind when a connection is checked"),
    Endpoint("GET", "/rest/api/2/project", "Projects", "what can be chosen, and the keys of what was"),
    Endpoint("GET", "/rest/api/2/field", "Fields", "which custom fields hold sprint, flag, points and epic"),
    Endpoint("GET", "/rest/api/2/status", "Statuses", "names and categories of statuses"),
    Endpoint("GET", "/rest/api/2/issuetype", "Types", "names of issue types, and which are sub-tasks"),
    Endpoint("GET", "/rest/api/2/project/{project}/versions", "Versions", "releases of a chosen project"),
    Endpoint("GET", "/rest/agile/1.0/board", "Boards", "boards of a chosen project"),
    Endpoint(
        "GET", "/rest/agile/1.0/board/{board}/configuration", "Board columns", "columns, filter and estimate of a board"
    ),
    Endpoint("GET", "/rest/agile/1.0/board/{board}/sprint", "Sprints", "names and dates of the sprints of a board"),
    Endpoint(
        "POST",
        "/rest/api/2/search",
        "Search",
        "ids, counts, the listed fields of issues, and their histories, of which all but the listed fields is dropped",
    ),
)
"""Each address of a Data Center that is asked. All of them read; none can write."""
