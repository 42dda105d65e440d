"""Thousands of planted texts, looked for in every place where a product may leave something, in every form.

A tracker whose every name and text is planted is read, looked at, shared, exported, mailed about; it fails in many
ways; processes are killed and started again; its memory is emptied. What people wrote is then nowhere at all, and names
are nowhere but on the pages that show them. Whatever searches a place is shown to find what stands there.
"""

import base64
import http.client
import json
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from altaclario.simulator.serving import Simulated, running
from tests.depth import DEEP
from tests.journeys import canaries, planting, processes
from tests.journeys.command import ROOT
from tests.journeys.conftest import LOOPBACK
from tests.journeys.inhabited import Inhabited, inhabited, told
from tests.journeys.product import Product, until_true

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
    pytest.mark.proves("memory-only"),
    pytest.mark.proves("metadata-only"),
    pytest.mark.file_turns(3),
]

_BODY = '{"errorMessages": ["Pechvogel of Kanárienvogel-5eed1-ö"], "message": "Pechvogel"}'
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "text", "status": 400, "body": _BODY, "media": "application/json"},
    {"kind": "text", "status": 404, "body": _BODY, "media": "application/json"},
    {"kind": "text", "status": 403, "body": f"<h1>{_BODY}</h1>", "media": "text/html"},
    {"kind": "text", "body": _BODY, "media": "application/json"},
    {"kind": "text", "body": f"{_BODY} and then no JSON", "media": "application/json"},
    {"kind": "truncated"},
    {"kind": "nonsense"},
    {"kind": "broken_gzip"},
    {"kind": "cut"},
)
"""What a tracker says and does where it fails, each on a reading of its own."""
TODAYS = FAULTS if DEEP else [FAULTS[time.gmtime().tm_yday % len(FAULTS)]]
_READS = {"Jira": "/rest/api/3/issue/bulkfetch", "Azure DevOps": "*/_apis/wit/reporting"}
TRACKERS = list(_READS) if DEEP else [list(_READS)[time.gmtime().tm_yday % 2]]
"""Both with --deep; otherwise each day the other."""
_AGAIN = {"Jira": "/rest/", "Azure DevOps": "*/_apis/"}


