"""The headers of every address, whoever asks and whatever the answer is; and what is answered beside the pages."""

import re
from contextlib import closing
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from altaclario.connections.models import Connection
from tests import addresses
from tests.addresses import Address
from tests.cast import House, invited
from tests.crawling import crawl, html, seen
from tests.remembering import Memory
from tests.trackers import Simulated

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
BESIDE = ("/nothing", "/static/web/app.css", "/static/web/icon.svg", "/static/nothing.js", "/favicon.ico")
"""Files, and what is not there."""


def path(address: Address, acme: House, connection: Connection) -> str:
    """The address, with everything that it names there."""
    if address.is_in_a_workspace:
        made, _ = invited(acme)
        return address.of(acme.slug, connection.pk, member=acme.ben.pk, invitation=made.pk)
    named = "/" + re.sub(r"<(uuid|str):\w+>", str(uuid4()), address.route).replace("<int:pk>", "1")
    named = named.replace("(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)", "1-x").replace("(?P<key>[-:\\w]+)", "x")
    return re.sub(r"[\\^$]", "", named)


def answers(browser: Client, where: str) -> list[HttpResponse]:
    """To looking, to sending nothing, and to a word that nobody knows."""
    return [browser.get(where), browser.post(where), browser.generic("BREW", where)]


@pytest.mark.asvs("3.2.1", "3.4.1", "3.4.2", "3.4.3", "3.4.4", "3.4.5", "3.4.6", "4.1.1", "14.3.2")
@pytest.mark.parametrize("address", addresses.every(), ids=lambda address: address.name)
def test_every_answer_of_every_address_says_what_a_browser_may_do_with_it(
    address: Address,
    ada: Client,
    anybody: Client,
    acme: House,
    connection: Connection,
    memory: Memory,
    settings: object,
) -> None:
    settings.HTTPS_ONLY = True  # type: ignore[attr-defined]
    where = path(address, acme, connection)
    for browser in (ada, anybody):
        browser.defaults["wsgi.url_scheme"] = "https"
        for answer in answers(browser, where):
            _look(answer)
            if "/static/" not in answer.headers.get("Location", ""):
                assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.asvs("3.4.1", "3.4.3", "3.4.4", "3.4.6", "4.1.1")
@pytest.mark.parametrize("where", BESIDE)
def test_files_and_what_is_not_there_have_them_too(where: str, anybody: Client, settings: object) -> None:
    settings.HTTPS_ONLY = True  # type: ignore[attr-defined]
    anybody.defaults["wsgi.url_scheme"] = "https"
    with closing(anybody.get(where)) as answer:
        _look(answer)


KINDS = re.compile(
    r"(text/(html|plain|css|javascript)|image/svg\+xml|application/(problem\+)?json); charset=utf-8"
    r"|application/(problem\+)?json|image/png"
)
"""JSON is UTF-8 by its own rules; every other text says so."""


def _look(answer: HttpResponse) -> None:
    said = answer.headers
    rules = {name: set(rest) for name, *rest in (one.split() for one in said["Content-Security-Policy"].split(";"))}
    assert rules["default-src"] == rules["object-src"] == rules["base-uri"] == {"'none'"}
    assert rules["script-src"] == {"'self'"}
    assert rules["frame-ancestors"] == {"'none'"}
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert said["Cross-Origin-Resource-Policy"] == "same-origin"
    lasts, *rest = said["Strict-Transport-Security"].split("; ")
    assert int(lasts.removeprefix("max-age=")) >= 365 * 86_400
    assert rest == ["includeSubDomains"]
    assert [name for name in said if name.startswith("Access-Control-")] == []
    if answer.streaming or answer.content:
        assert KINDS.fullmatch(said["Content-Type"].replace('"', "").lower()), said["Content-Type"]


@pytest.mark.asvs("3.4.2")
@pytest.mark.parametrize("origin", ["https://else.test", "null", "http://testserver"])
def test_no_other_origin_is_let_in(origin: str, ada: Client, acme: House) -> None:
    said = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    for answer in (ada.get(f"/w/{acme.slug}/flow", headers=said), ada.options(f"/w/{acme.slug}/flow", headers=said)):
        assert [name for name in answer.headers if name.startswith("Access-Control-")] == []


