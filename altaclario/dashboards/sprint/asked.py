"""From the address of the sprint page to the question that it asks, and the filters that change it."""

from collections.abc import Mapping
from datetime import date, timedelta

from altaclario.charts.messages import Text
from altaclario.dashboards import addresses, questions, team_words
from altaclario.dashboards.questions import Asked
from altaclario.dashboards.sprint import choices as sprint_choices
from altaclario.metrics import calendar, sprint_days
from altaclario.metrics.questions import SprintQuestion
from altaclario.metrics.settings import Settings
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import Snapshot


def asked(
    query: Mapping[str, str], snapshot: Snapshot, settings: Settings, today: date, team: Team | None = None
) -> Asked[SprintQuestion]:
    """The question of the sprint page: one sprint by its id, or none when there is none to show."""
    notes: list[Text] = team_words.missing(snapshot, team)
    until = calendar.start_of(today + timedelta(1), settings.zone)
    offered = sprint_choices.offered(query, sprint_days.placed(snapshot, settings.zone, until), notes, team)
    notes += team_words.without_sprints(snapshot, team)
    measure = questions.measure(query, snapshot, notes)
    state = {
        **addresses.kept(query),
        **questions.of_team(team),
        **offered.state,
        **({} if measure == "items" else {"measure": measure}),
    }
    earlier, later = sprint_choices.neighbours(state, offered)
    return Asked(
        question=SprintQuestion(questions.back(today, questions.DEFAULT_DAYS), today, sprint=offered.id, team=team),
        settings=settings,
        today=today,
        filters=(*sprint_choices.filters(state, offered), *questions.measures(state, snapshot, measure)),
        state=state,
        everywhere=questions.everywhere(state),
        notes=tuple(notes),
        measure=measure,
        earlier=earlier,
        later=later,
    )