@dataclass
class Story:
    """A product, whose pages somebody looks at, and what is searched in the end."""

    home: Inhabited
    tracker: Simulated
    provider: str
    begun: float
    read: int = 0
    """Bytes that were searched."""
    pages: list[bytes] = field(default_factory=list)

    @property
    def product(self) -> Product:
        return self.home.product

    @property
    def texts(self) -> list[str]:
        """What people wrote, what the tracker said where it failed, and the header that opens it."""
        site = self.tracker
        header = f"{site.email}:{site.token}" if self.provider == "Jira" else f":{site.pat}"
        return [*planting.contents(site), *planting.ERRORS, base64.b64encode(header.encode()).decode()]

    @property
    def contents(self) -> list[str]:
        """With the bare tokens, which are words of the simulator's, and so of every process."""
        return [*self.texts, self.tracker.token, self.tracker.pat]

    @property
    def all_of_it(self) -> list[str]:
        return [*self.contents, *planting.NAMES]

    def look_at_everything(self) -> None:
        """Each page, as it comes over the wire, also as a part of a page."""
        slug, mine = self.home.slug, self.home.of_connection
        inside = ("flow", "sprint", "connections/", "settings", "members/", "shares/", "teams/")
        paths = [*(f"/w/{slug}/{page}" for page in inside), f"/s/{self.home.token}", "/privacy", "/no-such-page"]
        paths += [mine, *(f"{mine}{page}" for page in ("scope", "history", "progress"))]
        paths += ["/accounts/preferences/", "/accounts/email/"]
        answers = [self.home.get(path, **more) for path in paths for more in ({}, {"HX-Request": "true"})]
        for answer in answers:
            assert answer.status < 500
            assert not _may_be_kept(answer.headers) or canaries.hits(answer.whole, self.all_of_it) == []
        self.pages += [answer.whole for answer in answers]

    def search(self, content: bytes, marks: list[str]) -> list[str]:
        self.read += len(content)
        return canaries.hits(content, marks)

    def in_memory(self, name: str, marks: list[str]) -> list[str]:
        return [hit for area in processes.memory(self.product.child(name)) for hit in self.search(area, marks)]

    def on_disk(self) -> list[str]:
        """Tables, write-ahead log, queue, keys, journal, temporary folders, caches, homes, this checkout, cores."""
        others = (".git", ".venv", ".hypothesis", "node_modules", "tests")
        own = [path for path in ROOT.iterdir() if path.is_dir() and path.name not in others]
        folders = [self.product.folder, *own, Path("/dev/shm")]
        found = [path for folder in folders for path in folder.rglob("*") if _is_new(path, self.begun)]
        return [f"{path}: {hit}" for path in found for hit in self.search(path.read_bytes(), self.all_of_it)]

    def in_a_dump(self) -> list[str]:
        """As a backup is made of it: every row of every table as text, notes and sessions among them."""
        parts = []
        for name in ("altaclario.sqlite3", "queue.sqlite3"):
            with closing(sqlite3.connect(self.product.data / name)) as database:
                parts += list(database.iterdump())
        return self.search("\n".join(parts).encode(), self.all_of_it)

    def in_the_queue(self) -> list[str]:
        """What waits there, is planned, or came of it, as the library pickles it."""
        with closing(sqlite3.connect(self.product.data / "queue.sqlite3")) as queue:
            rows = [row for table in ("task", "schedule", "kv") for row in queue.execute(f"SELECT * FROM {table}")]
        cells = [bytes(cell) if isinstance(cell, bytes) else str(cell).encode() for row in rows for cell in row]
        return self.search(b"\n".join(cells), self.all_of_it)

    def said(self) -> list[str]:
        """Logs of all processes, and every mail."""
        return self.search(self.product.said.encode(), self.all_of_it)

    def taken_along(self) -> list[str]:
        """The archive of a person, and their record in each of its forms."""
        slug = self.home.slug
        answers = [
            self.home.post("/accounts/privacy/archive"),
            *(self.home.get(f"/w/{slug}/{page}") for page in ("audit", "audit.csv", "audit.json")),
            self.home.get("/accounts/privacy/held"),
            self.home.get("/accounts/security/"),
        ]
        assert [answer.status for answer in answers] == [200] * len(answers)
        return self.search(b"\n".join(answer.whole for answer in answers), self.all_of_it)

    def asked(self) -> list[str]:
        """What was sent to the tracker. Names may be asked for there; contents and credentials may not."""
        requests = json.dumps([{**one, "at": 0} for one in self.tracker.requests], ensure_ascii=False)
        return self.search(requests.encode(), self.contents)

    def shown(self) -> list[str]:
        """On pages names may stand, and nothing else."""
        return self.search(b"\n".join(self.pages), self.contents)


PLACES: dict[str, Callable[[Story], list[str]]] = {
    "disk": Story.on_disk,
    "dump": Story.in_a_dump,
    "queue": Story.in_the_queue,
    "logs and mails": Story.said,
    "archive and record": Story.taken_along,
    "requests": Story.asked,
    "pages": Story.shown,
    "memory of sync": lambda story: story.in_memory("sync", [*story.texts, *planting.NAMES]),
    "memory of web": lambda story: story.in_memory("web", [*story.texts, *planting.NAMES]),
}


def _is_new(path: Path, since: float) -> bool:
    return path.is_file() and not path.is_symlink() and path.stat().st_mtime >= since


def _may_be_kept(headers: dict[str, str]) -> bool:
    """By a cache on the way, or by a browser on its disk."""
    said = next((value for name, value in headers.items() if name.lower() == "cache-control"), "")
    return not {"no-store", "private"} <= {part.strip() for part in said.split(",")}


@pytest.fixture(scope="module", params=TRACKERS)
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    begun = time.time() - 1
    product = Product(tmp_path_factory.mktemp("planted"), ("--no-demo",), LOOPBACK)
    with running(Simulated(planting.planted_tracker(600))) as tracker, ExitStack() as afterwards:
        afterwards.callback(product.kill)
        home = inhabited(product.start(), tracker, on_azure=request.param != "Jira")
        yield Story(home, tracker, request.param, begun)


