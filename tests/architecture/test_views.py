"""Doors: what a view may say, who may come in, and what a page may leave in a browser."""

import ast
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from altaclario.connections.models import Connection
from altaclario.declarations import cookies, recipients
from altaclario.workspaces.permissions import Permission
from tests import addresses
from tests.addresses import Address
from tests.cast import House, team_of
from tests.crawling import crawl
from tests.remembering import Memory
from tests.rows import rows
from tests.trackers import Simulated

ROOT = Path(__file__).resolve().parents[2] / "altaclario"
DOORS = [
    path
    for path in ROOT.rglob("*.py")
    if path.stem.endswith(("pages", "api")) and not {"config", "tests"} & set(path.parts)
]
PUBLIC = {
    "workspace-sign-in",
    "workspace-sign-in-back",
    "closed",
    "closed-undo",
    "closed-link",
    "invitation",
    "landing",
    "demo",
    "terms",
    "privacy",
    "cookies",
    "security-policy",
    "subprocessors",
    "data-processing",
    "acceptable-use",
    "dmca",
    "accessibility",
    "text-versions",
    "processing",
    "trust",
    "cookie-preferences",
    "gpc",
    "measured",
    "theme",
    "shortcuts",
    "counted",
    "telemetry",
    "robots",
    "icon",
    "alive",
    "api-description",
    "change-password",
    "security-txt",
    "contact",
    "abuse",
    "dmca-notice",
    "counter-notice",
    "desk-status",
    "status",
    "status-all",
    "status-feed",
    "incident-close",
    "updates",
}
"""Open to everybody."""
GUESTS = {"share-opened", "shared", "share-framed"}
"""Open to whoever has a share link."""
SIGNED_IN = {"updates-close", "workspaces", "workspace-new", "invitation-held", "invitation-as-another"}
"""Open to whoever is signed in."""

OPERATORS = {"operator", "operator-desk", "operator-matter", "operator-decide", "operator-extend"}
"""Open to operators alone, and to others as if there were nothing."""


def _named(address: Address) -> str:
    return address.name


@pytest.mark.parametrize("path", DOORS, ids=lambda path: path.parent.name)
def test_views_do_not_query(path: Path) -> None:
    words = {"objects", "filter", "get_object_or_404", "get_list_or_404", "raw", "cursor", "execute"}
    tree = ast.parse(path.read_text())
    said = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    said |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert said & words == set()


def test_there_are_doors_to_look_at() -> None:
    assert {path.parent.name for path in DOORS} >= {"connections", "dashboards", "sync", "web", "workspaces"}
    assert len(addresses.in_workspaces()) >= 13


@pytest.mark.asvs("8.2.1")
@pytest.mark.proves("tenant-walls")
@pytest.mark.parametrize("address", addresses.every(), ids=_named)
def test_every_address_is_behind_the_door_or_known_to_be_open(address: Address) -> None:
    permission = getattr(address.view, "permission", None)
    if address.is_in_a_workspace:
        assert permission in Permission
    else:
        assert permission is None
        is_known = address.name in PUBLIC | GUESTS | SIGNED_IN | OPERATORS or address.route.startswith("accounts/")
        assert is_known or address.is_of_programs


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(SIGNED_IN))
def test_what_needs_a_person_sends_others_to_sign_in(name: str, anybody: Client) -> None:
    (address,) = [one for one in addresses.every() if one.name == name]
    assert anybody.get(f"/{address.route}").headers["Location"].startswith("/accounts/login/?next=")


@pytest.mark.asvs("3.5.1", "3.5.2")
@pytest.mark.django_db
@pytest.mark.any_database
@pytest.mark.parametrize("address", addresses.every(), ids=_named)
def test_no_form_is_taken_that_our_own_page_did_not_send(address: Address, acme: House) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(acme.ada.person)
    path = "/" + address.route.replace("<slug:slug>", acme.slug).replace("<uuid:id>", str(uuid4()))
    path = (
        path.replace("<int:item>", "1")
        .replace("<int:pk>", "1")
        .replace("<uuid:member>", str(acme.ben.pk))
        .replace("<uuid:invitation>", str(uuid4()))
        .replace("<uuid:link>", str(uuid4()))
        .replace("<uuid:identity>", str(uuid4()))
        .replace("<slug:issuer>", "acme-id")
        .replace("<slug:section>", "calendar")
        .replace("<slug:provider>", "jira")
        .replace("<uuid:team>", str(uuid4()))
        .replace("<uuid:api_token>", str(uuid4()))
    )
    path = path.replace("(?P<key>[-:\\w]+)", "x").replace("^", "").replace("$", "").replace("\\", "")
    path = path.replace("(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)", "1-x")
    before = rows()
    answer = browser.post(path, {"name": "Elsewhere", "site": "https://acme.atlassian.net"})
    assert not getattr(address.view, "csrf_exempt", False)
    assert answer.status_code == 403, path
    assert rows() == before


