"""The form that connects a tracker: looked at once, stored only if it is accepted, and the token shown to nobody."""

import logging
import re
import zlib
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection as database
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from altaclario.connections import credentials, finding, making, pages, trying
from altaclario.connections.models import Connection
from altaclario.vault import custody
from altaclario.web.logs import WithoutContents
from tests.cast import MONDAY, House
from tests.crawling import crawl
from tests.journeys import canaries
from tests.remembering import Memory, Read
from tests.rows import rows, stored
from tests.trackers import Simulated, nobody

pytestmark = pytest.mark.django_db(transaction=True)


def connect(browser: Client, house: House, site: Simulated, /, **changed: str) -> HttpResponse:
    form = {"site": site.url, "email": site.email, "token": site.token} | changed
    return browser.post(f"/w/{house.slug}/connections/new", form)


def test_what_the_tracker_accepts_is_stored_and_leads_to_choosing(ada: Client, acme: House, site: Simulated) -> None:
    answer = connect(ada, acme, site)
    made = Connection.objects.get()
    assert answer.headers["Location"] == f"/w/{acme.slug}/connections/{made.pk}/scope"
    assert (made.workspace, made.owner) == (acme.workspace, acme.ada.person)
    assert (made.site, made.account_email, made.token_end) == (site.url, site.email, site.token[-4:])


def own_server(browser: Client, house: House, tracker: str, site: str, token: str) -> HttpResponse:
    address = f"/w/{house.slug}/connections/new?tracker={tracker}"
    return browser.post(address, {"site": site, "token": token}, follow=True)


def test_a_tracker_on_a_server_of_ones_own_is_connected_and_read(
    ada: Client, acme: House, site: Simulated, read: Read
) -> None:
    for tracker, address, token, chosen, words in (
        ("jira-data-center", site.data_center_url, site.personal_token, "10000", (True, False)),
        ("azure-devops-server", site.server_url, site.server_pat, site.azure.project_id("PAY"), (False, True)),
    ):
        shown = own_server(ada, acme, tracker, address, token)
        made = Connection.objects.get(provider=tracker)
        assert (made.site, made.account_email) == (address, "")
        assert "The test passed" in shown.content.decode()
        asks = ada.get(f"/w/{acme.slug}/connections/{made.pk}/scope").content.decode()
        assert tuple(f"Read the {one} of items" in asks for one in ("labels", "tags")) == words
        ada.post(f"/w/{acme.slug}/connections/{made.pk}/scope", {"projects": [chosen]})
        made.refresh_from_db()
        assert read(made).cause == ""
        assert ada.get(f"/w/{acme.slug}/flow{made.query}").status_code == 200


@pytest.mark.parametrize(
    ("tracker", "address", "sentence"),
    [
        ("jira-data-center", "https://jira.acme.test", "can list the network in which your own tracker is"),
        ("azure-devops-server", "https://devops.acme.test/tfs", "can list the network in which your own tracker is"),
        ("azure-devops-server", "{own}/tfs", "must end with the name of the collection"),
        ("azure-devops-server", "{own}/tfs/_apis", "must end with the name of the collection"),
    ],
)
def test_an_address_of_ones_own_server_that_will_not_do_is_refused_before_anybody_is_asked(
    ada: Client, acme: House, site: Simulated, tracker: str, address: str, sentence: str
) -> None:
    shown = own_server(ada, acme, tracker, address.format(own=site.url), "a token")
    assert sentence in shown.content.decode()
    assert not site.requests
    assert not Connection.objects.exists()


def test_a_server_that_only_windows_lets_in_says_so_in_the_form(ada: Client, acme: House, site: Simulated) -> None:
    site.server.sign_in = "windows"
    shown = own_server(ada, acme, "azure-devops-server", site.server_url, site.server_pat)
    site.server.sign_in = "basic"
    assert "signs in by Windows (NTLM or Kerberos) (401)" in shown.content.decode()
    assert "switch on Basic authentication in IIS" in shown.content.decode()


def test_the_look_asks_few_questions_and_none_for_contents(ada: Client, acme: House, site: Simulated) -> None:
    connect(ada, acme, site)
    asked = [one["path"] for one in site.requests]
    assert len(asked) <= 6
    assert not any(one["refused"] for one in site.requests)
    assert not any("bulkfetch" in path for path in asked)


