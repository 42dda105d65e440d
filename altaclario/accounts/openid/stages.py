"""The last stage of every sign-in: it says by which link to an issuer it began, or that it was by none."""

from typing import Any

from allauth.account.stages import LoginStage

THROUGH = "through"


class Through(LoginStage):  # type: ignore[misc]  # the library has no types
    """What it says comes with this very sign-in, through second steps and all, and from no other in the session."""

    key = "through"

    def handle(self) -> tuple[Any, bool]:
        self.request.coming_through = self.login.state.get(THROUGH, "")
        return None, True
