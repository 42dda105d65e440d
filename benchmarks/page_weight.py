"""What the demo's flow page weighs: its HTML, all of its script, when that came, and who else was asked."""

import gzip
import urllib.request
from urllib.parse import urlsplit

from playwright.sync_api import expect, sync_playwright

from benchmarks import products
from tests import browsing

_HTML_GOAL_KB, _SCRIPT_GOAL_KB = 60, 230
_KB = 1000
_EARLY_GOAL_KB = 3
"""Script that may come with the page itself: the theme button and the keys. Charts come after the first paint."""


def measure() -> list[tuple[str, float, float]]:
    """Sizes as they travel, in kB of 1000 bytes."""
    with products.running() as product:
        page = product.get("/w/demo/flow")
        scripts, first_paint, others = _loaded(f"{product.url}/w/demo/flow")
        early = [address for address, begun in scripts.items() if begun < first_paint]
        return [
            ("flow page, HTML, kB gzip", len(gzip.compress(page, 6)) / _KB, _HTML_GOAL_KB),
            ("all of its script, kB brotli", sum(map(_weight, scripts)) / _KB, _SCRIPT_GOAL_KB),
            ("script asked for before the first paint, kB brotli", sum(map(_weight, early)) / _KB, _EARLY_GOAL_KB),
            ("requests to anybody else", len(others), 0),
        ]


def _loaded(address: str) -> tuple[dict[str, float], float, set[str]]:
    """Each script with the moment it was asked for, the first paint in the same milliseconds, and foreign hosts."""
    hosts: set[str] = set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsing.program(), args=browsing.ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname or ""))
        page.goto(address)
        for chart in page.locator("figure[data-chart]").all():
            chart.scroll_into_view_if_needed()
            expect(chart.locator(".chart svg")).to_be_visible()
        entries = page.evaluate(
            """() => performance.getEntriesByType("resource").filter(one => one.name.split("?")[0].endsWith(".js"))
                   .map(one => [one.name, one.startTime])"""
        )
        painted = page.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0].startTime")
        browser.close()
    return dict(entries), painted, hosts - {"localhost", ""}


def _weight(address: str) -> int:
    request = urllib.request.Request(address, headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.headers["Content-Encoding"] == "br", address
        return len(answer.read())
