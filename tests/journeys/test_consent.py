"""The question about analytics in a browser: with scripts and without, with the signal and without."""

import hashlib
import http.client
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from altaclario.declarations import cookies
from altaclario.simulator.serving import Simulated
from altaclario.web import versions
from tests.browsing import Visitor
from tests.google import SECRET, Google, serving
from tests.journeys import canaries, people
from tests.journeys.command import ROOT
from tests.journeys.product import Product, until_true
from tests.journeys.test_accessibility import is_accessible, opened

pytestmark = [pytest.mark.browser, pytest.mark.file_turns(4), pytest.mark.undecided]

QUESTION = "[data-question]"
PREFERENCES = "/cookie-preferences"
PAGES = ("/", "/terms", "/accounts/login/", "/accounts/signup/", "/no-such-page")
NOT_FOUND = "status of 404"
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
SIGNAL = {"Sec-GPC": "1"}
TELLS_SCRIPTS = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"


@pytest.fixture(scope="module")
def google() -> Iterator[Google]:
    """What would be Google, on this machine."""
    found = Google()
    with serving(found) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield found
        server.shutdown()


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory, google: Google) -> Iterator[Product]:
    """The product of an operator who named an analytics property, with texts of its own to change."""
    folder = tmp_path_factory.mktemp("measured")
    (folder / "secret").write_text(SECRET)
    copytree(versions.FOLDER, folder / "policy")
    (folder / "operators.py").write_text(
        "from pathlib import Path\n"
        "from altaclario.config.settings import *\n"
        "from altaclario.web import versions\n"
        "from ipaddress import ip_network\n"
        f"ANALYTICS_ID, ANALYTICS_SECRET_FILE = 'G-TEST', {str(folder / 'secret')!r}\n"
        f"ANALYTICS_URL, ANALYTICS_NETWORKS = {google.url!r}, (ip_network('127.0.0.0/8'),)\n"
        f"versions.FOLDER = Path({str(folder / 'policy')!r})\n"
    )
    surroundings = {
        "DJANGO_SETTINGS_MODULE": "operators",
        "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}",
        "ALTACLARIO_TRACKER_NETWORKS": "127.0.0.0/8",
    }
    product = Product(folder, ("--no-demo",), surroundings)
    try:
        yield product.start()
        product.stop()
    finally:
        product.kill()


def choice_in(visitor: Visitor) -> list[str]:
    """What the cookie holds, part by part; nothing without one."""
    found = [one["value"] for one in visitor.context.cookies() if one["name"] == "consent"]
    return found[0].split(":") if found else []


def give(visitor: Visitor, product: Product, value: str) -> None:
    visitor.context.add_cookies([{"name": "consent", "value": value, "url": product.url}])


def press(page: Page, button: str) -> None:
    """Answer the question, and wait until it is gone."""
    page.locator(QUESTION).get_by_role("button", name=re.compile(f"^{button}")).click()
    expect(page.locator(QUESTION)).to_have_count(0)


def answered(version: str = "", answer: str = "accepted", at: float = 0.0, signal: int = 0) -> str:
    number = version or versions.newest("cookies").version
    return f"1:{number}:{answer}:{int(at or datetime.now(UTC).timestamp())}:{signal}"


@SCRIPT
@pytest.mark.parametrize("path", PAGES)
def test_who_comes_first_is_asked_on_whatever_page_and_nothing_is_set(
    measured: Product, visit: Callable[..., Visitor], path: str, script: bool
) -> None:
    visitor = visit(measured.url, script=script, expects=(NOT_FOUND,))
    expect(visitor.open(path).locator(QUESTION)).to_be_visible()
    assert {one["name"] for one in visitor.context.cookies()} <= {"csrftoken"}


