"""axe finds nothing on any page, in both themes, at 320, 360 and 1280 pixels; nothing has to be scrolled sideways."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from altaclario.simulator.serving import Simulated
from tests.browsing import Visitor
from tests.journeys import people
from tests.journeys.command import ROOT
from tests.journeys.product import Product
from tests.journeys.test_operating import operator, write_to_the_desk

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (320, 360, 1280)
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])
SOON = 20_000
OUTSIDE = [
    "/",
    "/terms",
    "/privacy",
    "/cookie-preferences",
    "/privacy/versions",
    "/privacy/versions?text=terms&version=2026-12-01&since=2026-11-24",
    "/privacy/processing",
    "/subprocessors",
    "/trust",
    "/no-such-page",
    "/contact",
    "/abuse?link=00000000-0000-4000-8000-000000000000",
    "/dmca/notice",
    "/dmca/counter-notice",
    "/desk/status",
    "/status",
    "/status/all",
    "/updates",
    "/accounts/signup/",
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/login/code/",
    "/w/demo/flow",
    "/w/demo/flow?board=1&window=30&clock=working",
    "/w/demo/flow?from=2020-01-01&to=2020-01-31",
    "/w/demo/flow?window=365&baseline=half",
    "/w/demo/flow?at=2020-01-31",
    "/figures",
    "/w/demo/forecast",
    "/w/demo/explore?over=week",
    "/w/demo/explore?measure=cycle&by=parent",
    "/w/demo/forecast?items=40&window=30&without=2020-01-01&if=a20_s-6",
    "/w/demo/forecast?at=2020-01-31",
    "/w/demo/forecast?work=progress&limit=3",
    "/w/demo/quality",
    "/w/demo/quality?from=2020-01-01&to=2020-01-31",
    "/w/demo/quality?window=365&baseline=half&clock=working",
    "/w/demo/hygiene",
    "/w/demo/hygiene?from=2020-01-01&to=2020-01-31",
    "/w/demo/home",
    "/w/demo/home?at=2020-01-31",
    "/w/demo/portfolio",
    "/w/demo/portfolio?at=2020-01-31",
    "/w/demo/releases",
    "/w/demo/releases?version=108&against=107",
    "/w/demo/releases?version=108&turn=each&growth=on&at=2026-11-02",
    "/w/demo/sprint",
    "/w/demo/sprint?measure=points",
    "/w/demo/connections/",
    "/w/demo/teams/",
]


def test_axe_does_find_what_is_broken(demo: Product, visit: Callable[..., Visitor]) -> None:
    page = opened(visit(demo.url), "/")
    page.evaluate("() => { document.documentElement.removeAttribute('lang'); document.body.style.width = '3000px' }")
    with pytest.raises(AssertionError, match=r"html-has-lang[\s\S]*pixels too wide"):
        is_accessible(page)


@THEMES
@pytest.mark.parametrize("path", OUTSIDE)
def test_what_anybody_can_open(demo: Product, visit: Callable[..., Visitor], theme: str, path: str) -> None:
    is_accessible(opened(visit(demo.url, theme=theme, expects=("status of 404",)), path))


@THEMES
def test_what_the_demo_shows_of_its_connection(demo: Product, visit: Callable[..., Visitor], theme: str) -> None:
    page = opened(visit(demo.url, theme=theme), "/w/demo/connections/")
    people.follow(page, page.locator("main tbody a").first)
    is_accessible(page)
    page.locator("#chips button").click()
    is_accessible(page, widths=(1280,))
    people.follow(page, page.get_by_role("link", name="All readings").last)
    is_accessible(page)


@THEMES
def test_what_happened_to_an_item(demo: Product, visit: Callable[..., Visitor], theme: str) -> None:
    page = opened(visit(demo.url, theme=theme, expects=("status of 404",)), "/w/demo/flow")
    people.follow(page, page.locator("#items tbody a").first)
    expect(page.get_by_role("heading", name="Stays")).to_be_visible()
    is_accessible(page)
    page.locator(".headline summary").first.click()
    is_accessible(page, widths=(360, 1280))
    page.goto(re.sub(r"\d+$", "1", page.url))
    is_accessible(page)


@THEMES
def test_everything_that_is_folded_away(demo: Product, visit: Callable[..., Visitor], theme: str) -> None:
    for path in ("/w/demo/flow", "/w/demo/sprint", "/w/demo/hygiene"):
        page = opened(visit(demo.url, theme=theme), path)
        page.locator("details.data").evaluate_all("several => several.forEach(one => one.open = true)")
        page.locator(".headline summary").first.click()
        is_accessible(page)
        page.locator(".filters > .button").first.click()
        is_accessible(page, widths=(1280,))


@THEMES
def test_the_road_of_a_lead_in_every_state(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor], theme: str
) -> None:
    visitor = visit(own.url, theme=theme, expects=("status of 4",))
    page, person = opened(visitor, "/"), people.somebody()
    is_accessible(page)
    people.fill_in_sign_up(page, person)
    page.locator("[name=password1]").fill("short")
    people.send(page)
    is_accessible(page)
    people.fill_in_sign_up(page, person)
    people.send(page)
    is_accessible(page)
    page.locator("[name=code]").fill(own.code(person.email))
    people.send(page)
    is_accessible(page)
    slug = people.make_workspace(page)
    is_accessible(page)
    people.fill_in_connection(page, tracker, token="wrong")
    people.send(page)
    is_accessible(page)
    people.connect(page, tracker)
    is_accessible(page)
    unchosen = re.sub("scope$", "", page.url)
    for address in (unchosen, f"{own.url}/w/{slug}/flow", f"{own.url}/w/{slug}/connections/"):
        page.goto(address)
        is_accessible(page)
    page.goto(f"{unchosen}scope")
    connection = reads_slowly(page, tracker)
    is_accessible(page)
    page.goto(f"{own.url}/w/{slug}/flow")
    is_accessible(page)
    page.goto(connection)
    people.send(page, "Stop reading")
    expect(page.locator("main")).to_contain_text("The reading was stopped.", timeout=SOON)
    is_accessible(page)
    for address in (f"{own.url}/w/{slug}/flow", f"{own.url}/w/{slug}/sprint"):
        page.goto(address)
        is_accessible(page)
    tracker.latency_ms = 0
    page.goto(connection)
    people.send(page, "Read again now")
    expect(page.locator("#chips")).to_contain_text("Live", timeout=SOON)
    is_accessible(page)
    tracker.faults.add(path="/rest/api/3/", kind="status", status=401)
    people.send(page, "Read again now")
    expect(page.locator("#chips")).to_contain_text("Stale", timeout=SOON)
    is_accessible(page)
    for address in (f"{own.url}/w/{slug}/flow", f"{own.url}/w/{slug}/sprint"):
        page.goto(address)
        is_accessible(page)
    page.goto(connection)
    page.get_by_text("Empty the memory").click()
    is_accessible(page)
    people.send(page, "Empty it now")
    is_accessible(page)
    for address in (f"{connection}history", f"{connection}token", f"{own.url}/w/{slug}/flow"):
        page.goto(address)
        is_accessible(page)


@THEMES
def test_who_belongs_to_a_workspace_and_how_it_is_set(own: Product, visit: Callable[..., Visitor], theme: str) -> None:
    page = opened(visit(own.url, theme=theme), "/")
    people.sign_up(page, own, people.somebody())
    slug = people.make_workspace(page)
    for path in (
        "/w/?all",
        f"/w/{slug}/members/leave",
        f"/w/{slug}/members/invite",
        f"/w/{slug}/settings",
        f"/w/{slug}/my-sign-in",
        f"/sign-in/{slug}/",
    ):
        page.goto(own.url + path)
        is_accessible(page)
    page.goto(f"{own.url}/w/{slug}/identity-provider")
    page.locator("[name=password]").fill(people.PASSWORD)
    people.send(page)
    expect(page.locator("[name=secret]")).to_be_visible()
    is_accessible(page)
    page.goto(f"{own.url}/w/{slug}/teams/")
    is_accessible(page)
    people.follow(page, page.get_by_role("link", name="Make a team"))
    is_accessible(page)
    page.locator("[name=name]").fill("Payments")
    people.send(page, "Make it")
    is_accessible(page)
    page.locator("summary", has_text="Delete the team").click()
    is_accessible(page, widths=(360, 1280))
    page.goto(f"{own.url}/w/{slug}/members/")
    is_accessible(page)
    page.get_by_role("button", name="Workspace: Acme").click()
    is_accessible(page, widths=(1280,))


@THEMES
def test_what_belongs_to_an_account(own: Product, visit: Callable[..., Visitor], theme: str) -> None:
    page = opened(visit(own.url, theme=theme), "/")
    people.sign_up(page, own, people.somebody())
    security = f"{own.url}/accounts/security/"
    for path in (
        "/accounts/preferences/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/logout/",
        "/privacy",
    ):
        page.goto(own.url + path)
        is_accessible(page)
    page.goto(security)
    is_accessible(page)
    page.goto(f"{security}totp/activate/")
    is_accessible(page)
    page.locator("[name=password]").fill(people.PASSWORD)
    people.send(page)
    is_accessible(page)
    people.set_up_app(page)
    is_accessible(page)
    for path in ("", "totp/deactivate/", "recovery-codes/generate/", "reauthenticate/", "webauthn/add/"):
        page.goto(security + path)
        is_accessible(page)


@THEMES
def test_what_whoever_runs_the_installation_sees(own: Product, visit: Callable[..., Visitor], theme: str) -> None:
    page = opened(visit(own.url, theme=theme, expects=("status of 422",)), "/")
    reference, _code = write_to_the_desk(page, own.url)
    operator(own, page)
    for path in ("/operator", "/operator?days=90", "/operator/desk", "/operator/desk?all"):
        page.goto(own.url + path)
        is_accessible(page)
    page.goto(f"{own.url}/operator/desk/{reference}")
    is_accessible(page)
    page.locator("main form").evaluate_all("forms => forms.forEach(one => one.noValidate = true)")
    assert people.send(page, "Decide and tell").status == 422
    is_accessible(page)


def opened(visitor: Visitor, path: str) -> Page:
    """A page into which axe comes with each document, since the policy lets no script of ours in."""
    assert AXE.is_file(), "axe-core is not there: `python3 test.py` fetches it"
    visitor.context.add_init_script(path=AXE)
    return visitor.open(path)


def reads_slowly(page: Page, tracker: Simulated) -> str:
    """Choose what is read, of a tracker slower than any look at its pages; returns the address of the connection."""
    page.locator("[name=projects]").first.check()
    tracker.latency_ms = 8000
    people.send(page)
    expect(page.get_by_label("Stages of the reading")).to_be_visible()
    return page.url


def is_accessible(page: Page, widths: tuple[int, ...] = WIDTHS) -> None:
    """No violation at any width, and no line that runs out of the window."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        settled(page)
        found += [f"{page.url} at {width}: {one}" for one in violations(page)]
        wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{page.url} at {width}: {wide} pixels too wide"] if wide > 0 else []
    assert not found, "\n".join(found)


def settled(page: Page) -> None:
    """Charts draw themselves anew after a change of width."""
    page.evaluate("() => new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)))")


def violations(page: Page) -> list[str]:
    """Each rule that is broken, with the places."""
    broken = page.evaluate(
        "() => axe.run().then(all => all.violations.map(one => [one.id, one.nodes.map(n => n.target)]))"
    )
    return [f"{rule}: {places[:5]}" for rule, places in broken]
