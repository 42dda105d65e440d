"""A pytest plugin: Chromium, and visitors who complain about everything that a person or a reviewer would."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests import needs

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 15_000
Declined = Literal["", "cookie", "signal"]
_A_DAY = 12
"""With `--declined` one of so many files of journeys is tried each day."""
_OWN_HOSTS = ("localhost", "127.0.0.1")
_QUIET = ("data", "blob", "about")


def pytest_addoption(parser: pytest.Parser) -> None:
    said = "journeys with visitors who declined everything, by a choice that they made before or by the opt-out signal"
    parser.addoption("--declined", choices=["cookie", "signal"], default="", help=said)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "undecided: visitors choose for themselves, so that nobody has declined before")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--declined` journeys alone, all of them in a deep run; but for those whose visitors choose themselves."""
    if not config.getoption("--declined"):
        return
    kept = [item for item in items if item.get_closest_marker("browser") and not item.get_closest_marker("undecided")]
    files = sorted({item.path for item in kept})
    if not (config.getoption("--every-case") or os.environ.get("ALTACLARIO_DEEP")):
        first = (time.gmtime().tm_yday + 6 * (config.getoption("--declined") == "signal")) % _A_DAY
        files = files[first % max(len(files), 1) :: _A_DAY]
    tried = [item for item in kept if item.path in files]
    ids = {item.nodeid for item in tried}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in ids])
    items[:] = tried


def program() -> str:
    """Where Chromium is."""
    return os.environ.get("ALTACLARIO_CHROMIUM") or needs.chromium()


@dataclass
class Visitor:
    """One person with one browser of their own: cookies, size, theme, with or without JavaScript."""

    context: BrowserContext
    url: str
    expects: tuple[str, ...] = ()
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Page:
        """A new tab on that path."""
        page = self.context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.goto(self.url + path)
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(one in message.text for one in self.expects):
            self.complaints.append(f"{message.location.get('url', '')}: {message.text}")

    def watch(self, request: Request) -> None:
        """No page asks another host for anything."""
        address = urlsplit(request.url)
        if address.scheme not in _QUIET and address.hostname not in _OWN_HOSTS:
            self.complaints.append(f"a request to {address.hostname}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for the tests of one file. While it runs, this thread has an event loop of Playwright's."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=ARGUMENTS)
        yield browser
        browser.close()


def decline(context: BrowserContext, url: str, how: Declined) -> None:
    """As somebody who said no here once, or whose browser says so everywhere."""
    from altaclario.web import versions

    if how == "cookie":
        said = f"1:{versions.newest('cookies').version}:declined:{int(time.time())}:0"
        context.add_cookies([{"name": "consent", "value": said, "url": url}])
    if how == "signal":
        context.set_extra_http_headers({"Sec-GPC": "1"})
        context.add_init_script("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})")


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors; the test fails if one of them met an error, a violation of the CSP or another host.

    `expects` are texts of errors that belong to the story, such as the status of a page that must not be found.
    """
    visitors = []
    declined = request.config.getoption("--declined")

    def come(
        url: str, *, script: bool = True, width: int = 1280, theme: str = "light", expects: tuple[str, ...] = ()
    ) -> Visitor:
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, color_scheme=theme, java_script_enabled=script, locale="en-GB")
        context.set_default_timeout(PATIENCE_MS)
        decline(context, url, declined)
        visitor = Visitor(context, url, expects)
        context.on("request", visitor.watch)
        visitors.append(visitor)
        return visitor

    yield come
    for visitor in visitors:
        if declined:
            asked = [page.url for page in visitor.context.pages if page.locator("[data-question]").count()]
            visitor.complaints += [f"{url}: asked again, after everything was declined" for url in asked]
        visitor.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []
