"""The page of each dashboard, from what is held of a tracker or of all: what is asked, its answer, how that is said."""

from dataclasses import replace
from datetime import date

from altaclario.charts.panels import Page
from altaclario.dashboards import answers
from altaclario.dashboards.answers import NoSprints
from altaclario.dashboards.explore import asked as explore_asked
from altaclario.dashboards.explore import page as explore_page
from altaclario.dashboards.flow import asked as flow_asked
from altaclario.dashboards.flow import page as flow_page
from altaclario.dashboards.forecast import asked as forecast_asked
from altaclario.dashboards.forecast import page as forecast_page
from altaclario.dashboards.home import asked as home_asked
from altaclario.dashboards.home import page as home_page
from altaclario.dashboards.home.together import Part
from altaclario.dashboards.hygiene import asked as hygiene_asked
from altaclario.dashboards.hygiene import page as hygiene_page
from altaclario.dashboards.hygiene.queries import Tracker
from altaclario.dashboards.portfolio import asked as portfolio_asked
from altaclario.dashboards.portfolio import page as portfolio_page
from altaclario.dashboards.quality import asked as quality_asked
from altaclario.dashboards.quality import page as quality_page
from altaclario.dashboards.releases import asked as releases_asked
from altaclario.dashboards.releases import page as releases_page
from altaclario.dashboards.sprint import asked as sprint_asked
from altaclario.dashboards.sprint import page as sprint_page
from altaclario.dashboards.trackers import Trackers
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Snapshot


def sprint(snapshot: Snapshot, settings: Settings, which: Trackers, today: date) -> Page:
    """The page of the sprint dashboard, from what is held of one tracker."""
    asked = which.before(sprint_asked.asked(which.query, snapshot, settings, today, which.team))
    try:
        answer = answers.answer(snapshot, asked.settings, asked.question, today)
    except NoSprints:
        return sprint_page.without(asked, today)
    return sprint_page.page(answer, asked, today)


def flow(snapshot: Snapshot, settings: Settings, which: Trackers, today: date) -> Page:
    """The page of the flow dashboard, from what is held of one tracker."""
    asked = which.before(flow_asked.asked(which.query, snapshot, settings, today, which.team))
    return flow_page.page(answers.answer(snapshot, asked.settings, asked.question, asked.today), asked, today)


def forecast(snapshot: Snapshot, settings: Settings, which: Trackers, today: date) -> Page:
    """The page of the forecast dashboard, from what is held of one tracker."""
    asked = which.before(forecast_asked.asked(which.query, snapshot, settings, today, which.team))
    asked = replace(asked, question=replace(asked.question, teams=which.at_work))
    return forecast_page.page(answers.answer(snapshot, asked.settings, asked.question, asked.today), asked, today)


def releases(snapshot: Snapshot, settings: Settings, which: Trackers, today: date) -> Page:
    """The page of the releases dashboard, from what is held of one tracker."""
    asked = which.before(releases_asked.asked(which.query, snapshot, settings, today, which.team))
    asked = replace(asked, question=replace(asked.question, teams=which.at_pace))
    return releases_page.page(answers.answer(snapshot, asked.settings, asked.question, asked.today), asked, today)


def explore(snapshot: Snapshot, settings: Settings, which: Trackers, today: date) -> Page:
    """The page of the explore dashboard, from what is held of one tracker."""
    asked = which.before(explore_asked.asked(which.query, snapshot, settings, today, which.team))
    return explore_page.page(answers.answer(snapshot, asked.settings, asked.question, asked.today), asked)


def quality(snapshot: Snapshot, settings: Settings, which: Trackers, today: date) -> Page:
    """The page of the quality dashboard, from what is held of one tracker."""
    asked = which.before(quality_asked.asked(which.query, snapshot, settings, today, which.team))
    return quality_page.page(answers.answer(snapshot, asked.settings, asked.question, asked.today), asked, today)


def hygiene(snapshot: Snapshot, settings: Settings, which: Trackers, today: date) -> Page:
    """The page of the hygiene dashboard, from what is held of one tracker."""
    asked = which.before(hygiene_asked.asked(which.query, snapshot, settings, today, which.team))
    tracker = Tracker(which.shown.provider, which.shown.items_address)
    answer = answers.answer(snapshot, asked.settings, asked.question, asked.today)
    return hygiene_page.page(answer, asked, today, tracker)


def portfolio(snapshot: Snapshot, settings: Settings, which: Trackers, today: date) -> Page:
    """The page of the portfolio dashboard: each tracker answers for itself, and one page is made of all answers."""
    asked = which.before(portfolio_asked.asked(which.query, snapshot, settings, today, which.team))
    told = [
        (
            part.name,
            answers.answer(
                part.snapshot,
                replace(part.settings, clock=asked.settings.clock),
                replace(asked.question, team=part.team, teams=part.teams),
                asked.today,
            ),
        )
        for part in which.parts(snapshot)
    ]
    return portfolio_page.page(told, asked, today)


def home(snapshot: Snapshot, settings: Settings, which: Trackers, today: date) -> Page:
    """The page of the home dashboard: each tracker answers for itself, and one page is made of all answers."""
    asked = which.before(home_asked.asked(which.query, snapshot, settings, today, which.team))
    told = [
        Part(
            part.name,
            part.key,
            answers.answer(
                part.snapshot,
                part.settings,
                replace(asked.question, team=part.team, teams=part.teams),
                asked.today,
            ),
        )
        for part in which.parts(snapshot)
    ]
    return home_page.page(told, asked, today)
