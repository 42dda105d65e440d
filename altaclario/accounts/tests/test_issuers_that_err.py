"""Issuers that lie, stumble or are somebody else's; answers that are used twice or come to another browser."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from altaclario.accounts import identities
from altaclario.accounts.models import Identity, Issuer, User
from altaclario.accounts.openid import calls, tokens
from altaclario.accounts.openid.faults import SENTENCES, Cause, IssuerFault
from altaclario.accounts.tests import signing
from altaclario.accounts.tests.signing import is_signed_in
from tests import walking
from tests.trackers import nobody
from tests.walking import (
    CLIENT,
    LEAVE,
    LINK,
    SECRET,
    UNKNOWN,
    IssuerFace,
    Keys,
    Simulated,
    asked,
    left,
    let_in,
    urlencode,
    walked,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
HOUR = 3600


@pytest.fixture(autouse=True)
def known_to_it(dee: User, issuer: Issuer, team: Simulated) -> Any:
    """Dee is known, so that whatever is believed of her signs her in."""
    identities.link(dee, issuer=issuer.issuer, subject="acme|dee", now=timezone.now())
    team.requests.clear()
    yield
    team.faults.clear()


def refused(answer: HttpResponse, cause: Cause) -> bool:
    """Whether the page says this, and nobody is signed in, parked or told anything else."""
    session = answer.client.session  # type: ignore[attr-defined]
    assert "parked_identity" not in session
    assert not is_signed_in(answer.client)  # type: ignore[attr-defined]
    said = answer.content.decode()
    others = [one for one, words in SENTENCES.items() if str(words) in said]
    assert answer.status_code == 403, said
    return others == [cause]


now = int(time.time())
WRONG_CLAIMS = [
    *({"iss": iss} for iss in (None, "", "https://evil.test", 7, ["https://evil.test"])),
    *({"aud": aud} for aud in (None, "", "another", ["altaclario", "another"], ["another"], [], [["altaclario"]], 7)),
    *({"aud": [CLIENT], "azp": azp} for azp in ("another", "", 7)),
    *({"nonce": nonce} for nonce in (None, "", "another", 7, ["x"], "\ud800")),
    *({"exp": exp} for exp in (None, now - HOUR, 0, -1, "soon", True, str(now + HOUR), [now + HOUR], 1e400)),
    *({"iat": iat} for iat in (None, now - HOUR, now + HOUR, "now", False)),
    *({"nbf": nbf} for nbf in (now + HOUR, "later")),
    *(
        {"sub": sub}
        for sub in (None, "", 7, ["acme|dee"], {"a": 1}, "x" * 256, "déé", "acme|dee\n", "acme|dee\0", True)
    ),
]


@pytest.mark.asvs("6.8.1", "10.5.1", "10.5.2", "10.5.4")
def test_no_claim_may_be_wrong() -> None:
    keys, moment = Keys(), timezone.now()
    said = {"iss": "https://a.test", "aud": CLIENT, "sub": "dee", "nonce": "once"}
    said |= {"iat": int(moment.timestamp()), "exp": int(moment.timestamp()) + 300}
    expected = {"issuer": "https://a.test", "client_id": CLIENT, "nonce": "once", "now": moment}

    def subject(**other: Any) -> str:
        claims = {name: value for name, value in (said | other).items() if value is not None}
        return tokens.subject(keys.signed(claims, {}, "rightly"), keys.shown, **expected)  # type: ignore[arg-type]

    assert subject() == subject(aud=[CLIENT], azp=CLIENT, nbf=now - HOUR) == "dee"
    for wrong in WRONG_CLAIMS:
        with pytest.raises(IssuerFault) as fault:
            raise AssertionError(wrong, subject(**wrong))
        assert fault.value.cause is Cause.DOES_NOT_HOLD


def test_nor_over_the_wire(face: IssuerFace, anybody: Client) -> None:
    for wrong in ({"iss": "https://a.test"}, {"aud": "another"}, {"nonce": "another"}, {"exp": now - HOUR}, {"sub": 7}):
        face.claims = wrong
        assert refused(walked(anybody), Cause.DOES_NOT_HOLD), wrong


@pytest.mark.asvs("6.8.2")
def test_nothing_is_believed_that_its_own_key_has_not_signed(face: IssuerFace, anybody: Client) -> None:
    for way in ("by nobody", "with the public key as a secret", "with another key", "with a changed byte"):
        face.way = way  # type: ignore[assignment]
        assert refused(walked(anybody), Cause.DOES_NOT_HOLD), way


@pytest.mark.asvs("6.8.2")
@pytest.mark.parametrize(
    "head",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "NONE"},
        {"alg": "ES256K"},
        {"alg": "RS256"},
        {"alg": None},
        {"alg": ["ES256"]},
        {"kid": 7},
        {"kid": None},
        {"crit": ["exp"]},
        {"crit": ["b64"], "b64": False},
        {"jku": "http://127.0.0.1/keys", "kid": "mine"},
        {"jwk": {"kty": "oct", "k": "AAAA"}, "alg": "HS256"},
    ],
    ids=str,
)
def test_what_its_head_says_decides_nothing(face: IssuerFace, anybody: Client, head: dict[str, Any]) -> None:
    face.way, face.head = "by nobody", head
    assert refused(walked(anybody), Cause.DOES_NOT_HOLD)


class TestKeys:
    """The keys of an issuer change."""

    def test_of_each_is_kept_what_it_takes_to_check_a_signature(self) -> None:
        key = {"kty": "RSA", "kid": "a", "alg": "RS256", "use": "sig", "n": "AQAB", "e": "AQAB"}
        told = key | {"x5c": ["MIIC"], "x5t": "x", "key_ops": ["verify"], "owner": "Ada Example"}
        assert tokens.suitable({"keys": [told, {"kty": "oct", "k": "AAAA"}]}) == [key]

    def asked(self, team: Simulated) -> int:
        return sum(one["path"].endswith("/keys") for one in team.requests)

    def test_are_asked_for_once_when_one_is_missing(
        self, face: IssuerFace, issuer: Issuer, team: Simulated, anybody: Client
    ) -> None:
        face.keys.renew()
        Issuer.objects.update(keys_asked=timezone.now() - timedelta(minutes=2))
        walked(anybody)
        assert (is_signed_in(anybody), self.asked(team)) == (True, 1)

    def test_are_not_asked_for_more_than_once_a_minute(
        self, face: IssuerFace, team: Simulated, anybody: Client
    ) -> None:
        face.keys.renew(is_shown=False)
        Issuer.objects.update(keys_asked=timezone.now() - timedelta(minutes=2))
        for _ in range(3):
            assert refused(walked(anybody), Cause.DOES_NOT_HOLD)
        assert self.asked(team) == 1
        face.keys.show()

    def test_are_asked_for_again_after_an_hour(self, face: IssuerFace, team: Simulated, anybody: Client) -> None:
        old = timezone.now() - timedelta(hours=2)
        Issuer.objects.update(keys_asked=old, keys_read=old)
        walked(anybody)
        assert (is_signed_in(anybody), self.asked(team)) == (True, 1)

    def test_one_that_was_withdrawn_signs_nothing_any_more(self, face: IssuerFace, anybody: Client) -> None:
        before = face.keys.private, face.keys.number
        face.keys.renew()
        old = timezone.now() - timedelta(hours=2)
        Issuer.objects.update(keys_asked=old, keys_read=old)
        face.keys.private, face.keys.number = before
        assert refused(walked(anybody), Cause.DOES_NOT_HOLD)
        face.keys.renew()

    @pytest.mark.parametrize(("kind", "opens"), [("RSA", True), ("small RSA", False)])
    def test_must_be_long_enough(self, face: IssuerFace, anybody: Client, kind: Any, opens: bool) -> None:
        face.keys = Keys(kind, number=face.keys.number)
        Issuer.objects.update(keys_asked=None)
        answer = walked(anybody)
        assert is_signed_in(anybody) is opens
        assert opens or refused(answer, Cause.DOES_NOT_HOLD)
        face.keys = Keys(number=face.keys.number)

    @pytest.mark.parametrize("shown", [[], [{"kty": "oct", "k": "AAAA", "kid": "key"}], [{}], ["x"], None])
    def test_without_a_public_one_it_is_not_set_up(self, face: IssuerFace, shown: Any) -> None:
        face.keys.shown = shown
        with pytest.raises(IssuerFault) as fault:
            walking.known(face)
        assert fault.value.cause is Cause.LACKS
        face.keys.show()


class TestTheWay:
    """There and back, once, in one browser, to one issuer."""

    @pytest.mark.asvs("10.2.1", "10.1.2")
    def test_an_answer_that_nobody_here_asked_for(self, anybody: Client) -> None:
        """Somebody sends their own answer to another's browser, to sign it in as them."""
        theirs = let_in(left(Client()))
        assert refused(anybody.get(theirs), Cause.NOT_BEGUN)
        left(anybody)
        assert refused(anybody.get(theirs), Cause.NOT_BEGUN)

    @pytest.mark.asvs("10.1.2", "10.5.1")
    def test_an_answer_that_was_used(self, face: IssuerFace, anybody: Client) -> None:
        face.keeps_codes = True
        back = let_in(left(anybody))
        anybody.get(back)
        anybody.post("/accounts/logout/")
        assert refused(anybody.get(back), Cause.NOT_BEGUN)

    def test_a_code_that_was_used(self, face: IssuerFace, anybody: Client) -> None:
        code = asked(let_in(left(Client())))["code"]
        face.answered = {"code": code}
        face.codes.clear()
        assert refused(walked(anybody), Cause.REFUSED)

    @pytest.mark.asvs("10.2.1")
    def test_a_code_of_another_sign_in(self, face: IssuerFace, anybody: Client) -> None:
        """Injected in the place of one's own: neither its verifier nor its nonce fits."""
        code = asked(let_in(left(Client())))["code"]
        face.answered = {"code": code}
        assert refused(walked(anybody), Cause.REFUSED)

    def test_a_token_of_another_sign_in(self, face: IssuerFace, anybody: Client) -> None:
        other = asked(left(Client()))
        face.claims = {"nonce": other["nonce"]}
        assert refused(walked(anybody), Cause.DOES_NOT_HOLD)

    def test_after_ten_minutes(self, anybody: Client) -> None:
        back = let_in(left(anybody))
        held = anybody.session
        for one in held["departures"].values():
            one["began"] -= 601
        held.save()
        assert refused(anybody.get(back), Cause.NOT_BEGUN)

    @pytest.mark.asvs("10.2.2")
    def test_two_issuers_are_not_mixed_up(self, face: IssuerFace, team: Simulated, anybody: Client) -> None:
        """What one answers is never taken to the other, nor believed there."""
        other = team.issuer("other")
        other.behave()
        walking.known(other, slug="other-id")
        back = let_in(left(anybody))
        assert refused(anybody.get(back.replace("acme-id", "other-id")), Cause.NOT_BEGUN)
        for iss in (other.url, None, "", f"{face.url}/"):
            face.answered = {"iss": iss}
            assert refused(walked(anybody), Cause.ANOTHER_ISSUER), iss
        sent = [one for one in team.requests if one["path"].endswith("/token")]
        assert sent == []

    @pytest.mark.parametrize("twice", ["code", "state", "iss"])
    def test_nothing_stands_in_it_twice(self, anybody: Client, twice: str) -> None:
        back = let_in(left(anybody))
        answer = anybody.get(f"{back}&{urlencode({twice: asked(back)[twice]})}")
        assert refused(answer, Cause.NOT_BEGUN if twice == "state" else Cause.NOT_AS_IT_SHOULD)

    @pytest.mark.parametrize(
        ("said", "cause"),
        [
            ({"error": "access_denied", "code": None}, Cause.DECLINED),
            ({"error": "<script>alert(1)</script>", "error_description": "<b>", "code": None}, Cause.DECLINED),
            ({"code": None}, Cause.NOT_AS_IT_SHOULD),
            ({"code": ""}, Cause.NOT_AS_IT_SHOULD),
            ({"code": "x" * 2049}, Cause.NOT_AS_IT_SHOULD),
            ({"code": "\r\nX: 1"}, Cause.REFUSED),
            ({"state": "x"}, Cause.NOT_BEGUN),
            ({"state": None}, Cause.NOT_BEGUN),
            ({"state": "\udcff"}, Cause.NOT_BEGUN),
        ],
        ids=str,
    )
    def test_what_is_no_answer(self, face: IssuerFace, anybody: Client, said: Any, cause: Cause) -> None:
        face.answered = said if said.get("state") != "\udcff" else {"state": "%FF\0"}
        answer = walked(anybody)
        assert refused(answer, cause)
        assert "script>alert" not in answer.content.decode()

    def test_begun_as_nobody_and_ended_as_somebody_or_the_other_way(self, dee: User) -> None:
        eve = signing.account("Eve")
        first = Client()
        back = let_in(left(first))
        signing.sign_in(first, eve)
        assert first.get(back).status_code == 403
        back = let_in(left(first))
        first.post("/accounts/logout/")
        assert refused(first.get(back), Cause.NOT_BEGUN)

    def test_begun_as_one_and_ended_as_another(self, dee: User) -> None:
        eve, browser = signing.account("Eve"), Client()
        signing.sign_in(browser, dee)
        back = let_in(left(browser), "eve")
        held = dict(browser.session["departures"])
        browser.post("/accounts/logout/")
        signing.sign_in(browser, eve)
        session = browser.session
        session["departures"] = held
        session.save()
        assert browser.get(back).status_code == 403
        assert browser.get(LINK).headers["Location"] == signing.SECURITY
        assert Identity.objects.count() == 1

    def test_only_the_last_few_of_a_browser_are_waited_for(self, anybody: Client) -> None:
        ways = [left(anybody) for _ in range(6)]
        assert len(anybody.session["departures"]) == 5
        assert refused(anybody.get(let_in(ways[0])), Cause.NOT_BEGUN)
        anybody.get(let_in(ways[5]))
        assert is_signed_in(anybody)

    @pytest.mark.parametrize("method", ["post", "put", "delete", "head", "options"])
    def test_comes_back_in_an_address_and_by_no_form(self, anybody: Client, method: str) -> None:
        back = let_in(left(anybody))
        assert getattr(anybody, method)(back).status_code == 405
        assert anybody.get(LEAVE).status_code == 405
        assert not is_signed_in(anybody)

    def test_takes_along_what_it_must_and_nothing_of_the_person(self, dee: User) -> None:
        browser = Client()
        signing.sign_in(browser, dee)
        there = asked(left(browser))
        assert there.keys() == {
            *("response_type", "response_mode", "scope", "client_id", "redirect_uri"),
            *("state", "nonce", "code_challenge", "code_challenge_method"),
        }
        assert (there["scope"], there["response_type"], there["response_mode"]) == ("openid", "code", "query")
        assert there["code_challenge_method"] == "S256"
        assert len({there["state"], there["nonce"], there["code_challenge"]}) == 3
        assert min(len(there[one]) for one in ("state", "nonce", "code_challenge")) >= 43


