"""How a test asks for a page, as its view does."""

from datetime import date

from altaclario.charts.drawing import Chart
from altaclario.charts.figures import Figure
from altaclario.charts.messages import english
from altaclario.charts.panels import Badge, Link, Page
from altaclario.dashboards import answers
from altaclario.dashboards.explore import asked as explore_asked
from altaclario.dashboards.explore import page as explore_page
from altaclario.dashboards.flow import asked as flow_asked
from altaclario.dashboards.flow import page as flow_page
from altaclario.dashboards.forecast import asked as forecast_asked
from altaclario.dashboards.forecast import page as forecast_page
from altaclario.dashboards.hygiene import asked as hygiene_asked
from altaclario.dashboards.hygiene import page as hygiene_page
from altaclario.dashboards.hygiene.queries import Tracker
from altaclario.dashboards.quality import asked as quality_asked
from altaclario.dashboards.quality import page as quality_page
from altaclario.dashboards.releases import asked as releases_asked
from altaclario.dashboards.releases import page as releases_page
from altaclario.dashboards.sprint import asked as sprint_asked
from altaclario.dashboards.sprint import page as sprint_page
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Snapshot

PLAIN = Settings()
JIRA = Tracker("jira", "https://acme.atlassian.net/browse/")


def flow(team: Snapshot, today: str, settings: Settings = PLAIN, **query: str) -> Page:
    """The flow page of a day; `since` and `until` are its own days."""
    renamed = {{"since": "from", "until": "to"}.get(name, name): value for name, value in query.items()}
    day = date.fromisoformat(today)
    asked = flow_asked.asked(renamed, team, settings, day)
    return flow_page.page(answers.answer(team, asked.settings, asked.question, asked.today), asked, day)


def sprint(team: Snapshot, today: str, settings: Settings = PLAIN, **query: str) -> Page:
    """The sprint page of a day."""
    day = date.fromisoformat(today)
    asked = sprint_asked.asked(query, team, settings, day)
    return sprint_page.page(answers.answer(team, asked.settings, asked.question, day), asked, day)


def forecast(team: Snapshot, today: str, settings: Settings = PLAIN, **query: str) -> Page:
    """The forecast page of a day; `also` is a day that was just left out."""
    renamed = {{"also": "and"}.get(name, name): value for name, value in query.items()}
    day = date.fromisoformat(today)
    asked = forecast_asked.asked(renamed, team, settings, day)
    return forecast_page.page(answers.answer(team, asked.settings, asked.question, asked.today), asked, day)


def explore(team: Snapshot, today: str, settings: Settings = PLAIN, **query: str) -> Page:
    """The explore page of a day; `since` and `until` are its own days."""
    renamed = {{"since": "from", "until": "to"}.get(name, name): value for name, value in query.items()}
    asked = explore_asked.asked(renamed, team, settings, date.fromisoformat(today))
    return explore_page.page(answers.answer(team, asked.settings, asked.question, asked.today), asked)


def quality(team: Snapshot, today: str, settings: Settings = PLAIN, **query: str) -> Page:
    """The quality page of a day; `since` and `until` are its own days."""
    renamed = {{"since": "from", "until": "to"}.get(name, name): value for name, value in query.items()}
    day = date.fromisoformat(today)
    asked = quality_asked.asked(renamed, team, settings, day)
    return quality_page.page(answers.answer(team, asked.settings, asked.question, asked.today), asked, day)


def hygiene(team: Snapshot, today: str, settings: Settings = PLAIN, tracker: Tracker = JIRA, **query: str) -> Page:
    """The hygiene page of a day; `since` and `until` are its own days."""
    renamed = {{"since": "from", "until": "to"}.get(name, name): value for name, value in query.items()}
    day = date.fromisoformat(today)
    asked = hygiene_asked.asked(renamed, team, settings, day)
    return hygiene_page.page(answers.answer(team, asked.settings, asked.question, day), asked, day, tracker)


def releases(team: Snapshot, today: str, settings: Settings = PLAIN, **query: str) -> Page:
    """The releases page of a day."""
    day = date.fromisoformat(today)
    asked = releases_asked.asked(query, team, settings, day)
    return releases_page.page(answers.answer(team, asked.settings, asked.question, asked.today), asked, day)


def said(page: Page) -> str:
    """The answer of a page, as people read it."""
    return " ".join(english(text) for text in (page.answer, page.more) if text)


def figure(page: Page, name: str) -> Figure:
    """A figure by the first words of its name, in the headline or in a card."""
    every = [*page.figures, *(one for chart in page.charts for one in chart.figures)]
    return next(one for one in every if english(one.name).startswith(name))


def value(page: Page, name: str) -> str:
    """What a headline figure says, with its unit."""
    found = figure(page, name)
    return f"{english(found.value)} {english(found.unit)}".strip()


def chart(page: Page, name: str) -> Chart:
    """A chart by its name."""
    return next(one for one in page.charts if one.name == name)


def listed(page: Page) -> list[list[str]]:
    """The rows of the item list, as people read them."""
    return [[english(cell.word if isinstance(cell, Badge | Link) else cell) for cell in row] for row in page.items.rows]
