"""What somebody does stands in the log, as sentences and as a file, and a command finds it whole, or where it broke."""

import csv
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browsing import Visitor
from tests.journeys import command, people
from tests.journeys.product import Product
from tests.journeys.test_accessibility import is_accessible, opened

pytestmark = pytest.mark.browser


def made(visit: Callable[..., Visitor], product: Product) -> Page:
    """The page of somebody who made a workspace and invited somebody."""
    page, person = opened(visit(product.url), "/"), people.somebody()
    people.sign_up(page, product, person)
    slug = people.make_workspace(page)
    page.goto(f"{product.url}/w/{slug}/members/invite")
    page.locator("[name=email]").fill("ben@acme.test")
    people.send(page)
    return page


def verified(product: Product) -> tuple[int, list[str]]:
    ended = command.run(["verify-audit", "--data", str(product.data)], token="")
    return ended.code, ended.out.splitlines()


def test_from_an_act_to_its_sentence_its_line_and_the_check(
    own: Product, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    page = made(visit, own)
    people.follow(page, page.get_by_role("link", name="Audit log"))
    is_accessible(page)
    said = page.locator("main").inner_text()
    assert "Ada Example made the workspace." in said
    assert said.index("as member") < said.index("made the workspace")
    page.get_by_role("button", name="About everything").focus()
    page.keyboard.press("Enter")
    is_accessible(page)
    people.follow(page, page.get_by_role("link", name="invitations"))
    assert "made the workspace" not in page.locator("main").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as CSV").click()
    download.value.save_as(tmp_path / "audit.csv")
    (line,) = csv.DictReader((tmp_path / "audit.csv").read_text().splitlines())
    assert (line["what"], line["name"], line["new"]) == ("member-invited", "Ada Example", "member")
    page.goto(f"{own.url}/accounts/security/")
    assert "You confirmed the e-mail address." in page.locator("main").inner_text()
    people.follow(page, page.get_by_role("link", name="See all"))
    is_accessible(page)

    code, lines = verified(own)
    assert (code, [one for one in lines if ": whole, " not in one]) == (0, [f"Chains: {len(lines) - 1}. Not whole: 0."])
    with closing(sqlite3.connect(own.data / "altaclario.sqlite3")) as database, database:
        database.execute("DELETE FROM audit_note WHERE number = 1 AND what = 'workspace-founded'")
    code, lines = verified(own)
    assert code == 1
    assert any("it breaks at note 1, 1 notes are missing." in one for one in lines)
