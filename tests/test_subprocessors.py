"""Who works for the operator: one register for pages, gates and hosts that are called; nobody without a contract."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from altaclario.config import environment
from altaclario.config.arguments import BadArgument
from altaclario.config.gates import handing, passing
from altaclario.declarations import recipients, selling, subprocessors
from altaclario.declarations.subprocessors import Subprocessor
from altaclario.egress import origins
from altaclario.web import headers
from tests import crawling

RIGHT = Subprocessor(
    "mail", "Mail Inc.", "mails", "addresses", "US", "SCC", agreed=date(2026, 3, 1), hosts=("mail.acme.test",)
)
WRONG = {
    "no name": (replace(RIGHT, name=" "), "“ ” has no name"),
    "no purpose": (replace(RIGHT, purpose=""), "has no purpose"),
    "no data": (replace(RIGHT, data=""), "has no data"),
    "no country": (replace(RIGHT, country=""), "stands in no country"),
    "a country in words": (replace(RIGHT, country="Germany"), "stands in no country"),
    "no agreement": (replace(RIGHT, agreed=None), "has no date of its data-processing agreement"),
    "one to come": (replace(RIGHT, agreed=date(2999, 1, 1)), "has an agreement only from 2999-01-01 on"),
    "no transfer": (replace(RIGHT, transfer=""), "is in US, which is not found adequate"),
    "any transfer": (replace(RIGHT, transfer="trust me"), "has the transfer 'trust me'"),
    "the framework elsewhere": (replace(RIGHT, country="IN", transfer="DPF"), "is not in the United States"),
    "an address as host": (replace(RIGHT, hosts=("https://mail.acme.test",)), "which is no name"),
    "a port": (replace(RIGHT, hosts=("mail.acme.test:25",)), "which is no name"),
}


@pytest.mark.proves("subprocessors-listed")
@pytest.mark.parametrize("wrong", WRONG)
def test_who_has_no_contract_or_no_grounds_keeps_a_server_from_starting(wrong: str, settings: Any) -> None:
    listed, said = WRONG[wrong]
    settings.SUBPROCESSORS = (RIGHT, listed)
    assert handing.agreed().count(said) == 1
    assert handing.agreed in passing.ALL


@pytest.mark.proves("subprocessors-listed")
@pytest.mark.parametrize(
    "right",
    [
        RIGHT,
        replace(RIGHT, country="DE", transfer=""),
        replace(RIGHT, country="CH", transfer=""),
        replace(RIGHT, transfer="DPF"),
        replace(RIGHT, country="IN", transfer="BCR"),
        replace(RIGHT, country="US", transfer="", agreed=None, is_own=True),
    ],
    ids=lambda one: f"{one.country} {one.transfer}",
)
def test_who_has_both_may_stand_there(right: Subprocessor, settings: Any) -> None:
    settings.SUBPROCESSORS = (right,)
    assert handing.agreed() == ""


def test_where_everything_is_stored_must_be_said(settings: Any) -> None:
    settings.SUBPROCESSORS = (RIGHT,)
    assert "where everything is stored" in handing.whereabouts()
    settings.SUBPROCESSORS = (RIGHT, Subprocessor("hosting", "Acme", country="DE", is_own=True))
    assert handing.whereabouts() == ""


SAID = """
[[subprocessor]]
does = "mail"
name = "Mail | Inc.\\nof Acme"
country = "DE"
agreed = 2026-03-01
hosts = ["Mail.Acme.Test"]
"""


def test_the_file_takes_from_our_register_what_that_knows() -> None:
    (mail,) = subprocessors.read(SAID)
    assert (mail.purpose, mail.data) == (recipients.named("mail").purpose, recipients.named("mail").leaves)
    assert (mail.name, mail.hosts, mail.agreed) == ("Mail | Inc. of Acme", ("mail.acme.test",), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[subprocessor", "it is no TOML"),
        ("name = 1", "it holds something else"),
        ("subprocessor = 1", "it holds something else"),
        ('[[subprocessor]]\nname = "Mail"', "entry 1 does not say what it does"),
        ('[[subprocessor]]\ndoes = "mail"\nsince = 2026-03-01', "entry 1 says since"),
        ('[[subprocessor]]\ndoes = "mail"\nagreed = "2026-03-01"', "entry 1 says agreed"),
        ('[[subprocessor]]\ndoes = "mail"\nagreed = 2026-03-01T00:00:00', "entry 1 says agreed"),
        ('[[subprocessor]]\ndoes = "mail"\nhosts = "mail.acme.test"', "entry 1 says hosts"),
        ("[[subprocessor]]\ndoes = 1", "entry 1 says does"),
        ("subprocessor = [1]", "it holds something else"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_in_a_sentence(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "subprocessors.toml"
    file.write_text(text)
    with pytest.raises(ImproperlyConfigured, match=re.escape(said)) as wrong:
        environment.subprocessors(file, is_named=False)
    assert str(wrong.value).startswith(f"{file}: ")
    assert str(wrong.value).endswith(".")


def test_a_file_that_nobody_named_need_not_be_there_and_one_that_was_named_must(tmp_path: Path) -> None:
    file = tmp_path / "subprocessors.toml"
    assert environment.subprocessors(file, is_named=False) == ()
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        environment.subprocessors(file, is_named=True)
    file.write_bytes(b"\xff")
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        environment.subprocessors(file, is_named=False)


@pytest.fixture
def anew(db: None) -> Any:
    """Pages of texts are rendered once; here for each test."""
    from altaclario.web import policies

    policies._shown.cache_clear()
    yield
    policies._shown.cache_clear()


@pytest.mark.proves("subprocessors-listed")
def test_the_page_says_what_the_file_says(settings: Any, anew: None) -> None:
    (mail,) = subprocessors.read(SAID)
    own = Subprocessor("hosting", "Acme Hall", country="AT", is_own=True)
    settings.SUBPROCESSORS = (replace(mail, name="Mail <b>*|_ Inc.", country="US", transfer="SCC"), own)
    page = Client().get("/subprocessors").content.decode()
    rows = re.findall(r"<li><strong>Mail .*?</li>", page)
    said = crawling.words("".join(rows))
    assert said.startswith("Mail <b>*|_ Inc. (US): codes to sign in with")
    assert f"Grounds of the transfer: {subprocessors.TRANSFERS['SCC']}. Agreement since 2026-03-01." in said
    assert said.endswith("Hosts: mail.acme.test.")
    assert all(one.who in page for one in recipients.ALL)
    assert "Here that is with Acme Hall in AT (ISO 3166)." in Client().get("/privacy").content.decode()


def test_where_nobody_is_named_pages_say_so(anew: None) -> None:
    assert "they do it alone" in Client().get("/subprocessors").content.decode()


def test_hosts_of_clouds_and_of_the_policy_of_pages_come_from_the_register() -> None:
    """Trackers' clouds are called by it; a browser is led to nobody, and nobody in it is for browsers."""
    assert recipients.TRACKER.hosts == origins.CLOUD_HOSTS
    sources = set(re.findall(r"[^ ;]*\.[^ ;]*", headers.CONTENT_SECURITY_POLICY))
    assert sources == set()


@pytest.fixture
def sells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selling, "SELLS_OR_SHARES", True)


@pytest.mark.proves("nothing-sold")
@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "::1"])
def test_nothing_starts_that_sells_and_shows_no_way_out(address: str, sells: None) -> None:
    with pytest.raises(BadArgument, match="SELLS_OR_SHARES is on and nobody could opt out"):
        passing.check(address)


@pytest.mark.proves("nothing-sold")
def test_a_page_that_no_foot_leads_to_is_no_way_out(sells: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selling, "OPT_OUT", "alive")
    assert handing.opting_out()


def test_a_way_out_in_the_foot_lets_it_start(sells: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selling, "OPT_OUT", "cookie-preferences")
    passing.check("localhost")


def test_nothing_is_sold() -> None:
    assert not selling.SELLS_OR_SHARES
    passing.check("localhost")
