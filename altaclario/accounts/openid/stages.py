"""The last stage of every sign-in: it says by which link to an issuer it began, or that it was by none."""

from typing import Any

from allauth.account.stages import LoginStage

THROUGH = "through"
WORKSPACE = "workspace"
"""How it begins for the link to a workspace's own issuer, which opens that workspace and nothing else."""


def is_confined(through: str) -> bool:
    """Whether a sign-in by this link opens one workspace alone: whoever owns it can let it say what they want."""
    return through.startswith(f"{WORKSPACE}:")


class Through(LoginStage):  # type: ignore[misc]  # the library has no types
    """What it says comes with this very sign-in, through second steps and all, and from no other in the session."""

    key = "through"

    def handle(self) -> tuple[Any, bool]:
        self.request.coming_through = self.login.state.get(THROUGH, "")
        return None, True