FAULTS: list[tuple[dict[str, Any], Cause]] = [
    ({"kind": "status", "status": 400}, Cause.REFUSED),
    ({"kind": "status", "status": 401}, Cause.REFUSED),
    ({"kind": "status", "status": 403}, Cause.REFUSED),
    ({"kind": "status", "status": 404}, Cause.NOT_AS_IT_SHOULD),
    ({"kind": "status", "status": 429}, Cause.BUSY),
    ({"kind": "status", "status": 500}, Cause.FAILED),
    ({"kind": "status", "status": 503}, Cause.FAILED),
    ({"kind": "html"}, Cause.NOT_AS_IT_SHOULD),
    ({"kind": "empty"}, Cause.NOT_AS_IT_SHOULD),
    ({"kind": "truncated"}, Cause.NOT_AS_IT_SHOULD),
    ({"kind": "text", "body": "[]"}, Cause.NOT_AS_IT_SHOULD),
    ({"kind": "text", "body": "[" * 100_000}, Cause.NOT_AS_IT_SHOULD),
    ({"kind": "text", "body": "{}", "media": "text/plain"}, Cause.NOT_AS_IT_SHOULD),
    ({"kind": "with_headers", "media": "text/html"}, Cause.NOT_AS_IT_SHOULD),
    ({"kind": "html", "status": 302, "headers": {"Location": "http://169.254.169.254/"}}, Cause.NOT_AS_IT_SHOULD),
    ({"kind": "html", "status": 307, "headers": {"Location": "/issuer/other/token"}}, Cause.NOT_AS_IT_SHOULD),
    ({"kind": "cut"}, Cause.BROKE_OFF),
    ({"kind": "dropped"}, Cause.BROKE_OFF),
    ({"kind": "no_http"}, Cause.NOT_AS_IT_SHOULD),
    ({"kind": "padded", "size": 300_000}, Cause.TOO_LARGE),
    ({"kind": "bomb", "size": 600_000}, Cause.TOO_LARGE),
    ({"kind": "encoded", "encoding": "br"}, Cause.NOT_AS_IT_SHOULD),
    ({"kind": "silent"}, Cause.TOO_SLOW),
]