SECRETS = ("password", "token", "code", "credential", "oldpassword")


@pytest.mark.asvs("6.2.6", "6.2.7", "14.2.1", "7.4.4")
def test_on_every_page_secrets_are_typed_unseen_sent_in_the_body_and_the_way_out_is_shown(
    ada: Client, anybody: Client, acme: House, connection: Connection
) -> None:
    looked, ways_out = 0, 0
    begin = (
        "/",
        f"/w/{acme.slug}/flow",
        f"/w/{acme.slug}/connections/{connection.pk}/token",
        "/accounts/password/change/",
    )
    for browser in (ada, anybody):
        for address, text in html(crawl(browser, *begin, "/accounts/login/", "/accounts/signup/")):
            for form in re.findall(r"<form\b.*?</form>", text, re.DOTALL):
                fields = re.findall(r"<input\b[^>]*>", form)
                secret = [one for one in fields if re.search(rf'name="({"|".join(SECRETS)})\d?"', one)]
                hidden = [one for one in secret if not re.search(r'name="(code|credential)"', one)]
                assert all('type="password"' in one for one in hidden), (address, hidden)
                assert not secret or re.search(r'<form[^>]*method="post"', form), address
                assert not re.search(r"onpaste|oncopy|ondrop", form), address
                assert all('autocomplete="off"' not in one for one in hidden if "token" not in one), (address, hidden)
                looked += len(hidden)
            if browser is ada and text and address.startswith(("/w/", "/accounts/")):
                assert 'action="/accounts/logout/"' in text or 'href="/accounts/logout/"' in text, address
                ways_out += 1
    assert looked >= 5
    assert ways_out > 8


@pytest.mark.asvs("14.2.1")
def test_no_link_and_no_redirect_of_a_page_holds_a_secret(ada: Client, acme: House, connection: Connection) -> None:
    held = [ada.cookies["session"].value, acme.ada.person.password]
    given = crawl(ada, "/w/", f"/w/{acme.slug}/flow", f"/w/{acme.slug}/connections/", "/accounts/security/")
    for address, answer in given.items():
        led_to = [address, answer.headers.get("Location", "")]
        if not answer.streaming:
            led_to += seen(answer.content.decode(errors="replace")).links
        assert [one for one in led_to for secret in held if secret and secret in one] == []
        assert [one for one in led_to if re.search(r"[?&](csrf\w*|session\w*|password|token|key)=", one)] == []


@pytest.mark.asvs("13.4.1", "13.4.3", "13.4.5")
@pytest.mark.parametrize(
    "where",
    [
        *(
            "/.git/config",
            "/.git/HEAD",
            "/.svn/entries",
            "/.hg/",
            "/.env",
            "/static/.git/config",
            "/static/../.git/config",
        ),
        *("/static/", "/static/web/", "/static/built/", "/var/", "/altaclario/"),
        *("/docs", "/docs/", "/api/docs", "/openapi.json", "/api/openapi.json", "/swagger", "/redoc", "/schema/"),
        *("/admin/", "/metrics", "/debug", "/__debug__/", "/server-status", "/health", "/console"),
    ],
)
def test_neither_sources_nor_lists_of_files_nor_pages_of_machinery_are_served(where: str, ada: Client) -> None:
    assert ada.get(where).status_code == 404


@pytest.mark.asvs("5.3.2")
@pytest.mark.parametrize(
    "name",
    [
        *(
            "../settings.py",
            "..%2f..%2fsettings.py",
            "%2e%2e/%2e%2e/secret.key",
            "....//secret.key",
            "web/../../urls.py",
        ),
        *("/etc/passwd", "//etc/passwd", "file:///etc/passwd", "web/app.css%00.html", "..\\..\\secret.key"),
    ],
)
def test_no_name_of_a_file_leads_out_of_the_folder(name: str, anybody: Client) -> None:
    answer = anybody.get(f"/static/{name}")
    assert answer.status_code == 404
    assert b"root:" not in answer.content