@SCRIPT
@pytest.mark.parametrize(("button", "said"), [("Accept", "accepted"), ("Decline", "declined"), ("Close", "declined")])
def test_an_answer_is_one_press_and_holds(
    measured: Product, visit: Callable[..., Visitor], button: str, said: str, script: bool
) -> None:
    visitor = visit(measured.url, script=script)
    page = visitor.open("/terms")
    press(page, button)
    assert page.url.endswith("/terms")
    assert choice_in(visitor)[1:3] == [versions.newest("cookies").version, said]
    page.reload()
    expect(page.locator(QUESTION)).to_have_count(0)
    page.goto(measured.url + PREFERENCES)
    expect(page.locator("main")).to_contain_text(f"You {said} analytics.")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_both_answers_are_the_same_in_size_colour_and_height(
    measured: Product, visit: Callable[..., Visitor], width: int, theme: str
) -> None:
    page = visit(measured.url, width=width, theme=theme).open("/")
    looks = [
        page.locator(QUESTION)
        .get_by_role("button", name=name, exact=True)
        .evaluate(
            """one => { const box = one.getBoundingClientRect(), look = getComputedStyle(one);
            return [box.width, box.height, box.top, look.color, look.backgroundColor, look.borderColor, look.font] }"""
        )
        for name in ("Accept", "Decline")
    ]
    assert looks[0] == looks[1]
    assert looks[0][1] >= 24


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", PREFERENCES])
def test_axe_finds_nothing_in_the_question(
    measured: Product, visit: Callable[..., Visitor], path: str, theme: str
) -> None:
    is_accessible(opened(visit(measured.url, theme=theme), path))


@pytest.mark.parametrize(("steps", "said"), [(1, "declined"), (2, "declined"), (3, "accepted")])
def test_the_keyboard_alone_answers(measured: Product, visit: Callable[..., Visitor], steps: int, said: str) -> None:
    """Behind the link that skips to the page: the cross, then the two answers."""
    visitor = visit(measured.url)
    page = visitor.open("/")
    page.keyboard.press("Tab")
    for _ in range(steps):
        page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    expect(page.locator(QUESTION)).to_have_count(0)
    assert choice_in(visitor)[2] == said


@SCRIPT
def test_a_yes_is_taken_back_in_one_press_from_any_page(
    measured: Product, visit: Callable[..., Visitor], script: bool
) -> None:
    visitor = visit(measured.url, script=script)
    page = visitor.open("/terms")
    press(page, "Accept")
    people.follow(page, page.locator("footer").get_by_role("link", name="Cookie preferences"))
    page.locator("main").get_by_role("button", name="Decline").click()
    expect(page.locator("main")).to_contain_text("You declined analytics.")
    assert choice_in(visitor)[2] == "declined"


@SCRIPT
def test_who_sends_the_signal_is_not_asked_and_told_that_it_is_honoured(
    measured: Product, visit: Callable[..., Visitor], script: bool
) -> None:
    visitor = visit(measured.url, script=script)
    visitor.context.set_extra_http_headers(SIGNAL)
    page = visitor.open("/")
    expect(page.locator(QUESTION)).to_have_count(0)
    page.goto(measured.url + PREFERENCES)
    expect(page.get_by_text("Opt-out signal honoured.")).to_be_visible()
    assert choice_in(visitor) == []


def test_a_browser_that_tells_scripts_alone_is_heard(measured: Product, visit: Callable[..., Visitor]) -> None:
    visitor = visit(measured.url)
    visitor.context.add_init_script(TELLS_SCRIPTS)
    expect(visitor.open("/").locator(QUESTION)).to_have_count(0)


