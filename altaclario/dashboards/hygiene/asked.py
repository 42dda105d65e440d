"""From the address of the hygiene page to the question that it asks, and the filters that change it."""

from collections.abc import Mapping
from datetime import date

from altaclario.charts.messages import Text
from altaclario.dashboards import addresses, questions, team_words
from altaclario.dashboards.questions import Asked
from altaclario.metrics.questions import HygieneQuestion
from altaclario.metrics.settings import Settings
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import Snapshot


def asked(
    query: Mapping[str, str], snapshot: Snapshot, settings: Settings, today: date, team: Team | None = None
) -> Asked[HygieneQuestion]:
    """The question of the hygiene page. Whatever means nothing falls back to the default, with a note in words."""
    notes: list[Text] = team_words.missing(snapshot, team)
    first, last, window = questions.window(query, today, notes, settings.window_days)
    board = questions.board(query, snapshot, notes)
    counting = questions.counting(query, settings, notes)
    state = {
        **addresses.kept(query),
        **questions.of_team(team),
        **window,
        **({"board": board} if board else {}),
        **({} if counting.clock == settings.clock else {"clock": counting.clock}),
    }
    filters = (
        questions.windows(state, first, last, today, settings.window_days),
        questions.boards(state, snapshot, board, team),
        questions.clocks(state, counting.clock, settings),
    )
    return Asked(
        question=HygieneQuestion(first, last, board, team),
        settings=counting,
        today=today,
        filters=tuple(one for one in filters if len(one.choices) > 1),
        state=state,
        everywhere=questions.everywhere(state),
        notes=tuple(notes),
    )