@pytest.mark.asvs("10.1.1", "14.2.2", "14.2.4", "16.2.5")
@pytest.mark.proves("sealed-credentials")
def test_after_connecting_the_token_is_nowhere(
    ada: Client, acme: House, site: Simulated, read: Read, settings: Any
) -> None:
    """In no column, file, session, log line or page, however it is written."""
    begun, lines = Path(settings.DATA).stat().st_mtime - 1, StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(WithoutContents())
    root = logging.getLogger()
    root.addHandler(handler)
    level, root.level = root.level, logging.DEBUG
    try:
        connect(ada, acme, site)
        made = Connection.objects.get()
        ada.post(f"/w/{acme.slug}/connections/{made.pk}/scope", {"projects": ["10000"], "boards": ["1"]})
        run = read(Connection.objects.get())
        ada.post(f"/w/{acme.slug}/connections/{made.pk}/test")
        pages = [
            answer for answer in crawl(ada, "/w/", f"/w/{acme.slug}/connections/").values() if not answer.streaming
        ]
    finally:
        root.removeHandler(handler)
        root.level = level
    assert canaries.hits(stored(), [site.token]) == []
    assert canaries.hits(repr(dict(ada.session)).encode(), [site.token]) == []
    assert canaries.hits(lines.getvalue().encode(), [site.token]) == []
    assert canaries.hits(b"".join(page.content for page in pages), [site.token]) == []
    assert canaries.in_folders([Path(settings.DATA)], [site.token], since=begun) == []
    assert run.state == "done"
    assert len(pages) > 8


@pytest.mark.asvs("14.2.4")
@pytest.mark.proves("sealed-credentials")
def test_a_token_that_is_refused_is_nowhere_either(ada: Client, acme: House, site: Simulated, settings: Any) -> None:
    before = rows("sessions.Session")
    wrong = "ATATT-a-token-that-nobody-knows"
    answer = connect(ada, acme, site, token=wrong)
    assert answer.status_code == 422
    assert "401" in answer.content.decode()
    assert wrong not in answer.content.decode()
    assert rows("sessions.Session") == before
    assert canaries.hits(stored(), [wrong]) == []


@pytest.mark.asvs("16.2.5", "16.3.4", "16.5.1")
@pytest.mark.proves("sealed-credentials")
def test_an_error_that_nobody_foresaw_tells_the_log_nothing_of_it(
    ada: Client, acme: House, site: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(account: trying.Account) -> None:
        raise RuntimeError(f"{account.token} {account}")

    lines = StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(WithoutContents())
    logger = logging.getLogger("django")
    logger.addHandler(handler)
    monkeypatch.setattr(trying, "look", broken)
    ada.raise_request_exception = False
    try:
        answer = connect(ada, acme, site)
    finally:
        logger.removeHandler(handler)
    assert answer.status_code == 500
    assert "RuntimeError at" in lines.getvalue()
    assert site.token not in lines.getvalue() + answer.content.decode()


def test_the_token_opens_where_it_was_sealed(ada: Client, acme: House, site: Simulated) -> None:
    connect(ada, acme, site)
    with credentials.opened(Connection.objects.get()) as token:
        assert token.reveal() == site.token


def test_of_a_short_token_not_even_the_end_is_kept(connection: Connection) -> None:
    with transaction.atomic():
        credentials.seal(connection, "short-token", now=connection.created)
    assert connection.token_end == ""


@pytest.mark.asvs("1.2.2", "1.3.3", "2.2.1", "2.2.2")
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"site": "https://example.org"}, "neither Jira Cloud"),
        ({"site": "http://acme.atlassian.net"}, "https"),
        ({"site": "https://169.254.169.254"}, ""),
        ({"site": "http://127.0.0.1:1"}, ""),
        ({"site": "http://localhost"}, ""),
        ({"site": "https://user:pass@acme.atlassian.net"}, ""),
        ({"site": "file:///etc/passwd"}, ""),
        ({"site": "javascript:alert(1)"}, ""),
        ({"site": "https://acme.atlassian.net@example.org"}, ""),
        ({"site": "https://acme.atlassian.net.example.org"}, "neither Jira Cloud"),
        ({"site": ""}, "This field is required"),
        ({"email": "no address"}, "valid email"),
        ({"token": ""}, "This field is required"),
        ({"token": "x" * 10_000}, "at most 2000"),
        ({"site": "https://" + "x" * 10_000 + ".atlassian.net"}, "at most 300"),
        ({"email": "x" * 10_000 + "@acme.test"}, "at most 254"),
        ({"token": "a\0b"}, "Null characters"),
    ],
    ids=lambda one: str(one)[:60],
)
def test_what_will_not_do_is_refused_before_anybody_is_asked(
    ada: Client, acme: House, site: Simulated, changed: dict[str, str], said: str
) -> None:
    before = rows()
    answer = connect(ada, acme, site, **changed)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert "error" in answer.content.decode()
    assert rows() == before
    assert site.requests == []


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"path": "/rest", "kind": "status", "status": 401}, "401"),
    ({"path": "/rest", "kind": "status", "status": 403}, "403"),
    ({"path": "/rest", "kind": "status", "status": 503}, "503"),
    ({"path": "/rest", "kind": "status", "status": 429, "reason": "jira-quota-global-based"}, "429"),
    ({"path": "/rest", "kind": "html"}, "Jira answered with a web page instead of data."),
    ({"path": "/rest", "kind": "nonsense"}, "Jira answered in a form that is not the documented one."),
]


