"""The home page: what needs a decision today, over all trackers and teams."""

from collections.abc import Sequence
from datetime import date

from altaclario.charts import team_weeks, wording
from altaclario.charts.drawing import Chart
from altaclario.charts.messages import Message, Text, counted
from altaclario.charts.panels import Page
from altaclario.dashboards import recipes
from altaclario.dashboards.home import changes, signals, together
from altaclario.dashboards.home import figures as home_figures
from altaclario.dashboards.home.signals import Signal
from altaclario.dashboards.home.together import Part, Team
from altaclario.dashboards.questions import Asked
from altaclario.metrics.questions import HomeQuestion

MOST_TEAMS = 12
"""Of more nobody compares small charts."""


def page(parts: Sequence[Part], asked: Asked[HomeQuestion], today: date) -> Page:
    """One page of the answers of all trackers."""
    teams = together.teams(parts)
    found = signals.signals(parts, teams)
    return Page(
        question=Message("What needs a decision today?"),
        answer=_answer(found),
        more=_more(found),
        as_of=_as_of(teams, asked, today),
        filters=asked.filters,
        figures=home_figures.figures(parts, asked.settings),
        charts=(*_multiples(parts, teams), changes.chart(parts)),
        items=signals.listing(found),
        notes=(*asked.notes, *_notes(parts, teams)),
        earlier=asked.earlier,
        later=asked.later,
        is_list_first=True,
    )


def _answer(found: Sequence[Signal]) -> Text:
    if not found:
        return Message("Nothing needs a decision.")
    return Message("{what}.", {"what": _message(found[0].what)})


def _more(found: Sequence[Signal]) -> Text:
    others = len(found) - 1
    if others < 1:
        return Message("Everything else can go on as it is.") if found else Message("Everything can go on as it is.")
    return counted("{count} more signal is below.", "{count} more signals are below.", others)


def _message(text: Text) -> Message:
    return text if isinstance(text, Message) else Message("{text}", {"text": text})


def _as_of(teams: Sequence[Team], asked: Asked[HomeQuestion], today: date) -> Text:
    named = [one for one in teams if one.name]
    count = counted("{count} team", "{count} teams", len(named)) if named else ""
    if asked.today != today:
        then = Message("As it was known at the end of {day}", {"day": asked.today})
        return wording.joined([count, then, asked.settings.zone, wording.clock(asked.settings)])
    return wording.joined([count, recipes.as_of(today, asked.settings)])


def _multiples(parts: Sequence[Part], teams: Sequence[Team]) -> list[Chart]:
    shown = teams[:MOST_TEAMS]
    most = max(
        (float(one.values.max(initial=0)) for team in shown for one in (team.finished, team.in_progress)), default=0
    )
    weeks = parts[0].answer.weeks
    return [
        team_weeks.chart(
            f"weeks-{place}", team.name or Message("All work"), weeks, team.finished, team.in_progress, most
        )
        for place, team in enumerate(shown, 1)
    ]


def _notes(parts: Sequence[Part], teams: Sequence[Team]) -> list[Text]:
    found: list[Text] = []
    for part in parts:
        if part.answer.is_loading:
            text = (
                "Not all of the history of {site} is read yet." if part.name else "Not all of the history is read yet."
            )
            found.append(Message(text, {"site": part.name} if part.name else {}))
    if len(teams) > MOST_TEAMS:
        found.append(Message("The first {most} teams are drawn, in the order of their names.", {"most": MOST_TEAMS}))
    return found