@pytest.mark.asvs("1.1.1")
@pytest.mark.parametrize("times", [1, 2, 3])
def test_an_address_is_decoded_once(times: int, ada: Client, acme: House) -> None:
    """What is encoded twice is another address, which nothing has."""
    first = f"%{ord(acme.slug[0]):02x}"
    for _ in range(times - 1):
        first = first.replace("%", "%25")
    assert ada.get(f"/w/{first}{acme.slug[1:]}/flow").status_code == (200 if times == 1 else 404)
    answer = ada.get(f"/w/?next={'%25' * times}3Cscript%3E")
    assert b"<script>" not in answer.content.replace(b'<script src="', b"").replace(b"<script type=", b"")


@pytest.mark.asvs("1.4.2")
@pytest.mark.parametrize("number", ["9" * 19, "9" * 40, "9" * 4000, "-1", "1e9", "0x10", "١٢"])
def test_a_number_of_any_size_is_answered(
    number: str, ada: Client, acme: House, connection: Connection, site: Simulated
) -> None:
    flow = f"/w/{acme.slug}/flow"
    asked = [f"{flow}?weeks={number}&board={number}&on={number}", f"/w/{acme.slug}/sprint?sprint={number}"]
    asked += [f"/w/{acme.slug}/connections/{connection.pk}/?page={number}", f"{flow}?from={number}&to={number}"]
    asked += [f"/w/{acme.slug}/connections/{connection.pk}/runs?page={number}", f"/w/{acme.slug}/members/{number}/"]
    assert {ada.get(one).status_code for one in asked} <= {200, 404, 414}
    assert ada.post(f"/accounts/security/webauthn/keys/{number}/remove/").status_code in (302, 404, 414)


@pytest.mark.asvs("15.3.7")
def test_a_word_that_is_said_twice_or_elsewhere_does_not_count_otherwise(ada: Client, acme: House) -> None:
    """What a form may change is read from its body alone, and what is checked is what is used."""
    invite = f"/w/{acme.slug}/members/invite"
    sent = "email=eve%40acme.test&role=owner&role=viewer"
    ada.post(f"{invite}?email=mallory%40else.test&role=owner", sent, content_type="application/x-www-form-urlencoded")
    assert [(one.email, one.role) for one in acme.workspace.invitations.all()] == [("eve@acme.test", "viewer")]
    ada.post(f"/w/{acme.slug}/settings?name=Evil", {"zone": "UTC", "week_start": "0"})
    acme.workspace.refresh_from_db()
    assert acme.workspace.name == "Acme"


@pytest.mark.asvs("15.3.3", "2.2.2")
def test_what_a_form_does_not_ask_for_is_not_changed(ada: Client, anybody: Client, acme: House) -> None:
    before = acme.workspace.slug, acme.workspace.pk
    more = {"slug": "evil", "id": "1", "pk": "1", "is_demo": "on", "once": str(uuid4()), "created": "2020-01-01"}
    ada.post(f"/w/{acme.slug}/settings", {"name": "Better", "zone": "UTC", "week_start": "0", **more})
    acme.workspace.refresh_from_db()
    assert (acme.workspace.slug, acme.workspace.pk, acme.workspace.is_demo) == (*before, False)
    assert acme.workspace.name == "Better"
    from altaclario.accounts.models import User

    form = {"name": "Dee", "email": "dee@acme.test", "password1": "correct horse battery staple"}
    agreed = {"terms": "on", "of_age": "on"}
    taken = {"is_active": "", "is_superuser": "on", "is_staff": "on", "terms_version": "x", "joined": "2001-01-01"}
    anybody.post("/accounts/signup/", form | agreed | taken | {"pk": str(acme.ada.person.pk)})
    dee = User.objects.get(email="dee@acme.test")
    assert (dee.is_active, dee.pk == acme.ada.person.pk, dee.terms_version == "x") == (True, False, False)
    assert dee.joined.year > 2020


@pytest.mark.asvs("5.2.1")
def test_a_body_that_is_too_large_is_refused_before_anybody_reads_it(ada: Client, acme: House) -> None:
    big = {"name": "x" * (2 << 20), "zone": "UTC", "week_start": "0"}
    assert ada.post(f"/w/{acme.slug}/settings", big).status_code in (400, 413)
    many = {f"x{number}": "1" for number in range(3000)}
    assert ada.post(f"/w/{acme.slug}/settings", many).status_code in (400, 413)
    acme.workspace.refresh_from_db()
    assert acme.workspace.name == "Acme"
