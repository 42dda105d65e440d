"""What we ask a Jira for, and the scopes that a scoped token needs; from the official descriptions of the API."""

from altaclario.providers.endpoints import Endpoint

_WORK = ("read:jira-work",)
_BOARDS = ("read:board-scope:jira-software",)

ALL: tuple[Endpoint, ...] = (
    Endpoint("GET", "/rest/api/3/myself", "Account", "whose credential it is", ("read:jira-user",)),
    Endpoint("GET", "/rest/api/3/serverInfo", "Server", "its clock, and its kind when a connection is checked"),
    Endpoint("GET", "/rest/api/3/project/search", "Projects", "what can be chosen, and the keys of what was", _WORK),
    Endpoint("GET", "/rest/api/3/field", "Fields", "which custom fields hold sprint, flag and points", _WORK),
    Endpoint("GET", "/rest/api/3/status", "Statuses", "names and categories of statuses", _WORK),
    Endpoint("GET", "/rest/api/3/issuetype", "Types", "names and levels of issue types", _WORK),
    Endpoint("GET", "/rest/api/3/project/{project}/versions", "Versions", "releases of a chosen project", _WORK),
    Endpoint("GET", "/rest/agile/1.0/board", "Boards", "boards of a chosen project", _BOARDS),
    Endpoint(
        "GET",
        "/rest/agile/1.0/board/{board}/configuration",
        "Board columns",
        "columns, filter and estimate of a board",
        ("read:board-scope.admin:jira-software", "read:project:jira"),
    ),
    Endpoint(
        "GET",
        "/rest/agile/1.0/board/{board}/sprint",
        "Sprints",
        "names and dates of the sprints of a board",
        ("read:sprint:jira-software",),
    ),
    Endpoint("POST", "/rest/api/3/search/approximate-count", "Count", "how many issues there are, for progress", _WORK),
    Endpoint("POST", "/rest/api/3/search/jql", "Ids", "ids of the issues of the chosen projects", _WORK),
    Endpoint("POST", "/rest/api/3/issue/bulkfetch", "Issues", "the listed fields of up to 100 issues", _WORK),
    Endpoint("POST", "/rest/api/3/changelog/bulkfetch", "History", "changes of listed fields, by field id", _WORK),
)
"""Each address of a Jira that is asked. All of them read; none can write."""
