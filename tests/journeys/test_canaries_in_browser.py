"""After a journey, a purge, a `kill -9` and a restart: what the tracker says is on no disk, in no mail, no memory."""

import base64
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from altaclario.simulator.serving import Simulated
from tests.browsing import ARGUMENTS, Visitor, program
from tests.journeys import canaries, people, processes
from tests.journeys.command import ROOT
from tests.journeys.conftest import LOOPBACK
from tests.journeys.product import Product, until_true

pytestmark = [
    pytest.mark.browser,
    pytest.mark.file_turns(2),
    pytest.mark.proves("memory-only"),
    pytest.mark.proves("metadata-only"),
]

SOON = 20_000
_STORED = """async () => [localStorage.length, sessionStorage.length,
    (await indexedDB.databases()).map(one => one.name), await caches.keys(),
    (await navigator.serviceWorker.getRegistrations()).length]"""
"""How much is in each kind of storage that a page has."""

NAMES = ["Zugvogel", "Wandervogel"]
"""What each sprint and each version is called: metadata, which pages may show and which stands in memory only."""


@dataclass(frozen=True, slots=True)
class Face:
    """One kind of tracker: how its form is filled in, the header that carries its credential, and what it names."""

    fill_in: Callable[..., None]
    credential: Callable[[Simulated], str]
    names: list[str]
    board: str
    """The page of one board."""


FACES = {
    "Jira": Face(people.fill_in_connection, lambda site: f"{site.email}:{site.token}", NAMES, "flow?board=1"),
    # An organisation has no versions.
    "Azure DevOps": Face(people.fill_in_organisation, lambda site: f":{site.pat}", NAMES[:1], "flow"),
}


@dataclass(frozen=True, slots=True)
class Journey:
    """A product, the tracker that it reads, and who looks at it."""

    product: Product
    tracker: Simulated
    face: Face
    lead: people.Lead
    begun: float

    @property
    def credentials(self) -> list[str]:
        return [self.tracker.token, self.tracker.pat]

    @property
    def contents(self) -> list[str]:
        """What people wrote, and who they are: it must not even arrive."""
        return self.tracker.tracker.canaries

    @property
    def pages(self) -> list[str]:
        """Every address that a lead can open."""
        inside = ("flow", "sprint", self.face.board, "connections/", "connections/new")
        own = [
            self.lead.connection + page
            for page in ("", "scope", "progress", "progress?of=connection", "history", "token")
        ]
        own += [self.product.url + address for address in self.items]
        outside = ("/", "/privacy", "/terms", "/w/", "/no-such-page")
        named = [f"{self.product.url}/w/{self.lead.slug}/{page}" for page in inside]
        return [*named, *own, *(self.product.url + page for page in outside)]

    @property
    def items(self) -> list[str]:
        """The pages of some items."""
        flow = self.lead.page.context.request.get(f"{self.product.url}/w/{self.lead.slug}/flow").text()
        return re.findall(r'href="(/w/[^"]+/items/[^"]+)"', flow)[:3]

    @property
    def keys(self) -> list[str]:
        return [issue.key for issue in self.tracker.tracker.issues.values() if len(issue.key) == 7][:3]


@pytest.fixture(params=FACES)
def journey(
    request: pytest.FixtureRequest, tmp_path: Path, tracker: Simulated, visit: Callable[..., Visitor]
) -> Iterator[Journey]:
    """Sign up, connect, look at the dashboards."""
    face = FACES[request.param]
    product = Product(tmp_path, ("--no-demo",), LOOPBACK)
    begun = time.time() - 1
    try:
        lead = people.lead(visit(product.start().url), product, tracker, fill_in=face.fill_in)
        expect(lead.page.locator("#chips")).to_contain_text("Live", timeout=SOON)
        lead.page.goto(f"{product.url}/w/{lead.slug}/flow")
        lead.page.goto(f"{product.url}/w/{lead.slug}/sprint")
        yield Journey(product, tracker, face, lead, begun)
    finally:
        product.kill()


def test_the_search_finds_what_is_really_there(journey: Journey) -> None:
    """Names stand on the pages and in memory, so that finding nothing means something."""
    assert canaries.hits(received(journey), NAMES[:1])
    for name in journey.face.names:
        assert in_memory(journey.product.child("sync"), [name])
        assert in_memory(journey.product.child("web"), [name])
    (journey.product.folder / "left behind").write_bytes(canaries.samples(NAMES[0])["gzip"])
    assert left_behind(journey)


