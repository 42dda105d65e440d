"""What stands on the page of a guest: the figures of the members, and nothing else of theirs."""

import re
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from altaclario.connections.models import Connection, Emptied
from altaclario.sharing.models import ShareLink
from altaclario.sharing.tests.test_guests import WIKI, guest_of
from altaclario.sync.models import SyncRun
from altaclario.sync.queue import prompt, readings
from altaclario.sync.tests.test_nowhere import planted
from tests.cast import House, shared
from tests.crawling import crawl, seen, words
from tests.forms import filled
from tests.journeys import canaries
from tests.remembering import Memory, Read
from tests.rows import rows
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db(transaction=True)
KEY = re.compile(r"\b[A-Z]{2,}-\d+\b")


def figures(page: bytes) -> list[str]:
    return re.findall(r'<p class="value">(.*?)</p>', page.decode())


@pytest.fixture
def link(acme: House, connection: Connection, read: Read) -> tuple[ShareLink, str]:
    """A link to a tracker that is in memory."""
    read(connection)
    return shared(acme, connection)


def page_of(link: ShareLink, token: str) -> bytes:
    return guest_of(token).get(f"/shared/{link.pk}").content


@pytest.mark.parametrize("dashboard", ["flow", "sprint"])
def test_figures_and_findings_are_those_of_the_members(
    dashboard: str, acme: House, connection: Connection, link: tuple[ShareLink, str], ada: Client
) -> None:
    ShareLink.objects.update(dashboard=dashboard, question="window=30" if dashboard == "flow" else "")
    theirs = ada.get(f"/w/{acme.slug}/{dashboard}?window=30").content
    ours = page_of(*link)
    assert figures(ours) == figures(theirs)
    assert len(figures(ours)) > 5
    answered = re.compile(rb'<p class="answer">.*?</p>')
    assert answered.findall(ours) == answered.findall(theirs)


@pytest.mark.asvs("8.2.3")
@pytest.mark.parametrize("dashboard", ["flow", "sprint"])
def test_no_key_stands_on_the_page_unless_it_was_ticked(
    dashboard: str, link: tuple[ShareLink, str], acme: House, ada: Client, memory: Memory, connection: Connection
) -> None:
    ShareLink.objects.update(dashboard=dashboard)
    theirs = set(KEY.findall(ada.get(f"/w/{acme.slug}/{dashboard}").content.decode()))
    page = page_of(*link).decode()
    assert len(theirs) >= 5
    assert not theirs & set(KEY.findall(page))
    assert 'id="items"' not in page
    held = memory.of(connection)
    assert held is not None
    assert not [project for project in held.snapshot.projects if project and re.search(rf"\b{project}\b", page)]
    ShareLink.objects.update(shows_keys=True)
    page = page_of(*link).decode()
    assert set(KEY.findall(page)) >= theirs
    assert 'id="items"' in page


@pytest.mark.asvs("15.3.1")
@pytest.mark.parametrize("shows_keys", [True, False])
def test_no_page_of_a_guest_holds_what_people_wrote(
    shows_keys: bool, link: tuple[ShareLink, str], site: Simulated
) -> None:
    ShareLink.objects.update(shows_keys=shows_keys, frame_ancestors=[WIKI])
    made, token = link
    pages = [page_of(made, token), Client().get(f"/e/{token}").content]
    assert all(b"<table" in page for page in pages)
    assert canaries.hits(b"".join(pages), planted(site)) == []


def test_a_guest_has_no_way_into_the_workspace(
    link: tuple[ShareLink, str], acme: House, connection: Connection
) -> None:
    made, token = link
    ShareLink.objects.update(shows_keys=True, frame_ancestors=[WIKI])
    browser = guest_of(token)
    for path in (f"/shared/{made.pk}", f"/e/{token}"):
        page = browser.get(path).content.decode()
        assert not [one for one in seen(page).links if one.startswith(("/w/", "?"))]
        assert "<form" not in page
        for word in (acme.slug, connection.key, connection.label, connection.account_email, "Ada", "ada@"):
            assert word not in page, (path, word)
    assert not [path for path in crawl(browser, f"/shared/{made.pk}") if path.startswith("/w/") and path != "/w/"]


def test_the_address_changes_nothing_of_what_is_shown(link: tuple[ShareLink, str]) -> None:
    made, token = link
    ShareLink.objects.update(question="window=30")
    browser = guest_of(token)
    plain, asked = (
        browser.get(f"/shared/{made.pk}{query}").content.decode().partition("<main")[2]
        for query in ("", "?window=365&keys=on&dashboard=sprint&board=1")
    )
    assert asked == plain
    assert "Last 30 days" in words(plain)


@pytest.mark.parametrize(
    ("dashboard", "question"), [("flow", "board=999"), ("sprint", "sprint=999"), ("sprint", "board=999")]
)
def test_where_a_board_is_not_read_any_more_nothing_wider_stands_in_for_it(
    dashboard: str, question: str, link: tuple[ShareLink, str]
) -> None:
    ShareLink.objects.update(dashboard=dashboard, question=question)
    page = page_of(*link)
    assert "What was shared is not here any more" in words(page.decode())
    assert b"<table" not in page
    assert ShareLink.objects.get().views == 0


