"""The scopes that a personal access token needs, by what is asked; from the official descriptions of the API."""

import re

_NEEDS = (
    (r"/_apis/connectionData", ()),
    (r"/_apis/(projects|teams)(/.*)?", ("vso.project",)),
    (r"/.*/_apis/(wit|work)/.*", ("vso.work",)),
)

ALL = tuple(dict.fromkeys(scope for _, scopes in _NEEDS for scope in scopes))
"""Every scope that reading needs. All of them read; none can write."""


def needed(path: str) -> tuple[str, ...]:
    """The scopes for one request, below the organisation.

    >>> needed("/3c1f/_apis/wit/workitemsbatch"), needed("/_apis/projects/3c1f/teams")
    (('vso.work',), ('vso.project',))
    """
    return next((scopes for pattern, scopes in _NEEDS if re.fullmatch(pattern, path)), ())
