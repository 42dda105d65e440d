"""Somebody without an account opens the demo: figures, charts and items that agree, and filters that stay."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browsing import Visitor
from tests.journeys import people
from tests.journeys.product import Product

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
DASHBOARDS = pytest.mark.parametrize("name", ["flow", "sprint"])


@BOTH
def test_the_landing_page_leads_to_full_dashboards(demo: Product, visit: Callable[..., Visitor], script: bool) -> None:
    page = visit(demo.url, script=script).open("/")
    people.follow(page, page.get_by_role("link", name="Open the demo"))
    assert page.url == f"{demo.url}/w/demo/home"
    is_whole(page, script=script)
    people.follow(page, page.get_by_role("navigation", name="Workspace").get_by_role("link", name="Sprint"))
    is_whole(page, script=script)
    # On the first day of a sprint nothing need be done yet; between two of them the last one is shown.
    answer = page.locator("main .answer strong").inner_text()
    assert re.match(r"\d+ items? done|Nothing is done yet|\d+ % of ", answer)


@BOTH
@DASHBOARDS
def test_as_many_items_are_listed_as_the_figure_says(
    demo: Product, visit: Callable[..., Visitor], script: bool, name: str
) -> None:
    page = visit(demo.url, script=script).open(f"/w/demo/{name}")
    figure = {"flow": "In progress", "sprint": "Left"}[name]
    counted = int(headline(page, figure).locator(".value").inner_text().split()[0])
    assert page.locator("#items tbody tr").count() == counted
    assert page.locator("#items header p").inner_text().startswith(f"{counted} items")


@BOTH
def test_each_row_of_each_chart_stands_in_its_table(demo: Product, visit: Callable[..., Visitor], script: bool) -> None:
    page = visit(demo.url, script=script).open("/w/demo/flow")
    for chart in page.locator("figure[data-chart]").all():
        said = int(re.match(r"\d+", chart.locator("details.data summary .note").text_content())[0])
        assert chart.locator("details.data tbody tr").count() == said > 0
    finished = int(re.search(r"(\d+) finished", headline(page, "Throughput").inner_text())[1])
    assert page.locator("#cycle-time tbody tr").count() == finished


@BOTH
def test_a_filter_changes_the_address_and_the_page_and_back_undoes_it(
    demo: Product, visit: Callable[..., Visitor], script: bool
) -> None:
    page = visit(demo.url, script=script).open("/w/demo/flow")
    before = told(page)
    choose(page, "Board", "Payments board")
    assert urlsplit(page.url).query
    expect(page.locator(".filters")).to_contain_text("Payments board")
    after = told(page)
    assert after != before
    assert {row.split("-")[0] for row in page.locator("#items tbody th").all_inner_texts()} == {"PAY"}
    narrowed = page.url
    choose(page, "Window", "Last 30 days")
    expect(page.locator(".filters")).to_contain_text("Payments board")
    page.go_back()
    assert page.url == narrowed
    assert told(page) == after
    page.go_back()
    assert told(page) == before


@BOTH
def test_any_past_day_is_a_step_a_choice_or_a_date_away(
    demo: Product, visit: Callable[..., Visitor], script: bool
) -> None:
    page = visit(demo.url, script=script).open("/w/demo/flow?window=30")
    today = told(page)
    people.follow(page, page.get_by_role("link", name=re.compile("^Earlier: ")))
    yesterday = parse_qs(urlsplit(page.url).query)["at"][0]
    assert parse_qs(urlsplit(page.url).query)["window"] == ["30"]
    expect(page.locator(".asof")).to_contain_text("As it was known at the end of")
    people.follow(page, page.get_by_role("link", name=re.compile("^Later: ")))
    assert told(page) == today
    page.locator(".filters > .button", has_text="As of").click()
    page.get_by_label("At the end of", exact=True).fill(yesterday)
    people.follow(page, page.get_by_role("button", name="Show this day"))
    assert parse_qs(urlsplit(page.url).query) == {"window": ["30"], "at": [yesterday]}
    choose(page, "As of", "4 weeks ago")
    listed = page.locator("#items tbody tr").count()
    assert headline(page, "In progress").locator(".value").inner_text().split()[0] == str(listed)
    if script:
        before = page.url
        page.keyboard.press("[")
        expect(page).not_to_have_url(before)


@BOTH
def test_what_is_beyond_the_pace_and_what_is_at_risk_are_counted_and_listed(
    demo: Product, visit: Callable[..., Visitor], script: bool
) -> None:
    visitor = visit(demo.url, script=script)
    for path, name in (("/w/demo/flow", "Beyond the pace"), ("/w/demo/sprint", "At risk")):
        page = visitor.open(path)
        counted = int(headline(page, name).locator(".value").inner_text().split()[0])
        assert page.locator("#items .badge.is-act").count() == counted


@BOTH
def test_what_is_to_mend_is_counted_listed_and_found_by_a_query(
    demo: Product, visit: Callable[..., Visitor], script: bool
) -> None:
    page = visit(demo.url, script=script).open("/w/demo/hygiene")
    counted = int(headline(page, "To mend").locator(".value").inner_text().split()[0])
    assert page.locator("#items tbody tr").count() == min(counted, 200)
    rule = page.locator(".remedy").first
    rule.locator("summary").click()
    assert re.match(r"id IN \(\d+", rule.get_by_label("Finds these items in the tracker").input_value())
    if script:
        expect(rule.get_by_role("button", name="Copy the query")).to_be_visible()
    key = rule.locator(".keys a").first.inner_text()
    people.follow(page, rule.locator(".keys a").first)
    expect(page.locator("h1")).to_contain_text(key)
    page = visit(demo.url, script=script).open("/w/demo/quality")
    opened = sum(int(cell) for cell in page.locator("#ages tbody td:last-child").all_text_contents())
    assert page.locator("#items tbody tr").count() == min(opened, 200) > 0


@DASHBOARDS
def test_nonsense_in_the_address_gets_the_page_or_a_sentence(
    demo: Product, visit: Callable[..., Visitor], name: str
) -> None:
    visitor = visit(demo.url, expects=("status of 4",))
    page = visitor.open("/")
    for query in (
        "board=999",
        "from=yesterday",
        "from=2026-12-01&to=2026-01-01",
        "window=<b>",
        "sprint=999",
        "x" * 7000,
    ):
        response = page.goto(f"{demo.url}/w/demo/{name}?{query}")
        assert response is not None
        assert response.status < 500, query
        expect(page.locator("h1")).to_be_visible()


@DASHBOARDS
def test_the_keyboard_alone_reaches_every_figure_and_every_chart(
    demo: Product, visit: Callable[..., Visitor], name: str
) -> None:
    page = visit(demo.url).open(f"/w/demo/{name}")
    page.locator(".chart svg").first.wait_for()
    wanted = ".headline summary, figure[data-chart] .chart, figure[data-chart] details.data summary, .filters > .button"
    count = page.evaluate(
        "wanted => [...document.querySelectorAll(wanted)].map((one, at) => one.dataset.stop = at).length", wanted
    )
    assert count >= 12
    assert stops(page) >= {str(at) for at in range(count)}


@DASHBOARDS
def test_enter_opens_a_recipe_and_the_table_of_a_chart(demo: Product, visit: Callable[..., Visitor], name: str) -> None:
    page = visit(demo.url).open(f"/w/demo/{name}")
    recipe = page.locator(".headline").first
    recipe.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(recipe.locator(".sheet")).to_contain_text("Formula")
    page.keyboard.press("Escape")
    expect(recipe.locator(".sheet")).to_be_hidden()
    chart = page.locator("figure[data-chart]").first
    chart.locator("details.data summary").focus()
    page.keyboard.press("Enter")
    expect(chart.locator("table")).to_be_visible()
    page.keyboard.press("d")
    expect(chart.locator("table")).to_be_hidden()


def test_a_stranger_in_the_demo_can_change_nothing(demo: Product, visit: Callable[..., Visitor]) -> None:
    page = visit(demo.url).open("/w/demo/connections/")
    people.follow(page, page.locator("main tbody a").first)
    assert page.locator("main form").count() == 0
    for path in ("connections/new", page.url.rpartition("/w/demo/")[2] + "scope"):
        assert page.context.request.get(f"{demo.url}/w/demo/{path}").status in (403, 404)
    for path in ("purge", "remove", "refresh", "test", "token", "cancel"):
        assert page.context.request.post(f"{page.url}{path}").status in (403, 404)


def test_the_theme_stays_when_it_was_chosen(demo: Product, visit: Callable[..., Visitor]) -> None:
    for script in (True, False):
        page = visit(demo.url, script=script).open("/w/demo/flow")
        page.get_by_role("button", name="Theme").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "light")
        page.get_by_role("button", name="Theme").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        page.goto(f"{demo.url}/w/demo/sprint")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def is_whole(page: Page, *, script: bool) -> None:
    """A dashboard is answered, drawn (or, without JavaScript, written out), and lists items."""
    assert page.locator("h1").inner_text().endswith("?")
    assert page.locator("main .answer strong").inner_text()
    assert page.locator(".headline").count() >= 4
    charts = page.locator("figure[data-chart]")
    assert charts.count() >= 4
    if script:
        for chart in charts.all():
            chart.scroll_into_view_if_needed()
            expect(chart.locator(".chart svg")).to_be_visible()
    else:
        assert charts.locator(".chart:visible").count() == 0
        for table in charts.locator("table").all():
            expect(table).to_be_visible()
    assert page.locator("#items tbody tr").count() > 0
    expect(page.locator("#chips")).to_contain_text("Live")


def told(page: Page) -> list[str]:
    """What a dashboard says in words; charts are drawn a moment later."""
    return [page.locator(part).first.inner_text() for part in ("main .answer", ".filters", ".figures", "#items")]


def headline(page: Page, name: str) -> Locator:
    """The headline figure of that name."""
    return page.locator(".headline", has=page.get_by_role("heading", name=name, exact=True))


@BOTH
def test_from_all_releases_to_one_and_to_another_beside_it(
    demo: Product, visit: Callable[..., Visitor], script: bool
) -> None:
    page = visit(demo.url, script=script).open("/w/demo/releases")
    late = page.locator("#items tbody tr", has_text="overdue").first
    left = int(late.locator("td").nth(5).inner_text())
    name = late.locator("th").inner_text()
    people.follow(page, late.get_by_role("link"))
    assert page.locator("main .answer").inner_text().startswith(f"{name}:")
    assert page.locator("#items tbody tr").count() == left > 0
    assert page.locator("#slippage details.data tbody tr").count() > 1
    choose(page, "Compared with", "3.2")
    expect(page.locator("#aligned figcaption")).to_contain_text("On day ")
    people.follow(page, page.get_by_role("navigation", name="Workspace").get_by_role("link", name="Releases"))
    expect(page.locator(".filters")).to_contain_text("All")


def choose(page: Page, name: str, value: str) -> None:
    """Open a filter and follow one of its values."""
    page.locator(".filters > .button", has_text=name).click()
    people.follow(page, page.locator(".filters .menu:popover-open a", has_text=value).first)


def stops(page: Page) -> set[str]:
    """Where the Tab key leads, from the top of the page until it comes round."""
    reached: set[str] = set()
    for _ in range(400):
        page.keyboard.press("Tab")
        at = page.evaluate(
            "() => document.activeElement === document.body ? null : document.activeElement.dataset.stop ?? ''"
        )
        if at is None:
            break
        reached.add(at)
    return reached
