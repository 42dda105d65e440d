"""Pages load nothing from another host and run nothing that is not our own file."""

import re
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.test import Client
from django.urls import include, path

from altaclario.connections.models import Connection
from altaclario.web import headers
from altaclario.workspaces.models import Workspace
from tests.cast import House, connected
from tests.crawling import crawl, html, seen
from tests.remembering import Read
from tests.trackers import Simulated

pytestmark = pytest.mark.proves("no-third-party-scripts")
ROOMS = Path(headers.__file__).resolve().parents[1]
OURS = re.compile(r"^(/(?!/)|#|\?|data:image/|$)")
"""An address on this host, a place on this page, or a picture that stands in the page itself."""


@pytest.mark.asvs("3.4.3", "14.2.3")
@pytest.mark.django_db(transaction=True)
@pytest.mark.any_database
def test_no_page_loads_from_another_host_or_runs_what_stands_in_it(
    ada: Client,
    anybody: Client,
    acme: House,
    connection: Connection,
    demo: Workspace,
    read: Read,
    site: Simulated,
) -> None:
    read(connection)
    read(connected(demo, site))
    pages = []
    for browser in (ada, anybody):
        pages += html(
            crawl(browser, "/", "/w/", f"/w/{acme.slug}/flow", "/w/demo/flow", "/accounts/signup/", "/nothing")
        )
    assert len(pages) > 25
    for address, text in pages:
        page = seen(text)
        assert [one for one in page.loads if not OURS.match(one)] == [], address
        assert page.inline == [], address


def test_the_eye_sees_what_it_must() -> None:
    page = seen(
        '<script src="//cdn.test/a.js"></script><img srcset="https://x.test/a.png 2x"><style>a{}</style>'
        '<a href="https://else.test" onclick="x()">t</a><script>1</script><link href="https://f.test/font.css">'
        '<p style="color:red"><script type="application/json">{}</script>'
    )
    assert [one for one in page.loads if not OURS.match(one)] == [
        "//cdn.test/a.js",
        "https://x.test/a.png 2x",
        "https://f.test/font.css",
    ]
    assert page.inline == ["style", "a onclick", "script", "p style"]


SOURCES = {"'none'", "'self'", "data:"}
ANSWERS = ("/", "/nothing", "/privacy", "/alive", "/robots.txt", "/static/web/app.css", "/accounts/login/", "/w/")


@pytest.mark.asvs("14.2.3")
@pytest.mark.django_db
@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_forbids_the_browser_anything_from_elsewhere(anybody: Client, address: str) -> None:
    with closing(anybody.get(address)) as answer:
        policy = answer.headers["Content-Security-Policy"]
    rules = {name: set(rest) for name, *rest in (rule.split() for rule in policy.split(";"))}
    assert rules["default-src"] == {"'none'"}
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == {"'self'"}
    assert rules["frame-ancestors"] == rules["base-uri"] == {"'none'"}
    assert set().union(*rules.values()) <= SOURCES
    assert {name for name, sources in rules.items() if "data:" in sources} <= {"img-src"}


def broken(_request: HttpRequest) -> None:
    raise RuntimeError("SECRET")


urlpatterns = [path("broken", broken), path("", include("altaclario.config.urls"))]


@pytest.mark.asvs("16.5.1")
@pytest.mark.urls(__name__)
def test_an_error_page_has_the_same_headers_and_tells_nothing(anybody: Client) -> None:
    anybody.raise_request_exception = False
    answer = anybody.get("/broken")
    assert answer.status_code == 500
    assert answer.headers["Content-Security-Policy"] == headers.CONTENT_SECURITY_POLICY
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "SECRET" not in answer.content.decode()


@pytest.mark.django_db
def test_answers_are_kept_by_nobody_and_framed_by_nobody(ada: Client, acme: House) -> None:
    answer = ada.get(f"/w/{acme.slug}/flow")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_no_sheet_of_ours_fetches_anything() -> None:
    sheets = sorted(Path(finders.find("web/app.css") or "").parent.rglob("*.css"))
    assert len(sheets) > 2
    for sheet in sheets:
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
        assert [one for one in re.findall(r"@import([^;]*)", text) if not re.fullmatch(r' "app/\w+\.css"', one)] == []
        assert [one for one in re.findall(r"url\(([^)]*)\)", text) if not one.strip("\"' ").startswith("data:")] == []


@pytest.mark.parametrize("source", sorted(ROOMS.rglob("*.html")), ids=lambda one: one.name)
def test_no_template_names_another_host_to_load_from(source: Path) -> None:
    assert [one for one in seen(source.read_text()).loads if re.match(r"\s*(https?:)?//", one)] == []


def test_no_library_of_ours_adds_a_header_or_a_page_of_its_own() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    # What reads the word of a proxy comes first and never answers; nothing else stands before the headers.
    assert settings.MIDDLEWARE[:2] == ["altaclario.web.proxies.Proxies", "altaclario.web.headers.Headers"]
    assert not settings.DEBUG