class TestFaults:
    """It answers something else, half, late or too much: a sentence of the list, and nobody is signed in."""

    @pytest.fixture(autouse=True)
    def in_a_hurry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        limits = calls._LIMITS
        hurried = type(limits)(1.0, 0.4, limits.raw_bytes, limits.inflated_bytes)
        monkeypatch.setattr(calls, "_LIMITS", hurried)

    @pytest.mark.parametrize("what", ["/token", "/keys"])
    def test_while_somebody_signs_in(self, team: Simulated, what: str) -> None:
        for number, (fault, cause) in enumerate(FAULTS):
            anybody = Client(REMOTE_ADDR=f"203.0.113.{number}")
            Issuer.objects.update(keys_read=None, keys_asked=None)
            team.faults.clear()
            team.faults.add(path=f"/issuer/acme{what}", **fault)
            assert refused(walked(anybody), cause), fault

    @pytest.mark.parametrize("what", ["/.well-known", "/keys"])
    def test_while_it_is_set_up(self, face: IssuerFace, team: Simulated, what: str) -> None:
        before = list(Issuer.objects.values())
        for fault, cause in FAULTS:
            team.faults.clear()
            team.faults.add(path=f"/issuer/acme{what}", **fault)
            with pytest.raises(IssuerFault) as failed:
                walking.known(face)
            assert failed.value.cause is cause, fault
        assert list(Issuer.objects.values()) == before

    def test_nobody_is_there(self, issuer: Issuer, anybody: Client) -> None:
        Issuer.objects.update(token_endpoint=f"{nobody()}/token")
        assert refused(walked(anybody), Cause.UNREACHABLE)

    def test_the_secret_does_not_open(self, issuer: Issuer, anybody: Client) -> None:
        Issuer.objects.update(secret=b"x" * 60)
        assert refused(walked(anybody), Cause.LOCKED)

    def test_the_secret_is_another(self, face: IssuerFace, anybody: Client) -> None:
        walking.known(face, secret="another")
        assert refused(walked(anybody), Cause.REFUSED)