def test_after_all_that_can_happen_what_was_planted_is_nowhere(story: Story, record_property: Any) -> None:
    home, tracker = story.home, story.tracker
    home.read()
    story.look_at_everything()
    for name in ("sync", "web"):
        held = story.in_memory(name, [*story.texts, *planting.NAMES])
        assert held, f"nothing is in the memory of {name} that could be found"
        assert [hit for hit in held if not hit.startswith(planting.NAMES)] == []
    assert canaries.hits(b"\n".join(story.pages), list(planting.NAMES))
    for fault in TODAYS:
        tracker.faults.add(path=_AGAIN[story.provider], after=1, **fault)
        home.read()
        story.look_at_everything()
        tracker.faults.clear()
    _mail_about_it(story)
    _kill_in_the_midst(story)
    story.look_at_everything()
    with ExitStack() as lines:
        for page in ("flow", "sprint"):
            lines.enter_context(_kept_open(story, f"/w/{home.slug}/{page}"))
        home.empty()
        pids = [story.product.child(name) for name in ("sync", "web")]
        until_true(lambda: not processes.memory_files(pids))
        found = {place: search(story) for place, search in PLACES.items()}
    assert {place: hits for place, hits in found.items() if hits} == {}
    texts, forms = len(planting.strings(tracker)), len(canaries.samples("x" * 9))
    record_property(
        "counted",
        f"canaries, {story.provider}: {texts:,} planted texts in {forms} forms, {len(PLACES)} places, "
        f"{len(TODAYS)} faults, {story.read / 1e6:,.0f} MB, 0 hits",
    )
    assert texts > 200


def test_whatever_searches_a_place_finds_what_stands_there(story: Story) -> None:
    """After the search above, in the same product: somebody gives a workspace and herself such a name."""
    home, bird = story.home, "Zugvogel of the control"
    assert home.post("/accounts/privacy/name", name=bird).status == 302
    same = {"zone": "UTC", "week_start": "0", "initial-zone": "UTC", "initial-week_start": "0"}
    assert home.post(f"/w/{home.slug}/settings", **{"name": bird, "initial-name": "Acme"}, **same).status == 302
    assert home.post(f"/w/{home.slug}/members/invite", email="eve@acme.test", role="member").status == 302
    _ask_the_tracker(story, f"/rest/api/3/field?{planting.ERRORS[0]}")
    story.pages.append(home.get(f"/w/{home.slug}/flow").whole + planting.ERRORS[0].encode())
    told(story.product, "leave-in-the-queue", bird)
    until_true(lambda: bird in story.product.said)
    home.read()
    for page in ("flow", "sprint"):
        home.get(f"/w/{home.slug}/{page}")
    assert [place for place, search in PLACES.items() if not search(story)] == []


def test_in_every_planted_text_stands_what_is_searched_for(story: Story) -> None:
    """So that finding none of the few is finding none of the many, whatever the form."""
    marks = [*planting.NAMES, *planting.contents(story.tracker)]
    texts = planting.strings(story.tracker)
    some = sorted(texts)[:: 1 if DEEP else 25]
    for text in some:
        mark = next(one for one in marks if one in text)
        for form, sample in canaries.samples(text).items():
            assert canaries.hits(sample, [mark]), (text, form)


def _mail_about_it(story: Story) -> None:
    home = story.home
    assert home.post(f"/w/{home.slug}/members/invite", email="fay@acme.test", role="viewer").status == 302
    until_true(lambda: story.product.mails("fay@acme.test"))


def _kill_in_the_midst(story: Story) -> None:
    """`kill -9` of everything while the tracker is read, and a start that reads again."""
    story.tracker.faults.add(path=_READS[story.provider], kind="slow", seconds=3, after=1)
    before = len(story.tracker.requests)
    story.home.post(f"{story.home.of_connection}refresh")
    until_true(lambda: len(story.tracker.requests) > before + 1)
    story.product.kill()
    assert story.on_disk() == []
    story.tracker.faults.clear()
    story.product.start()
    story.home.read()


def _kept_open(story: Story, path: str) -> Any:
    """A line that a browser keeps after a page, so that whatever it needs stays in use."""
    line = http.client.HTTPConnection("localhost", urlsplit(story.product.url).port, timeout=30)
    line.request("GET", path, headers={"Cookie": f"session={story.home.session}"})
    assert line.getresponse().read()
    return closing(line)


def _ask_the_tracker(story: Story, path: str) -> None:
    where = urlsplit(story.tracker.url)
    with closing(http.client.HTTPConnection(where.hostname or "", where.port)) as line:
        line.request("GET", path)
        line.getresponse().read()
