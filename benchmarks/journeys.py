"""How long people wait: from the landing page to the demo; from a token to the first chart, and to the full history."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect, sync_playwright

from altaclario.simulator.serving import EMAIL, TOKEN
from benchmarks import products, site
from benchmarks.steering import steer
from tests import browsing
from tests.browsing import Visitor
from tests.journeys import people

_ISSUES, _LATENCY_MS = 5_000, 200
_DEMO_GOAL, _FIRST_GOAL, _WHOLE_GOAL = 5.0, 20.0, 180.0
_MOST_MS = 300_000


def measure() -> list[tuple[str, float, float]]:
    """Seconds, as a person with Chromium meets them."""
    with products.running() as product, _visiting(product.url) as visitor:
        demo = _demo(visitor)
    with products.running("--no-demo") as product, _visiting(product.url) as visitor, site.of(_ISSUES) as url:
        page = visitor.open("/")
        people.sign_up(page, product, people.somebody())
        slug = people.make_workspace(page)
        steer(url, "latency", {"milliseconds": _LATENCY_MS})
        first, whole = _own(page, url, f"{product.url}/w/{slug}/flow")
    asked = f"{_ISSUES:,} issues, {_LATENCY_MS} ms latency"
    return [
        ("landing → demo dashboard with its first chart, s", demo, _DEMO_GOAL),
        (f"token → first chart, {asked}, s", first, _FIRST_GOAL),
        (f"token → full history, {asked}, s", whole, _WHOLE_GOAL),
    ]


def _demo(visitor: Visitor) -> float:
    begun = time.perf_counter()
    page = visitor.open("/")
    page.get_by_role("link", name="Open the demo").click()
    _drawn(page)
    return time.perf_counter() - begun


def _own(page: Page, tracker: str, flow: str) -> tuple[float, float]:
    """From the moment that the token is sent; a person's own time to choose is not ours, and takes nothing here."""
    for name, value in (("site", tracker), ("email", EMAIL), ("token", TOKEN)):
        page.locator(f"[name={name}]").fill(value)
    begun = time.perf_counter()
    people.send(page)
    people.choose(page)
    page.goto(flow)
    _drawn(page)
    first = time.perf_counter() - begun
    live = page.locator("#chips", has_text="Live")
    while not live.count():
        page.wait_for_timeout(500)
        page.reload()
    return first, time.perf_counter() - begun


def _drawn(page: Page) -> None:
    expect(page.locator("figure[data-chart] .chart svg").first).to_be_visible(timeout=_MOST_MS)


@contextmanager
def _visiting(url: str) -> Iterator[Visitor]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsing.program(), args=browsing.ARGUMENTS)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        yield Visitor(context, url)
        browser.close()
