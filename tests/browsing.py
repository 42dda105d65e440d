"""A pytest plugin: Chromium, and visitors who complain about everything that a person or a reviewer would."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
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
_OWN_HOSTS = ("localhost", "127.0.0.1")
_QUIET = ("data", "blob", "about")


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


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors; the test fails if one of them met an error, a violation of the CSP or another host.

    `expects` are texts of errors that belong to the story, such as the status of a page that must not be found.
    """
    visitors = []

    def come(
        url: str, *, script: bool = True, width: int = 1280, theme: str = "light", expects: tuple[str, ...] = ()
    ) -> Visitor:
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, color_scheme=theme, java_script_enabled=script, locale="en-GB")
        context.set_default_timeout(PATIENCE_MS)
        visitor = Visitor(context, url, expects)
        context.on("request", visitor.watch)
        visitors.append(visitor)
        return visitor

    yield come
    for visitor in visitors:
        visitor.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []
