"""The sharing app."""

from typing import Any

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Share links, and the end of those that show a team which is deleted."""

    name = "altaclario.sharing"

    def ready(self) -> None:
        from altaclario.workspaces import teams

        teams.gone.connect(_end_what_shows_it, dispatch_uid="share links of a team that is deleted")


def _end_what_shows_it(team: Any, now: Any, **_signal: Any) -> int:
    from altaclario.sharing import links

    return links.end_those_of(str(team.pk), team.workspace_id, now=now)