@pytest.mark.asvs("3.5.3")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", addresses.in_workspaces(), ids=_named)
def test_looking_at_what_changes_things_changes_nothing(
    address: Address, ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    """A link, a prefetch or a picture's address must not do what a button does."""
    team = team_of(acme, connection)
    before = rows()
    answer = ada.get(address.of(acme.slug, connection.pk, member=acme.ben.pk, team=team.pk))
    permission: Permission = address.view.permission  # type: ignore[attr-defined]
    if permission is not Permission.VIEW:
        assert rows() == before
    assert answer.status_code in ((200, 302) if permission is Permission.VIEW else (200, 405))


@pytest.mark.proves("kinds-of-storage")
@pytest.mark.django_db(transaction=True)
@pytest.mark.any_database
def test_no_page_leaves_a_cookie_that_is_not_declared(
    ada: Client,
    anybody: Client,
    acme: House,
    connection: Connection,
    read: object,
    demo: object,
    site: Simulated,
    settings: object,
) -> None:
    settings.ANALYTICS_ID = "G-TEST"  # type: ignore[attr-defined]
    read(connection)  # type: ignore[operator]
    left = set()
    for browser in (ada, anybody):
        for answer in crawl(browser, "/", f"/w/{acme.slug}/flow", "/w/demo/flow", "/accounts/signup/").values():
            left |= set(answer.cookies)
        for path, sent in (
            ("/theme", {}),
            ("/shortcuts", {}),
            ("/cookie-preferences", {"answer": "accept"}),
            ("/accounts/login/", {"login": "x@y.test", "password": "z"}),
        ):
            left |= set(browser.post(path, sent).cookies)
    assert left <= {one.name for one in cookies.ALL}
    assert left >= {"csrftoken", "theme", "shortcuts", "consent", "analytics"}


def test_every_cookie_says_what_it_is_for() -> None:
    assert len({one.name for one in cookies.ALL}) == len(cookies.ALL)
    assert all(one.purpose and one.lives for one in cookies.ALL)


CALLERS = {
    "sync/reading.py": "tracker",
    "sync/checking.py": "tracker",
    "connections/trying.py": "tracker",
    "accounts/openid/calls.py": "issuer",
    "connections/grants/asking.py": "grants",
    "consent/analytics/sending.py": "analytics",
}
"""Who opens a line to somebody outside, and to whom."""


@pytest.mark.asvs("13.2.4", "13.2.5")
def test_whoever_is_called_stands_in_the_register() -> None:
    opening = {
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        if "tests" not in path.parts and re.search(r"calling\.(issuer_|analytics_|granting_)?line\(", path.read_text())
    }
    assert opening == set(CALLERS)
    # Mails go through the framework, to the server that a gate looks at; and it stands on somebody's machines.
    assert {*CALLERS.values(), "mail", "hosting"} == {one.slug for one in recipients.ALL}


@pytest.mark.asvs("14.2.3")
@pytest.mark.django_db(transaction=True)
def test_what_leaves_is_what_the_register_says(connection: Connection, read: object, site: Simulated) -> None:
    """The credential, project keys, issue ids and names of fields: and the words of the question around them."""
    read(connection)  # type: ignore[operator]
    words = {"startAt", "maxResults", "orderBy", "projectKeyOrId", "nextPageToken", "fieldsByKeys"}
    meant = {"jql", "fields", "fieldIds", "issueIdsOrKeys"}
    said = {word for asked in site.requests for word in {**asked["query"], **(asked["body"] or {})}}
    assert said <= words | meant
    assert {asked["method"] for asked in site.requests} == {"GET", "POST"}
