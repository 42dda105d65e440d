"""`altaclario add-issuer`, `issuers` and `remove-issuer`."""

import io
from pathlib import Path
from typing import Any

import pytest

from altaclario.accounts.models import Issuer
from altaclario.config import rotating
from altaclario.config.command import main
from tests.walking import CLIENT, SECRET, IssuerFace

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command looks at the database of this test."""
    monkeypatch.setattr(rotating, "set_up", lambda _data: None)


@pytest.fixture
def secret(tmp_path: Path) -> str:
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    return str(tmp_path / "secret")


def add(face: IssuerFace, *more: str, name: str = "acme") -> int:
    return main(["add-issuer", name, "--label", "Acme ID", "--issuer", face.url, "--client-id", CLIENT, *more])


def test_set_up_listed_and_removed(face: IssuerFace, secret: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(face, "--secret-file", secret) == 0
    assert "/accounts/through/acme/back" in capsys.readouterr().out
    assert main(["issuers"]) == 0
    said = capsys.readouterr().out
    assert ("acme\tAcme ID\t" in said, SECRET in said) == (True, False)
    assert main(["remove-issuer", "acme"]) == 0
    assert not Issuer.objects.exists()
    assert main(["remove-issuer", "acme"]) == 2


def test_the_secret_comes_from_the_standard_input(face: IssuerFace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert add(face) == 2
    monkeypatch.setattr("sys.stdin", io.StringIO(SECRET))
    assert add(face) == 0


@pytest.mark.parametrize("wrong", ["Acme", "a b", "-a", "a" * 41, "ä", "../x", ""])
def test_a_name_that_could_stand_in_no_address(face: IssuerFace, secret: str, wrong: str) -> None:
    with pytest.raises(SystemExit):
        add(face, "--secret-file", secret, name=wrong)


def test_what_goes_wrong_is_one_line(face: IssuerFace, secret: str, capsys: pytest.CaptureFixture[str]) -> None:
    face.offered = {"issuer": "https://evil.test"}
    assert add(face, "--secret-file", secret) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert add(face, "--secret-file", f"{secret}.not-there") == 2
    face.behave()
    assert add(face, "--secret-file", secret) == 0
    assert add(face, "--secret-file", secret, name="again") == 2


def test_on_a_server_its_hosts_are_declared(
    face: IssuerFace, secret: str, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.IS_SERVER = True
    assert add(face, "--secret-file", secret) == 2
    assert "127.0.0.1 would get something from here" in capsys.readouterr().err
    settings.RECIPIENTS = ["127.0.0.1"]
    assert add(face, "--secret-file", secret) == 0