@pytest.mark.asvs("15.3.5", "16.5.2")
@pytest.mark.parametrize(("fault", "said"), FAULTS, ids=str)
def test_what_the_tracker_answers_badly_is_said_and_not_stored(
    ada: Client, acme: House, site: Simulated, fault: dict[str, Any], said: str
) -> None:
    site.faults.add(**fault)
    before = rows()
    answer = connect(ada, acme, site)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert not re.search(r"--[a-z]+-?[a-z]*\b(?=[^<>]*<)", re.sub(r"<script.*?</script>", "", page))
    assert rows() == before


def test_where_nobody_answers_the_page_says_so(ada: Client, acme: House, site: Simulated, settings: Any) -> None:
    settings.SIMULATOR_URL = nobody()
    answer = connect(ada, acme, site, site=settings.SIMULATOR_URL)
    assert answer.status_code == 422
    assert "could not be reached" in answer.content.decode()
    assert not Connection.objects.exists()


def test_a_form_that_is_sent_twice_is_one_connection(ada: Client, acme: House, site: Simulated) -> None:
    answers = [connect(ada, acme, site).headers["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Connection.objects.count() == 1


def test_a_form_that_is_sent_twice_at_the_same_moment_is_one_connection(
    ada: Client, acme: House, site: Simulated
) -> None:
    def send(_: int) -> str:
        try:
            browser = Client()
            browser.cookies = ada.cookies
            return connect(browser, acme, site).headers["Location"]
        finally:
            database.close()

    with ThreadPoolExecutor(2) as several:
        led_to = set(several.map(send, range(2)))
    (made,) = Connection.objects.all()
    assert led_to == {f"/w/{acme.slug}/connections/{made.pk}/scope"}
    with credentials.opened(made) as token:
        assert token.reveal() == site.token


def test_another_token_takes_the_place_of_the_sealed_one_only_if_it_is_accepted(
    ada: Client, acme: House, connection: Connection, site: Simulated
) -> None:
    before = bytes(connection.token)
    where = f"/w/{acme.slug}/connections/{connection.pk}/token"
    ada.post(where, {"token": "ATATT-not-accepted-at-all"})
    assert bytes(Connection.objects.get().token) == before
    ada.post(where, {"token": site.powerless_token})
    with credentials.opened(Connection.objects.get()) as token:
        assert token.reveal() == site.powerless_token


def test_choosing_keeps_ids_and_no_name(ada: Client, acme: House, connection: Connection, site: Simulated) -> None:
    where = f"/w/{acme.slug}/connections/{connection.pk}/scope"
    offered = ada.get(where).content.decode()
    names = [str(project["name"]) for project in site.tracker.projects.values()]
    assert all(name in offered for name in names)
    ada.post(where, {"projects": ["10001", "10000"], "boards": ["2"]})
    connection.refresh_from_db()
    assert (connection.projects, connection.boards) == (["10001", "10000"], ["2"])
    assert canaries.hits(stored(), names) == []


@pytest.mark.asvs("1.2.4", "2.2.1")
@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"projects": [""]},
        {"projects": ["PAY) OR 1=1 --"]},
        {"projects": ["x" * 10_000]},
        {"projects": ["١٢٣"]},
        {"projects": ["9" * 30]},
        {"projects": [str(number) for number in range(51)]},
        {"projects": ["10000"], "boards": [str(number) for number in range(21)]},
    ],
    ids=lambda one: str(one)[:40],
)
def test_what_is_no_choice_changes_nothing(
    ada: Client, acme: House, connection: Connection, chosen: dict[str, list[str]]
) -> None:
    before = (connection.projects, connection.boards)
    answer = ada.post(f"/w/{acme.slug}/connections/{connection.pk}/scope", chosen)
    connection.refresh_from_db()
    assert answer.status_code == 200
    assert "Choose at least one" in answer.content.decode() or "up to 50 projects" in answer.content.decode()
    assert (connection.projects, connection.boards) == before


