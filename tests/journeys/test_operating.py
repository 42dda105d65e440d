"""Whoever runs an installation: finds its pages, tells of an incident and decides what a stranger sent."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browsing import Visitor
from tests.journeys import people
from tests.journeys.command import ROOT
from tests.journeys.product import Product

pytestmark = pytest.mark.browser
TITLE = "Reading from Jira is slow"


def command(product: Product, *words: str) -> str:
    """What `altaclario` prints that whoever runs it types beside it."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("ALTACLARIO_", "DJANGO_"))}
    line = [sys.executable, "-m", "altaclario", *words, "--data", str(product.data)]
    done = subprocess.run(line, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def operator(product: Product, page: Page) -> str:
    """Somebody with an authenticator app, whom a command made an operator; the slug of a workspace of theirs."""
    person = people.somebody()
    people.sign_up(page, product, person)
    page.goto(f"{product.url}/accounts/security/totp/activate/")
    page.locator("[name=password]").fill(people.PASSWORD)
    people.send(page)
    people.set_up_app(page)
    command(product, "make-operator", person.email)
    page.goto(f"{product.url}/w/new")
    return people.make_workspace(page)


def write_to_the_desk(page: Page, url: str) -> tuple[str, str]:
    """As a person types; the reference and the code."""
    page.goto(f"{url}/contact")
    page.locator("[name=category]").select_option(label="Other safety concern")
    page.locator("[name=name]").press_sequentially("Somebody who types as people type", delay=110)
    page.locator("[name=text]").fill("Please look at this.")
    people.send(page)
    return page.locator("#reference").inner_text(), page.locator("#code").inner_text()


def press(page: Page, what: Locator, *, most: int = 60) -> None:
    """By the keyboard alone."""
    for _ in range(most):
        if what.evaluate("one => one === document.activeElement"):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{most} times Tab do not lead to {what}")


def test_an_incident_stands_on_every_page_until_somebody_closes_it_or_it_is_over(
    own: Product, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    said = tmp_path / "said.txt"
    said.write_text("Jira refuses one in three.")
    page = visit(own.url).open("/terms")
    words = ("--title", TITLE, "--part", "reading", "--severity", "minor", "--text-file", str(said))
    number = command(own, "incident", "open", *words).split()[1]
    try:
        page.reload()
        expect(page.get_by_role("complementary", name="Incidents")).to_contain_text(TITLE)
        press(page, page.get_by_role("link", name="What is known"))
        expect(page.get_by_role("heading", level=3)).to_have_text(TITLE)
        page.goto(f"{own.url}/updates")
        press(page, page.get_by_role("button", name=f"Close: {TITLE}"))
        assert page.url == f"{own.url}/updates"
        expect(page.get_by_role("complementary", name="Incidents")).to_have_count(0)
        expect(visit(own.url).open("/trust").get_by_role("complementary", name="Incidents")).to_contain_text(TITLE)
    finally:
        command(own, "incident", "resolve", number, "--text-file", str(said))
    page.goto(f"{own.url}/status")
    expect(page.locator("main")).to_contain_text("Everything works.")
    expect(visit(own.url).open("/trust").get_by_role("complementary", name="Incidents")).to_have_count(0)


def test_an_operator_finds_the_desk_and_decides_by_keyboard_alone(own: Product, visit: Callable[..., Visitor]) -> None:
    stranger = visit(own.url, expects=("status of 4",)).open("/")
    reference, code = write_to_the_desk(stranger, own.url)
    page = visit(own.url).open("/")
    operator(own, page)
    page.get_by_role("button", name="Your account").click()
    people.follow(page, page.get_by_role("link", name="This installation"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this installation well?")
    press(page, page.get_by_role("navigation", name="Operator").get_by_role("link", name="Desk"))
    press(page, page.get_by_role("link", name=reference))
    expect(page.locator("main")).to_contain_text("Please look at this.")
    page.locator("[name=decision]").select_option(index=1)
    page.locator("#decide_reasons").fill("We looked at it.")
    press(page, page.get_by_role("button", name="Decide and tell"))
    expect(page.locator("main")).to_contain_text("We looked at it.")
    expect(page.get_by_role("button", name="Decide and tell")).to_have_count(0)
    stranger.goto(f"{own.url}/desk/status")
    stranger.locator("[name=reference]").fill(reference)
    stranger.locator("[name=code]").fill(code)
    people.send(stranger)
    expect(stranger.locator("main")).to_contain_text("We looked at it.")
