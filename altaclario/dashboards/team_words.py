"""What a page says beside the figures of one team."""

from collections.abc import Iterable

from altaclario.charts import wording
from altaclario.charts.messages import Message, Text
from altaclario.metrics import teams
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import Snapshot

_MOST = 5
_KINDS = {"boards": "board {id}", "projects": "project {id}", "areas": "area {id}"}


def missing(snapshot: Snapshot, team: Team | None) -> list[Text]:
    """What of the team is not in what was read; nothing where all of it is."""
    if team is None:
        return []
    if not team.has_work:
        text = "No board, project or area of this tracker belongs to {team}: there is nothing of it to show here."
        return [Message(text, {"team": team.name})]
    lacking = teams.not_read(snapshot, team)
    if not lacking.has_work:
        return []
    parts = [Message(_KINDS[kind], {"id": id}) for kind in _KINDS for id in sorted(getattr(lacking, kind))]
    told = wording.joined([*parts[:_MOST], *_more(parts)], by=", ")
    text = "Of {team} these are not among what was read of this tracker, so that their items are missing: {parts}."
    return [Message(text, {"team": team.name, "parts": told})]


def without_sprints(snapshot: Snapshot, team: Team | None) -> list[Text]:
    """That no sprint is the team's, where there are sprints of others."""
    if team is None or not team.has_work or teams.boards_with_sprints(snapshot, team) or not snapshot.sprints:
        return []
    return [Message("None of the sprints that were read is of a board of {team}.", {"team": team.name})]


def elsewhere(team: str, here: Text, others: Iterable[Text]) -> list[Text]:
    """That the team works in other trackers too, whose figures are not among these."""
    names = wording.joined(others, by=", ")
    text = "{team} also has work in {others}. The figures here are of {here} alone."
    return [Message(text, {"team": team, "others": names, "here": here})] if names else []


def _more(parts: list[Message]) -> list[Text]:
    left = len(parts) - _MOST
    return [Message("and {count} more", {"count": left})] if left > 0 else []
