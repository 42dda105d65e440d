"""The sharing app."""

from typing import Any

from django.apps import AppConfig

from altaclario.charts.messages import Message, Text


class SharingConfig(AppConfig):
    """Share links, and the end of those that show a team which is deleted."""

    name = "altaclario.sharing"

    def ready(self) -> None:
        from altaclario.workspaces import record, teams

        record.NAMED["share link"] = _named
        teams.gone.connect(_end_what_shows_it, dispatch_uid="share links of a team that is deleted")


def _end_what_shows_it(team: Any, now: Any, **_signal: Any) -> int:
    from altaclario.sharing import links

    return links.end_those_of(str(team.pk), team.workspace_id, now=now)


def _named(membership: Any) -> dict[str, Text]:
    """What the log calls each link that is still listed: its dashboard, and the beginning of its id."""
    from altaclario.dashboards import frozen
    from altaclario.sharing.models import ShareLink

    rows = ShareLink.objects.filter(workspace=membership.workspace_id).values_list("pk", "dashboard")
    word = "{name} ({id})"
    return {str(id): Message(word, {"name": frozen.NAMES.get(board, board), "id": str(id)[:8]}) for id, board in rows}