def test_the_end_of_a_connection_takes_its_token_and_its_runs(
    ada: Client, acme: House, connection: Connection, at_once: Memory, read: Read
) -> None:
    read(connection)
    sealed = bytes(connection.token)
    ada.post(f"/w/{acme.slug}/connections/{connection.pk}/remove")
    assert not Connection.objects.exists()
    assert rows()["sync.SyncRun"] == []
    assert sealed not in stored()
    assert at_once.reader.attach(acme.workspace.owner_key) == ()


def test_pressing_a_button_twice_is_no_error(
    ada: Client, acme: House, connection: Connection, memory: Memory, site: Simulated
) -> None:
    where = f"/w/{acme.slug}/connections/{connection.pk}/"
    for button in ("refresh", "cancel", "purge", "test", "remove"):
        answers = [ada.post(where + button).status_code for _ in range(2)]
        shows = {"remove": [302, 404], "test": [200, 200]}
        assert answers == shows.get(button, [302, 302]), button


def test_what_a_look_found_is_shown_once_and_stored_nowhere(
    ada: Client, acme: House, site: Simulated, memory: Memory
) -> None:
    scope = connect(ada, acme, site).headers["Location"]
    where = scope.removesuffix("scope")
    found = f"account …ated sees {len(site.tracker.projects)} projects"
    assert found in ada.get(scope).content.decode()
    ada.post(scope, {"projects": ["10000"]})
    for button, sent, said in (
        ("test", {}, found),
        ("token", {"token": site.token}, found),
    ):
        assert said in ada.post(where + button, sent).content.decode()
        assert said not in ada.get(where).content.decode()
        assert "_messages" not in ada.session


def test_what_was_removed_in_another_tab_is_not_there_any_more(
    ada: Client, acme: House, connection: Connection, site: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = f"/w/{acme.slug}/connections/{connection.pk}/"
    look = trying.look

    def meanwhile(account: trying.Account) -> trying.Seen:
        Connection.objects.all().delete()
        return look(account)

    monkeypatch.setattr(trying, "look", meanwhile)
    assert ada.post(where + "token", {"token": site.token}).status_code == 404
    with pytest.raises(making.Gone):
        making.choose(connection, projects=["10000"], boards=[], now=connection.created)
    assert not Connection.objects.exists()


def test_choosing_what_was_removed_meanwhile_is_404(
    ada: Client, acme: House, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = finding.one

    def meanwhile(membership: Any, id: Any) -> Connection:
        found = one(membership, id)
        Connection.objects.all().delete()
        return found

    monkeypatch.setattr(finding, "one", meanwhile)
    where = f"/w/{acme.slug}/connections/{connection.pk}/scope"
    assert ada.post(where, {"projects": ["10000"]}).status_code == 404
    assert not Connection.objects.exists()


def test_after_the_root_key_was_lost_another_token_mends_it(
    ada: Client, acme: House, connection: Connection, site: Simulated, settings: Any, tmp_path: Path
) -> None:
    settings.ROOT_KEY_FILE = tmp_path / "root.key"
    custody.make_root_key(settings.ROOT_KEY_FILE)
    where = f"/w/{acme.slug}/connections/{connection.pk}/"
    assert "cannot be opened" in ada.post(where + "test", follow=True).content.decode()
    assert "The test passed" in ada.post(where + "token", {"token": site.token}).content.decode()
    assert "The test passed" in ada.post(where + "test").content.decode()


@pytest.mark.asvs("15.2.2")
def test_slow_trackers_hold_two_threads_and_no_more(
    ada: Client, acme: House, site: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "_WAITS_SECONDS", 0.01)
    with trying._AT_ONCE, trying._AT_ONCE:
        refused = connect(ada, acme, site)
    assert refused.status_code == 422
    assert "Two other trackers are being tried right now. Try again in a moment." in refused.content.decode()
    assert site.requests == []
    assert connect(ada, acme, site).status_code == 302


def test_where_a_look_stopped_counting_the_page_says_so() -> None:
    said = pages.summary(trying.Seen("ated", 500, 499, 7, 12, 0.5, 15, 500), "jira")
    assert "sees 500 or more projects, 499 boards and about 7 items" in said


def test_the_look_says_what_it_found_in_numbers(acme: House, connection: Connection, site: Simulated) -> None:
    seen = making.test(acme.ada, connection, now=MONDAY)
    assert (seen.projects, seen.boards) == (len(site.tracker.projects), len(site.tracker.boards))
    assert seen.items == len(site.tracker.issues)
    assert seen.account == "ated"
    assert seen.requests == len(site.requests)
    assert zlib.crc32(repr(seen).encode())  # It prints, and holds no token.
    assert site.token not in repr(seen)
