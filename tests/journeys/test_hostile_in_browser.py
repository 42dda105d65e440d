"""Names that want to be more than text, in Chromium: nothing of them runs, and the browser has nothing to report."""

import contextlib
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from altaclario.simulator.generating import TEAMS, Wish, generate
from altaclario.simulator.serving import Simulated, running
from tests.browsing import Visitor
from tests.journeys import people
from tests.journeys.people import Person
from tests.journeys.product import Product
from tests.walls import hostile
from tests.walls.test_hostile_trackers import azure_names, jira_names

pytestmark = pytest.mark.browser
SOON = 20_000
NAMES = (
    '"><svg zzq onload=zzq=1>',
    "</title><script zzq>zzq=1</script>",
    "' zzq onfocus='zzq=1' autofocus='",
    '<div zzq hx-get="//else.test" hx-trigger="load">',
    "</script><style zzq>@import'//else.test'</style>",
)
"""One of each kind that the whole table has."""


def test_a_person_and_a_workspace_of_hostile_names_are_words_on_every_page(
    own: Product, visit: Callable[..., Visitor]
) -> None:
    page = visit(own.url).open()
    people.sign_up(page, own, Person("zoe@hostile.test", NAMES[0]))
    slug = people.make_workspace(page, NAMES[1])
    for name in NAMES:
        page.goto(f"{own.url}/w/{slug}/settings")
        page.locator("main [name=name]").fill(name)
        assert people.send(page).status == 200
        for path in ("settings", "members/", "connections/", "flow", "audit"):
            page.goto(f"{own.url}/w/{slug}/{path}")
            assert is_harmless(page), (name, path)
        assert name in (page.locator("body").text_content() or ""), "the name is nowhere"


def is_harmless(page: Page) -> bool:
    """No node of theirs, and nothing of theirs has run. What the browser reports fails the test of itself."""
    grown = page.evaluate(f"document.querySelectorAll('[{hostile.MARK}], {hostile.MARK}').length")
    return grown == 0 and page.evaluate(f"typeof window.{hostile.MARK}") == "undefined"


# ── The whole table, many strings to a page ──────────────────────────────────────────────────────────────────────────


@pytest.fixture(params=["jira", "azure"])
def hostile_site(request: pytest.FixtureRequest) -> Iterator[tuple[Simulated, list[Callable[[str], None]], Any]]:
    """A tracker whose places all have names that people gave, and how it is connected."""
    context = running(Simulated(generate(Wish(issues=400, seed=0x5EED1, teams=TEAMS[:2]))))
    with ThreadPoolExecutor(1) as thread:
        site = thread.submit(context.__enter__).result()
        is_jira = request.param == "jira"
        fill_in = people.fill_in_connection if is_jira else people.fill_in_organisation
        yield site, (jira_names if is_jira else azure_names)(site), fill_in
        thread.submit(context.__exit__, None, None, None).result()


def test_all_strings_as_names_of_people_and_of_what_a_tracker_holds(
    own: Product,
    visit: Callable[..., Visitor],
    hostile_site: tuple[Simulated, list[Callable[[str], None]], Any],
    record_property: Any,
) -> None:
    tracker, places, fill_in = hostile_site
    strings = hostile.every()
    turns = range(0, len(strings), len(places))
    lead = people.lead(visit(own.url, width=1280), own, tracker, fill_in=fill_in)
    page, here = lead.page, f"{own.url}/w/{lead.slug}"
    expect(page.locator("#chips")).to_contain_text("Live", timeout=SOON)
    everybody_is_called(own, lead.slug, strings)
    seen = 0
    for path in ("/members/", "/connections/", "/audit", "/settings", "/shares/"):
        page.goto(here + path)
        assert is_harmless(page), path
        words = page.locator("body").text_content() or ""
        seen = max(seen, sum(_as_shown(said) in words for said in strings))
    assert seen > 250, "the strings are nowhere"
    for begin in turns:
        for place, put in enumerate(places):
            put(strings[(begin + place) % len(strings)])
        page.goto(lead.connection)
        people.send(page, "Read again now")
        expect(page.locator("#chips")).to_contain_text("Live", timeout=SOON)
        for path in (lead.connection, f"{lead.connection}scope", f"{here}/flow", f"{here}/sprint"):
            page.goto(path)
            points_at_every_chart(page)
            assert is_harmless(page), path
    record_property(
        "counted",
        f"hostile strings in Chromium: {len(strings)} as names of people and sites ({seen} seen word for word),"
        f" and in {len(places)} places of a tracker, {len(turns)} readings; 0 new nodes, 0 reports",
    )


def _as_shown(said: str) -> str:
    return said[:100].strip()


def points_at_every_chart(page: Page) -> None:
    """What a chart says where one points."""
    for chart in page.locator("figure[data-chart] svg").all()[:8]:
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        for share in (0.3, 0.7) if box else ():
            page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)


def everybody_is_called(own: Product, slug: str, strings: list[str]) -> None:
    """For each string a member of that name, an invitation, and for some a connection, put past every form."""
    with contextlib.closing(sqlite3.connect(own.data / "altaclario.sqlite3", timeout=20)) as database, database:
        of = f"SELECT id FROM workspaces_workspace WHERE slug = '{slug}'"
        person, member = (
            _row(database, f"SELECT * FROM {table} WHERE {where}")
            for table, where in (
                ("accounts_user", f"id = (SELECT person_id FROM workspaces_membership WHERE workspace_id = ({of}))"),
                ("workspaces_membership", f"workspace_id = ({of})"),
            )
        )
        connection = _row(database, f"SELECT * FROM connections_connection WHERE workspace_id = ({of})")
        for number, said in enumerate(strings):
            # Who never signed in has no notes, and nobody misses them.
            fresh = {"id": None, "email": f"{uuid.uuid4().hex}@hostile.test", "name": said[:100], "last_login": None}
            joined = _put(database, "accounts_user", person | fresh)
            own_row = {"id": uuid.uuid4().hex, "person_id": joined, "role": "viewer", "came_with": ""}
            _put(database, "workspaces_membership", member | own_row)
            if number % 8 == 0:
                another = {"id": uuid.uuid4().hex, "site": f"https://x{said}"[:300], "account_email": said[:254]}
                _put(database, "connections_connection", connection | another)


def _row(database: sqlite3.Connection, sql: str) -> dict[str, Any]:
    found = database.execute(sql)
    return dict(zip([column[0] for column in found.description], found.fetchone(), strict=True))


def _put(database: sqlite3.Connection, table: str, row: dict[str, Any]) -> int | None:
    names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
    return database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values())).lastrowid
