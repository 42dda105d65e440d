"""A dashboard is shared with somebody without an account: from the button on it to the end of the link."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from altaclario.simulator.serving import Simulated
from altaclario.web import versions
from tests.browsing import Visitor
from tests.journeys import people
from tests.journeys.people import follow, send
from tests.journeys.product import Product
from tests.journeys.test_accessibility import AXE, is_accessible, opened

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
SOON = 20_000
GONE = "This link opens nothing"
NOT_FOUND = "status of 404"


@BOTH
def test_from_the_button_to_revocation(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor], script: bool
) -> None:
    lead = read(visit(own.url, script=script), own, tracker)
    page = lead.page
    page.goto(f"{own.url}/w/{lead.slug}/flow?window=30")
    answer = page.locator(".answer").inner_text()
    shown = page.locator("#items tbody th").all_inner_texts()
    follow(page, page.get_by_role("link", name="Share", exact=True))
    expect(page.locator("main")).to_contain_text("Last 30 days")
    follow(page, page.get_by_role("link", name="Preview as guest"))
    expect(page.locator("main")).to_contain_text("This is what guests see.")
    page.go_back()
    send(page)
    link = page.locator("#address").input_value()
    assert re.fullmatch(rf"{own.url}/s/[\w-]{{43}}", link)

    guest = visit(own.url, script=script, expects=(NOT_FOUND,))
    brought = [cookie["name"] for cookie in guest.context.cookies()]
    shared = guest.open(link.removeprefix(own.url))
    assert re.fullmatch(rf"{own.url}/shared/[0-9a-f-]{{36}}", shared.url)
    assert shared.locator(".answer").inner_text() == answer
    assert shown
    assert not [key for key in shown if re.search(rf"\b{key}\b", shared.content())]
    assert not [mark for mark in tracker.tracker.canaries if mark in shared.content()]
    assert [name for cookie in guest.context.cookies() if (name := cookie["name"]) not in brought] == ["guest"]
    ours = {
        f"{own.url}/",
        f"{own.url}/cookie-preferences",
        *(f"{own.url}/{page}" for page in ("trust", "status", "updates", "contact", "abuse", "figures")),
        *(f"{own.url}/{text}" for text in versions.NAMES),
    }
    ours.add(f"{own.url}/abuse?link={shared.url.rpartition('/')[2]}")
    assert {one.evaluate("link => link.href.split('#')[0]") for one in shared.locator("a:not(.skip)").all()} <= ours
    assert shared.locator("form").count() == 0

    without_it = visit(own.url, script=script, expects=(NOT_FOUND,)).open(shared.url.removeprefix(own.url))
    expect(without_it.locator("h1")).to_have_text(GONE)

    page.goto(f"{own.url}/w/{lead.slug}/shares/")
    row = page.locator("main tbody tr")
    expect(row).to_contain_text("Ada Example")
    expect(row.locator("td").nth(2)).to_have_text("1")
    send(page, re.compile("^Revoke"))
    expect(page.locator("main")).to_contain_text("The link opens nothing any more")
    shared.reload()
    expect(shared.locator("h1")).to_have_text(GONE)
    shared.goto(link)
    expect(shared.locator("h1")).to_have_text(GONE)


@BOTH
def test_a_password_stands_before_it(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor], script: bool
) -> None:
    lead = read(visit(own.url, script=script), own, tracker)
    link = shared_by(lead, own, password="nine mills", keys=True)
    guest = visit(own.url, script=script, expects=("status of 422",)).open(link.removeprefix(own.url))
    expect(guest.locator("h1")).to_have_text("This dashboard asks for a password")
    guest.locator("[name=password]").fill("ten mills")
    assert send(guest).status == 422
    expect(guest.locator(".error")).to_have_text("This is not the password.")
    guest.locator("[name=password]").fill("nine mills")
    send(guest)
    expect(guest.locator("#items tbody th").first).to_have_text(re.compile(r"^[A-Z]+-\d+$"))
    assert guest.locator("#items a").count() == 0
    guest.reload()
    expect(guest.locator(".answer")).to_be_visible()


def test_a_page_that_is_named_shows_it_in_a_frame_and_no_other_does(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor]
) -> None:
    lead = read(visit(own.url), own, tracker)
    with site() as wiki, site() as stranger:
        link = shared_by(lead, own, frames=wiki.url)
        snippet = lead.page.locator("#snippet").input_value()
        wiki.says = stranger.says = snippet
        assert link.replace("/s/", "/e/") in snippet
        guest = visit(own.url, expects=("frame-ancestors",))
        brought = guest.context.cookies()
        page = guest.context.new_page()
        page.goto(wiki.url)
        frame = page.frame_locator("iframe")
        expect(frame.locator(".answer strong")).to_be_visible()
        expect(frame.locator("svg").locator("visible=true").first).to_be_visible()
        assert guest.context.cookies() == brought
        assert frame.locator("form, .topbar, .footer").count() == 0
        page.goto(stranger.url)
        page.wait_for_load_state("networkidle")
        assert page.frames[1].url.startswith("chrome-error:")


def test_axe_finds_nothing_on_any_of_its_pages(own: Product, tracker: Simulated, visit: Callable[..., Visitor]) -> None:
    visitor = visit(own.url, theme="dark")
    visitor.context.add_init_script(path=AXE)
    lead = read(visitor, own, tracker)
    page = lead.page
    page.goto(f"{own.url}/w/{lead.slug}/shares/new?dashboard=sprint")
    is_accessible(page)
    plain = shared_by(lead, own, keys=True, frames="https://wiki.acme.test")
    is_accessible(page)
    locked = shared_by(lead, own, password="nine mills")
    page.goto(f"{own.url}/w/{lead.slug}/shares/")
    send(page, re.compile("^Revoke"))
    is_accessible(page)
    guest = opened(visit(own.url, theme="dark", expects=(NOT_FOUND,)), plain.removeprefix(own.url))
    is_accessible(guest)
    for path in (locked, plain.replace("/s/", "/e/"), f"{own.url}/s/nothing"):
        guest.goto(path)
        is_accessible(guest)


class Site:
    """A page of somebody else's, on another port of this machine."""

    url = ""
    says = ""


@contextmanager
def site() -> Iterator[Site]:
    made = Site()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f'<!doctype html><link rel="icon" href="data:,">{made.says}'.encode())

        def log_message(self, *_words: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def read(visitor: Visitor, product: Product, tracker: Simulated) -> people.Lead:
    """A lead whose tracker is in memory."""
    lead = people.lead(visitor, product, tracker)
    expect(lead.page.locator("#chips")).to_contain_text("Live", timeout=SOON)
    return lead


def shared_by(lead: people.Lead, product: Product, *, password: str = "", keys: bool = False, frames: str = "") -> str:
    """A link to the flow of the lead's workspace."""
    page: Page = lead.page
    page.goto(f"{product.url}/w/{lead.slug}/shares/new?dashboard=flow")
    page.locator("[name=password]").fill(password)
    page.locator("[name=shows_keys]").set_checked(keys)
    page.locator("[name=frame_ancestors]").fill(frames)
    send(page)
    return page.locator("#address").input_value()