def test_contents_reach_no_page_no_tracker_no_mail_and_no_memory(journey: Journey) -> None:
    assert canaries.hits(received(journey), [*journey.contents, *journey.credentials]) == []
    assert canaries.hits(sent(journey.tracker), [*journey.contents, *journey.credentials]) == []
    assert not any(asked["refused"] for asked in journey.tracker.requests)
    assert canaries.hits(journey.product.said.encode(), [*journey.contents, *NAMES, *journey.credentials]) == []
    # Some of them stood in the answers; what was read is forgotten, and what was freed is overwritten.
    assert in_memory(journey.product.child("sync"), journey.contents) == []


def test_a_purge_leaves_nothing_in_memory(journey: Journey) -> None:
    page, sync = journey.lead.page, journey.product.child("sync")
    page.goto(journey.lead.connection)
    people.send(page, "Read again now")
    expect(page.locator("main")).to_contain_text("Read again now", timeout=SOON)
    page.get_by_text("Empty the memory").click()
    people.send(page, "Empty it now")
    until_true(lambda: not processes.memory_files([sync, journey.product.child("web")]))
    page.goto(f"{journey.product.url}/")
    for process in (sync, journey.product.child("web")):
        assert in_memory(process, [*journey.contents, *NAMES]) == []


@pytest.mark.proves("sealed-credentials")
def test_a_credential_that_was_used_stays_in_no_memory(journey: Journey) -> None:
    """As the header that carried it. The bare token is one of the simulator's own words, which every process knows."""
    header = base64.b64encode(journey.face.credential(journey.tracker).encode()).decode()
    for process in ("sync", "web"):
        assert in_memory(journey.product.child(process), [header]) == []


def test_a_kill_and_a_restart_leave_nothing_on_the_disk(journey: Journey) -> None:
    # A page that still loads its scripts would complain of the kill.
    journey.lead.page.close()
    journey.product.kill()
    assert left_behind(journey) == []
    journey.product.start()
    journey.product.get("/accounts/login/")
    journey.product.kill()
    assert left_behind(journey) == []
    assert canaries.hits(journey.product.said.encode(), [*journey.contents, *NAMES]) == []


def test_a_browser_keeps_nothing_of_the_pages_that_it_saw(journey: Journey, browser: Browser, tmp_path: Path) -> None:
    """In no storage of a page, and on its disk neither: caches obey us, and no title or address names anything."""

    @contextmanager
    def profile() -> Iterator[Page]:
        context = browser.browser_type.launch_persistent_context(tmp_path, executable_path=program(), args=ARGUMENTS)
        yield context.new_page()
        context.close()

    marks = [*journey.contents, *NAMES, *journey.credentials]
    with profile() as page:
        page.context.add_cookies(journey.lead.page.context.cookies())
        for address in journey.pages:
            page.goto(address)
        assert page.evaluate(_STORED) == [0, 0, [], [], 0]
        told = {f"{one['name']}={one['value']}" for one in page.context.cookies()}
        assert canaries.hits("\n".join(told).encode(), marks) == []
    assert canaries.in_folders([tmp_path], marks) == []
    with profile() as page:
        page.goto(f"{journey.product.url}/?{NAMES[0]}")
        page.evaluate(f"localStorage.setItem('left', '{NAMES[0]}')")
        assert page.evaluate(_STORED)[0] == 1
    assert canaries.in_folders([tmp_path], marks) != []


def left_behind(journey: Journey) -> list[str]:
    """Database, write-ahead log, queue, temporary folders, caches, and this checkout."""
    others = (".git", ".venv", ".hypothesis", "node_modules", "tests")
    own = [path for path in ROOT.iterdir() if path.is_dir() and path.name not in others]
    marks = [*journey.contents, *NAMES, *journey.keys, *journey.credentials]
    return canaries.in_folders([journey.product.folder, *own], marks, since=journey.begun)


def in_memory(pid: int, marks: list[str]) -> list[str]:
    """Hits in everything that a process has in memory."""
    return [hit for area in processes.memory(pid) for hit in canaries.hits(area, marks)]


def received(journey: Journey) -> bytes:
    """Every page as it comes over the wire, with its headers."""
    ask = journey.lead.page.context.request
    answers = [
        ask.get(address, headers=headers) for address in journey.pages for headers in ({}, {"HX-Request": "true"})
    ]
    return b"\n".join(part for one in answers for part in (one.body(), str(one.headers).encode()))


def sent(tracker: Simulated) -> bytes:
    """Everything that was asked of the tracker."""
    return json.dumps([{**asked, "at": 0} for asked in tracker.requests], ensure_ascii=False).encode()
