"""From the address of the quality page to the question that it asks, and the filters that change it."""

from collections.abc import Mapping
from datetime import date

from altaclario.charts.messages import Text
from altaclario.dashboards import addresses, past_days, questions, team_words
from altaclario.dashboards.questions import Asked
from altaclario.metrics.questions import QualityQuestion
from altaclario.metrics.settings import Settings
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import Snapshot


def asked(
    query: Mapping[str, str], snapshot: Snapshot, settings: Settings, today: date, team: Team | None = None
) -> Asked[QualityQuestion]:
    """The question of the quality page. Whatever means nothing falls back to the default, with a note in words."""
    notes: list[Text] = team_words.missing(snapshot, team)
    at = past_days.asked(query, questions.EARLIEST, today, notes)
    first, last, window = questions.window(query, at, notes, settings.window_days)
    board = questions.board(query, snapshot, notes)
    counting = questions.counting(query, settings, notes)
    baseline = questions.baseline(query, notes)
    state = {
        **addresses.kept(query),
        **questions.of_team(team),
        **window,
        **past_days.state(at, today),
        **({"board": board} if board else {}),
        **({} if counting.clock == settings.clock else {"clock": counting.clock}),
        **({} if baseline == "whole" else {"baseline": baseline}),
    }
    filters = (
        questions.windows(state, first, last, at, settings.window_days),
        past_days.days(state, at, questions.EARLIEST, today),
        questions.boards(state, snapshot, board, team),
        questions.clocks(state, counting.clock, settings),
        questions.baselines(state, baseline),
    )
    earlier, later = past_days.around(state, at, questions.EARLIEST, today)
    return Asked(
        question=QualityQuestion(first, last, board, baseline, team),
        settings=counting,
        today=at,
        filters=tuple(one for one in filters if len(one.choices) > 1),
        state=state,
        everywhere=questions.everywhere(state),
        notes=tuple(notes),
        earlier=earlier,
        later=later,
    )
