"""The pages that may be counted: by the name of their address, never by the address itself."""

import re
from functools import cache

from altaclario.declarations import dashboards
from altaclario.declarations.promises import keeps
from altaclario.web import doors

MEASURED = frozenset(
    (
        *("landing", "demo", "figures", "account_login", "account_signup"),
        *("workspaces", "workspace-new", "workspace-settings"),
        *(
            *dashboards.NAMES,
            "item",
            "counting",
            "counting-section",
            "teams",
            "team-new",
            "team",
            "shares",
            "share-new",
            "members",
            "member",
            "audit",
        ),
        *("connections", "connection", "connection-history", "connection-new", "connection-scope", "connection-token"),
        *("preferences", "security", "rights", "rights-held", "cookie-preferences", "text-versions"),
        *("privacy", "terms", "cookies", "security-policy", "subprocessors", "data-processing", "acceptable-use"),
        *("dmca", "accessibility", "trust", "processing", "status", "status-all", "updates"),
    )
)
"""Not among them: what has a secret in its address, what guests see, the steps of signing in behind its two forms, the
end of accounts, what people write to the desk, and the pages of the operator. What is new is not counted until it
stands here."""
_VARIABLE = re.compile(r"<(?:\w+:)?(?P<word>\w+)>")


@cache
@keeps("tokens-stay")
def patterns() -> dict[str, str]:
    """By name, how a script tells a page by its path, each part that differs as a star: {"flow": "w/*/flow"}."""
    return {name: _VARIABLE.sub("*", route) for name, route in doors.routes().items() if name in MEASURED}


def template(name: str) -> str:
    """The address of a page without anything that differs: "/w/:slug/flow". Raises KeyError."""
    if name not in MEASURED:
        raise KeyError(name)
    return "/" + _VARIABLE.sub(lambda found: f":{found['word']}", doors.routes()[name])