def test_the_current_sprint_is_that_of_the_board_on_which_it_was_shared(
    link: tuple[ShareLink, str], acme: House, connection: Connection, memory: Memory, ada: Client
) -> None:
    made = filled(ada, f"/w/{acme.slug}/shares/new?dashboard=sprint", days="30")
    newest = ShareLink.objects.exclude(pk=link[0].pk).get()
    held = memory.of(connection)
    assert made.status_code == 200
    assert held is not None
    assert newest.query["board"] in {sprint.board for sprint in held.snapshot.sprints}
    for board in {sprint.board for sprint in held.snapshot.sprints}:
        ShareLink.objects.update(dashboard="sprint", question=f"board={board}")
        assert figures(page_of(*link)) == figures(ada.get(f"/w/{acme.slug}/sprint?board={board}").content)


def test_a_view_is_counted_on_the_page_and_nowhere_else(link: tuple[ShareLink, str], ada: Client, acme: House) -> None:
    made, token = link
    ShareLink.objects.update(frame_ancestors=[WIKI])
    browser = guest_of(token)
    ada.get(f"/w/{acme.slug}/shares/preview?dashboard=flow")
    browser.head(f"/shared/{made.pk}")
    assert ShareLink.objects.get().views == 0
    before = rows("sharing.ShareLink", "connections.Connection")
    browser.get(f"/shared/{made.pk}")
    browser.get(f"/e/{token}")
    assert ShareLink.objects.get().views == 2
    assert rows("sharing.ShareLink", "connections.Connection") == before


def test_the_preview_is_the_page_of_the_guest(link: tuple[ShareLink, str], ada: Client, acme: House) -> None:
    preview = ada.get(f"/w/{acme.slug}/shares/preview?dashboard=flow")
    page = preview.content.decode()
    assert "This is what guests see." in page
    assert not set(KEY.findall(page))
    assert figures(preview.content) == figures(page_of(*link))
    assert set(KEY.findall(ada.get(f"/w/{acme.slug}/shares/preview?dashboard=flow&keys=on").content.decode()))


def test_a_revoked_link_opens_nothing_from_the_next_request_on(
    link: tuple[ShareLink, str], ada: Client, acme: House
) -> None:
    made, token = link
    ShareLink.objects.update(frame_ancestors=[WIKI])
    browser = guest_of(token)
    assert browser.get(f"/shared/{made.pk}").status_code == 200
    ada.post(f"/w/{acme.slug}/shares/{made.pk}/revoke")
    told = [browser.get(path).status_code for path in (f"/shared/{made.pk}", f"/s/{token}", f"/e/{token}")]
    assert told == [404, 404, 404]


# ── Memory ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def cold(connection: Connection, memory: Memory, why: str, now: datetime) -> None:
    memory.publisher.drop(connection.key)
    memory.reader.forget(connection.key)
    Connection.objects.filter(pk=connection.pk).update(emptied=now, emptied_why=why)


def test_a_guest_keeps_what_they_look_at_fresh_and_loads_it_again(
    link: tuple[ShareLink, str], connection: Connection, memory: Memory
) -> None:
    prompt.immediate = readings.immediate = False
    cold(connection, memory, Emptied.IDLE, timezone.now())
    made, token = link
    before = SyncRun.objects.count()
    assert "The figures are being read" in words(page_of(made, token).decode())
    assert SyncRun.objects.count() == before + 1
    connection.refresh_from_db()
    assert connection.last_viewed is not None


def test_a_guest_does_not_undo_what_was_emptied_on_purpose(
    link: tuple[ShareLink, str], connection: Connection, memory: Memory
) -> None:
    cold(connection, memory, Emptied.PURGED, timezone.now())
    made, token = link
    before = SyncRun.objects.count()
    said = words(page_of(made, token).decode())
    assert "comes back when a member of the workspace loads it again" in said
    assert SyncRun.objects.count() == before
    assert ShareLink.objects.get().views == 0


def test_old_figures_say_their_age_and_not_the_cause(link: tuple[ShareLink, str], connection: Connection) -> None:
    now = timezone.now()
    failure = {"state": "failed", "cause": "token-refused", "status": 401}
    SyncRun.objects.create(connection=connection, asked=now, finished=now, **failure)
    said = words(page_of(*link).decode())
    assert "old. They could not be renewed since" in said
    assert "401" not in said
    assert "Jira" not in said


def test_a_guest_of_hygiene_gets_no_query_and_no_address_of_the_tracker(
    link: tuple[ShareLink, str], acme: House, ada: Client
) -> None:
    ShareLink.objects.update(dashboard="hygiene", question="", shows_keys=True)
    theirs = ada.get(f"/w/{acme.slug}/hygiene").content.decode()
    ours = page_of(*link).decode()
    assert figures(ours.encode()) == figures(theirs.encode())
    assert ours.count('class="card remedy"') == theirs.count('class="card remedy"') > 0
    assert "<textarea" in theirs
    assert "<textarea" not in ours
    assert "id IN" not in ours
