"""A page answered from memory while the sync process reads: its slowest hundredth against that of an idle time."""

import threading
import time
import urllib.request

from playwright.sync_api import sync_playwright

from altaclario.simulator.serving import EMAIL, TOKEN
from benchmarks import products, site
from benchmarks.steering import asked, steer
from tests import browsing
from tests.browsing import Visitor
from tests.journeys import people
from tests.journeys.product import Product

_ISSUES, _LATENCY_MS = 10_000, 100
_PAGES = 300
_GOAL = 2.5


def measure() -> list[tuple[str, float, float]]:
    """p99 of the flow page while one reading follows the other ÷ p99 while nothing is read."""
    with products.running("--no-demo") as product, site.of(_ISSUES) as url:
        steer(url, "latency", {"milliseconds": _LATENCY_MS})
        address, cookie, refresh = _connected(product, url)
        _seconds(address, cookie, 50)
        idle = _slowest_hundredth(_seconds(address, cookie, _PAGES))
        before = len(asked(url))
        with _Reading(refresh, cookie):
            busy = _slowest_hundredth(_seconds(address, cookie, _PAGES))
        assert len(asked(url)) > before + 2 * _ISSUES // 100
    name = f"p99 of a flow page of {_ISSUES:,} items while a sync runs ({busy * 1000:.0f} ms) ÷ idle"
    return [(name, busy / idle, _GOAL)]


class _Reading:
    """Asks for a reading again and again, as soon as the one before may be over."""

    def __init__(self, address: str, cookie: str) -> None:
        self._address, self._cookie = address, cookie
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._go_on, daemon=True)

    def __enter__(self) -> "_Reading":
        self._thread.start()
        time.sleep(1)
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _go_on(self) -> None:
        token = self._cookie.partition("csrftoken=")[2].partition(";")[0]
        headers = {"Cookie": self._cookie, "X-CSRFToken": token}
        while not self._is_over.wait(0.5):
            urllib.request.urlopen(urllib.request.Request(self._address, data=b"", headers=headers), timeout=60).close()


def _connected(product: Product, url: str) -> tuple[str, str, str]:
    """The address of the flow page of a lead whose tracker was read, the cookie, and the address that reads again."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsing.program(), args=browsing.ARGUMENTS)
        visitor = Visitor(browser.new_context(), product.url)
        page = visitor.open("/")
        people.sign_up(page, product, people.somebody())
        slug = people.make_workspace(page)
        for name, value in (("site", url), ("email", EMAIL), ("token", TOKEN)):
            page.locator(f"[name={name}]").fill(value)
        people.send(page)
        connection = people.choose(page)
        page.locator("#chips", has_text="Live").wait_for(timeout=120_000)
        cookie = "; ".join(f"{one['name']}={one['value']}" for one in visitor.context.cookies())
        browser.close()
    return f"{product.url}/w/{slug}/flow", cookie, f"{connection}refresh"


def _seconds(address: str, cookie: str, times: int) -> list[float]:
    request = urllib.request.Request(address, headers={"Cookie": cookie})
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert b"data-chart" in answer.read()
        taken.append(time.perf_counter() - begun)
    return taken


def _slowest_hundredth(taken: list[float]) -> float:
    return sorted(taken)[len(taken) * 99 // 100]
