"""The scopes that a scoped token needs, by what is asked; from the official descriptions of the API."""

import re

_NEEDS = (
    (r"/rest/api/3/myself", ("read:jira-user",)),
    (r"/rest/api/.*", ("read:jira-work",)),
    (r"/rest/agile/1\.0/board/\d+/configuration", ("read:board-scope.admin:jira-software", "read:project:jira")),
    (r"/rest/agile/1\.0/board/\d+/sprint", ("read:sprint:jira-software",)),
    (r"/rest/agile/.*", ("read:board-scope:jira-software",)),
)

ALL = tuple(dict.fromkeys(scope for _, scopes in _NEEDS for scope in scopes))
"""Every scope that reading needs. All of them read; none can write."""


def needed(path: str) -> tuple[str, ...]:
    """The scopes for one request.

    >>> needed("/rest/agile/1.0/board/7/sprint")
    ('read:sprint:jira-software',)
    """
    return next((scopes for pattern, scopes in _NEEDS if re.fullmatch(pattern, path)), ())