class TestSettingUp:
    """What it must offer, and be."""

    @pytest.mark.asvs("10.5.3")
    @pytest.mark.parametrize("said", ["https://evil.test", "", None, 7, ["x"], "{url}/", "{url}#x"])
    def test_it_must_call_itself_as_it_was_called(self, face: IssuerFace, said: Any) -> None:
        face.offered = {"issuer": said.format(url=face.url) if isinstance(said, str) else said}
        with pytest.raises(IssuerFault) as fault:
            walking.known(face)
        assert fault.value.cause is Cause.ANOTHER_ISSUER

    @pytest.mark.parametrize(
        ("offered", "cause"),
        [
            ({"token_endpoint": None}, Cause.LACKS),
            ({"jwks_uri": 7}, Cause.LACKS),
            ({"authorization_endpoint": ""}, Cause.NOT_ALLOWED),
            ({"authorization_endpoint": "javascript:alert(1)"}, Cause.NOT_ALLOWED),
            ({"authorization_endpoint": "https://a.test/authorize?x=1"}, Cause.NOT_ALLOWED),
            ({"authorization_endpoint": "https://a.test/" + "x" * 500}, Cause.LACKS),
            ({"token_endpoint": "https://u:p@a.test/token"}, Cause.NOT_ALLOWED),
            ({"token_endpoint": "file:///etc/passwd"}, Cause.NOT_ALLOWED),
            ({"jwks_uri": "http://169.254.169.254/keys"}, Cause.NOT_ALLOWED),
            ({"jwks_uri": "https://10.0.0.1/keys"}, Cause.NOT_ALLOWED),
            ({"response_types_supported": ["id_token"]}, Cause.LACKS),
            ({"response_types_supported": "code"}, Cause.LACKS),
            ({"response_modes_supported": ["fragment", "form_post"]}, Cause.LACKS),
            ({"code_challenge_methods_supported": ["plain"]}, Cause.LACKS),
            ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, Cause.LACKS),
            ({"token_endpoint_auth_methods_supported": ["none", "private_key_jwt"]}, Cause.LACKS),
        ],
        ids=str,
    )
    def test_what_it_offers_must_do(self, face: IssuerFace, offered: dict[str, Any], cause: Cause) -> None:
        face.offered = offered
        with pytest.raises(IssuerFault) as fault:
            walking.known(face)
        assert fault.value.cause is cause

    @pytest.mark.parametrize("takes", ["client_secret_basic", "client_secret_post"])
    def test_the_secret_goes_to_the_token_endpoint_and_nowhere_else(
        self, face: IssuerFace, team: Simulated, anybody: Client, takes: str
    ) -> None:
        face.offered = {"token_endpoint_auth_methods_supported": [takes]}
        walking.known(face)
        # What it says today counts for nothing: the secret goes where it said on the day when it was set up.
        face.offered = {"token_endpoint": "http://127.0.0.1:1/token"}
        walked(anybody)
        assert is_signed_in(anybody)
        token = [one for one in team.requests if one["path"].endswith("/token")]
        others = [one for one in team.requests if one not in token]
        assert (SECRET in str(token)) is (takes == "client_secret_post")
        assert SECRET not in str(others)

    @pytest.mark.parametrize(
        "url",
        [
            *[
                "http://a.test",
                "https://127.0.0.1",
                "https://[::1]",
                "ftp://a.test",
                "https://a.test?x",
                "https://a .t",
            ],
            *["https://u@a.test", "https://a.test/../b", "https://2130706433", "https://localhost", "", "x"],
            *["https://a\n.t", "https://a.test//b", "https://a.test/%2e"],
        ],
    )
    def test_without_listed_networks_it_is_public_and_safe(self, settings: Any, url: str) -> None:
        settings.ISSUER_NETWORKS = ()
        with pytest.raises(IssuerFault) as fault:
            calls.offer(url)
        assert fault.value.cause in (Cause.NOT_ALLOWED, Cause.UNREACHABLE)

    def test_every_fault_has_a_sentence(self) -> None:
        assert SENTENCES.keys() == set(Cause)
        assert len({str(one) for one in SENTENCES.values()}) == len(Cause)


def test_pages_say_nothing_that_an_issuer_said(face: IssuerFace, anybody: Client) -> None:
    face.claims = {"sub": "<script>alert(1)</script>"}
    assert walked(anybody).headers["Location"] == UNKNOWN
    assert "alert(1)" not in anybody.get(UNKNOWN).content.decode()
