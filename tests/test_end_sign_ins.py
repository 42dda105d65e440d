"""`altaclario end-sign-ins`, over an installation with people who are signed in."""

import pytest
from django.test import Client

from altaclario.accounts.models import SignIn
from altaclario.accounts.tests import signing
from altaclario.audit.models import Note
from altaclario.config import rotating
from altaclario.config.command import main

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command looks at the database of this test."""
    monkeypatch.setattr(rotating, "set_up", lambda _data: None)


def signed_in(name: str) -> list[Client]:
    """The browsers in which somebody is signed in."""
    person, browsers = signing.account(name), [Client(), Client()]
    for browser in browsers:
        signing.sign_in(browser, person)
    return browsers


def is_in(browser: Client) -> bool:
    return browser.get(signing.SECURITY).status_code == 200


@pytest.mark.asvs("7.4.5")
def test_one_person_is_signed_out_everywhere_and_reads_who_did_it(capsys: pytest.CaptureFixture[str]) -> None:
    dee, eve = signed_in("Dee"), signed_in("Eve")
    assert main(["end-sign-ins", "--email", "Dee@acme.test"]) == 0
    assert "Ended: 2 sign-ins." in capsys.readouterr().out
    assert [is_in(one) for one in (*dee, *eve)] == [False, False, True, True]
    assert [one.what for one in Note.objects.filter(who="operator")] == ["sign-ins-ended"]
    signing.sign_in(dee[0], signing.User.objects.get(email="dee@acme.test"))
    page = dee[0].get(signing.SECURITY).content.decode()
    assert "Whoever runs this installation ended all sign-ins." in page


@pytest.mark.asvs("7.4.5")
def test_everybody_is_signed_out(capsys: pytest.CaptureFixture[str]) -> None:
    browsers = signed_in("Dee") + signed_in("Eve")
    assert main(["end-sign-ins", "--everybody"]) == 0
    assert "Ended: 4 sign-ins." in capsys.readouterr().out
    assert not any(is_in(one) for one in browsers)
    assert not SignIn.objects.exists()


def test_whoever_is_not_named_is_not_signed_out() -> None:
    browser, _ = signed_in("Dee")
    assert main(["end-sign-ins", "--email", "nobody@acme.test"]) == 2
    for words in ([], ["--email", "dee@acme.test", "--everybody"]):
        with pytest.raises(SystemExit):
            main(["end-sign-ins", *words])
    assert is_in(browser)