def test_a_yes_from_before_the_signal_counts_no_more_and_comes_back_without_it(
    measured: Product, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(measured.url)
    page = visitor.open("/")
    press(page, "Accept")
    visitor.context.set_extra_http_headers(SIGNAL)
    page.goto(measured.url + PREFERENCES)
    expect(page.locator("main")).to_contain_text("Analytics is off. You accepted before your browser sent its signal")
    visitor.context.set_extra_http_headers({})
    page.reload()
    expect(page.locator("main")).to_contain_text("You accepted analytics.")


def test_a_yes_while_the_signal_is_sent_is_deliberate_and_stands(
    measured: Product, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(measured.url)
    visitor.context.set_extra_http_headers(SIGNAL)
    page = visitor.open(PREFERENCES)
    page.locator("main").get_by_role("button", name="Accept").click()
    expect(page.locator("main")).to_contain_text("You accepted analytics.")
    assert choice_in(visitor)[2::2] == ["accepted", "1"]


def test_a_no_stays_a_no_whatever_the_browser_sends(measured: Product, visit: Callable[..., Visitor]) -> None:
    visitor = visit(measured.url)
    page = visitor.open("/")
    press(page, "Decline")
    for said in (SIGNAL, {}):
        visitor.context.set_extra_http_headers(said)
        page.reload()
        expect(page.locator(QUESTION)).to_have_count(0)
    assert choice_in(visitor)[2] == "declined"


@pytest.mark.parametrize(
    ("value", "is_asked"),
    [
        (answered("2020-01-01", "accepted"), True),
        (answered("2020-01-01", "declined"), False),
        (answered(at=4_000_000_000), True),
        (answered().replace("accepted", "accepted\u00a0"), True),
        ("anything", True),
        ("x" * 3900, True),
    ],
    ids=["an older yes", "an older no", "tomorrow", "edited", "other words", "very long"],
)
def test_what_a_device_says_that_is_no_answer_to_this_question_is_asked_anew(
    measured: Product, visit: Callable[..., Visitor], value: str, is_asked: bool
) -> None:
    visitor = visit(measured.url)
    give(visitor, measured, value)
    page = visitor.open("/terms")
    expect(page.locator(QUESTION)).to_have_count(int(is_asked))
    expect(page.locator("h1")).to_have_text("Terms")


def test_an_answer_in_one_tab_is_one_in_all(measured: Product, visit: Callable[..., Visitor]) -> None:
    visitor = visit(measured.url)
    tabs = [visitor.open(path) for path in ("/", "/terms", "/privacy")]
    press(tabs[1], "Accept")
    for tab in tabs:
        expect(tab.locator(QUESTION)).to_have_count(0)


def counted_of(google: Google) -> list[str]:
    """Which pages were told as opened so far, oldest first."""
    events = [one["body"]["events"][0] for one in google.received]
    return [event["params"]["page_title"] for event in events if event["name"] == "page_view"]


def speeds_of(google: Google) -> int:
    return sum(one["body"]["events"][0]["name"] == "page_speed" for one in google.received)


def test_after_a_yes_pages_are_counted_by_name_and_a_no_in_one_tab_ends_it_in_all(
    measured: Product, visit: Callable[..., Visitor], google: Google
) -> None:
    google.received.clear()
    visitor = visit(measured.url, expects=(NOT_FOUND,))
    told: list[str] = []
    visitor.context.on("request", lambda request: told.append(request.url) if "/measured" in request.url else None)
    first = visitor.open("/terms?token=never-to-be-told#never-to-be-told")
    press(first, "Accept")
    assert told == []
    first.goto(measured.url + "/accounts/login/?next=/s/never-to-be-told")
    until_true(lambda: counted_of(google) == ["account_login"] and speeds_of(google) == 1)
    people.follow(first, first.locator("footer").get_by_role("link", name="Cookie preferences"))
    other = visitor.open("/terms")
    until_true(lambda: counted_of(google) == ["account_login", "cookie-preferences", "terms"])
    until_true(lambda: speeds_of(google) == 3)
    referrer = google.received[-1]["body"]["events"][0]["params"].get("page_referrer", "")
    assert "never" not in f"{referrer} {google.received}"
    assert {one["name"] for one in visitor.context.cookies()} == {"csrftoken", "consent", "analytics"}
    assert other.evaluate("document.cookie") == ""
    third = visitor.open(PREFERENCES)
    until_true(lambda: speeds_of(google) == 4)
    third.evaluate("window.isTheSamePage = true")
    first.evaluate("window.heard = []; new BroadcastChannel('consent').onmessage = (said) => heard.push(said.data); 0")
    third.locator("main").get_by_role("button", name="Decline").click()
    for tab in (third, first):
        expect(tab.locator("main")).to_contain_text("You declined analytics.")
    assert first.evaluate("heard") == ["hold", "decline"]  # Hits end in all tabs before the no is sent.
    assert third.evaluate("window.isTheSamePage")
    assert {one["name"] for one in visitor.context.cookies()} == {"csrftoken", "consent"}
    before = (len(told), len(google.received))
    for tab in (first, other, third):
        tab.reload()
        tab.goto(measured.url + "/privacy")
        tab.wait_for_load_state("networkidle")
    assert (len(told), len(google.received)) == before
    numbers = {one["body"]["client_id"] for one in google.received}
    assert len(numbers) == 1
    assert canaries.in_folders([measured.data], [*numbers, SECRET]) == []
    assert canaries.hits(measured.said.encode(), [*numbers, SECRET]) == []


def test_a_browser_that_tells_its_signal_to_scripts_alone_is_not_counted_until_it_says_yes_all_the_same(
    measured: Product, visit: Callable[..., Visitor], google: Google
) -> None:
    google.received.clear()
    visitor = visit(measured.url)
    press(visitor.open("/terms"), "Accept")
    visitor.context.add_init_script(TELLS_SCRIPTS)
    page = visitor.open("/privacy")
    page.goto(measured.url + PREFERENCES)
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("Opt-out signal honoured.")).to_be_visible()
    expect(page.locator("main")).to_contain_text("You accepted before your browser sent its signal")
    page.locator("main").get_by_role("button", name="Accept").click()
    until_true(lambda: choice_in(visitor)[4:] == ["1"])
    page.goto(measured.url + "/terms")
    until_true(lambda: counted_of(google) == ["terms"])


def test_the_choice_of_a_device_outlives_signing_in_and_out_and_stands_in_the_log(
    measured: Product, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(measured.url)
    page = visitor.open("/")
    press(page, "Decline")
    chosen = choice_in(visitor)
    people.sign_up(page, measured, people.somebody())
    page.goto(measured.url + "/accounts/agreed/")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("tbody")).to_contain_text(f"Cookies, {versions.newest('cookies').version}")
    page.goto(measured.url + "/accounts/logout/")
    people.send(page)
    assert choice_in(visitor) == chosen
    expect(page.locator(QUESTION)).to_have_count(0)


def test_who_is_signed_in_answers_into_the_log(measured: Product, visit: Callable[..., Visitor]) -> None:
    page = visit(measured.url).open("/")
    people.sign_up(page, measured, people.somebody())
    press(page, "Accept")
    page.goto(measured.url + "/accounts/agreed/")
    expect(page.locator("tbody tr").first).to_contain_text("accepted")
    people.follow(page, page.locator("tbody a").first)
    expect(page.locator("h2#the-question + p")).to_contain_text("May Google Analytics count which pages are opened")
    page.goto(measured.url + "/accounts/security/activity")
    expect(page.locator("main")).to_contain_text("You chose about analytics: accepted,")


def test_shared_dashboards_ask_nothing_and_lead_to_the_preferences(
    measured: Product, visit: Callable[..., Visitor], tracker: Simulated, google: Google
) -> None:
    lead = people.lead(visit(measured.url), measured, tracker)
    expect(lead.page.locator("#chips")).to_contain_text("Live", timeout=20_000)
    lead.page.goto(f"{measured.url}/w/{lead.slug}/shares/new?dashboard=flow")
    people.send(lead.page)
    link = lead.page.locator("#address").input_value()
    guest = visit(measured.url).open(link.removeprefix(measured.url))
    expect(guest.locator(QUESTION)).to_have_count(0)
    people.follow(guest, guest.locator("footer").get_by_role("link", name="Cookie preferences"))
    expect(guest.locator("h1")).to_have_text("Cookie preferences")
    guest.locator("main").get_by_role("button", name="Accept").click()
    expect(guest.locator("main")).to_contain_text("You accepted analytics.")
    google.received.clear()
    guest.goto(link)
    people.follow(guest, guest.locator("footer").get_by_role("link", name="Cookie preferences"))
    until_true(lambda: counted_of(google) == ["cookie-preferences"])
    assert link.rpartition("/")[2] not in str(google.received)


@SCRIPT
def test_where_nothing_is_measured_nobody_is_asked(own: Product, visit: Callable[..., Visitor], script: bool) -> None:
    page = visit(own.url, script=script).open("/")
    expect(page.locator(QUESTION)).to_have_count(0)
    page.goto(own.url + PREFERENCES)
    expect(page.locator("main")).to_contain_text("nothing is sent to Google and there is nothing to choose")
    expect(page.locator("main [name=answer]")).to_have_count(0)


@pytest.mark.parametrize(("sent", "is_asked"), [(("0", "1"), False), (("1", "1"), False), (("0", "true"), True)])
def test_a_signal_that_is_sent_twice_counts_once(measured: Product, sent: tuple[str, str], is_asked: bool) -> None:
    line = http.client.HTTPConnection(urlsplit(measured.url).netloc, timeout=20)
    line.putrequest("GET", "/terms")
    for value in sent:
        line.putheader("Sec-GPC", value)
    line.endheaders()
    assert (b"data-question" in line.getresponse().read()) == is_asked
    line.close()


KEPT = """async () => [...Object.keys(localStorage), ...Object.keys(sessionStorage),
  ...(await indexedDB.databases()).map(one => one.name), ...(await caches.keys())]"""


def test_a_walk_over_the_pages_leaves_nothing_on_the_device_that_is_not_in_the_register(
    measured: Product, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(measured.url, expects=(NOT_FOUND,))
    page = visitor.open("/")
    press(page, "Accept")
    people.sign_up(page, measured, people.somebody())
    slug = people.make_workspace(page)
    within = [
        f"/w/{slug}/{path}" for path in ("flow", "sprint", "connections/", "members/", "settings", "audit", "shares/")
    ]
    own = [f"/accounts/{path}/" for path in ("preferences", "security", "email", "agreed")]
    left: set[str] = set()
    for path in (*PAGES, *within, *own, "/privacy", PREFERENCES, "/privacy/versions"):
        page.goto(measured.url + path)
        left |= set(page.evaluate(KEPT))
        left |= {one["name"] for one in visitor.context.cookies()}
    assert left <= {one.name for one in (*cookies.ALL, *cookies.STORED)}
    assert left >= {"consent", "csrftoken", "session", "analytics"}


def test_changed_terms_are_told_of_by_mail_and_asked_for_before_anything_else(
    measured: Product, visit: Callable[..., Visitor]
) -> None:
    person, page = people.somebody(), visit(measured.url).open("/")
    people.sign_up(page, measured, person)
    measured.stop()
    _change_the_terms(measured.folder / "policy")
    measured.start()
    assert "You must like blue." in measured.mails(person.email)[-1]
    page = visit(measured.url).open("/accounts/login/")
    press(page, "Decline")
    for button in ("Leave without accepting", "Accept and go on"):
        page.goto(measured.url + "/accounts/login/")
        page.locator("[name=login]").fill(person.email)
        page.locator("[name=password]").fill(people.PASSWORD)
        people.send(page, re.compile("^Sign in$"))
        expect(page.locator("h1")).to_have_text("The Terms changed")
        page.goto(measured.url + "/accounts/preferences/")
        assert page.url.endswith("/accounts/terms/")
        people.send(page, button)
    assert page.url.endswith("/w/new")
    page.goto(measured.url + "/accounts/preferences/")
    expect(page.locator("main")).to_contain_text("You must like blue.")


def _change_the_terms(folder: Path) -> None:
    today = datetime.now(UTC).date()
    text = f"# Terms\nVersion 2999, effective {today}, material\nChanged: You must like blue.\n\nYou must like blue.\n"
    (folder / "versions" / "terms" / "2999.md").write_text(text)
    with (folder / "versions" / "SHA256SUMS").open("a") as seals:
        seals.write(f"{hashlib.sha256(text.encode()).hexdigest()}  terms/2999.md\n")
