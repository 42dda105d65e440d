"""Share links that the operator keeps from guests."""

import io
from uuid import uuid4

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone

from altaclario.audit.models import Note
from altaclario.config import rotating
from altaclario.config.command import main
from altaclario.connections.models import Connection
from altaclario.sharing import links, suspending
from altaclario.sharing.models import ShareLink
from tests.cast import House, shared
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotating, "set_up", lambda _data: None)
    monkeypatch.setattr(transaction, "on_commit", lambda work: work())


@pytest.mark.proves("abuse-answered")
def test_a_suspended_link_opens_nothing_and_its_maker_reads_why(
    acme: House, ada: Client, anybody: Client, connection: Connection, site: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, token = shared(acme, connection)
    assert anybody.get(f"/s/{token}").status_code == 303
    monkeypatch.setattr("sys.stdin", io.StringIO("It shows <what> it must not."))
    assert main(["desk", "suspend-link", str(link.pk)]) == 0
    for path, unknown in ((f"/s/{token}", f"/s/{'x' * 43}"), (f"/shared/{link.pk}", f"/shared/{uuid4()}")):
        answer = anybody.get(path)
        assert (answer.status_code, answer.content) == (404, anybody.get(unknown).content)
    page = ada.get(f"/w/{acme.slug}/shares/").content.decode()
    assert "It shows &lt;what&gt; it must not." in page
    assert "suspended" in page
    (told,) = mail.outbox  # type: ignore[attr-defined]
    assert (told.recipients(), "It shows <what> it must not." in told.body) == (["ada@acme.test"], True)
    for _ in range(2):
        monkeypatch.setattr("sys.stdin", io.StringIO("It was a mistake."))
        assert main(["desk", "restore-link", str(link.pk)]) == 0
    assert anybody.get(f"/s/{token}").status_code == 303
    assert ShareLink.objects.get().suspended_because == ""
    record = ada.get(f"/w/{acme.slug}/audit").content.decode()
    for done in ("suspended share link", "let share link"):
        assert f"Whoever runs this installation {done}" in record
    noted = Note.objects.of(acme.workspace.owner_key).filter(who="operator").order_by("number")
    assert [one.what for one in noted] == ["share-link-suspended", "share-link-restored"]


def test_whoever_may_revoke_a_link_may_while_it_is_suspended_and_nothing_opens_it_again(
    acme: House, ada: Client, anybody: Client, connection: Connection
) -> None:
    link, token = shared(acme, connection)
    suspending.suspend(link.pk, because="It shows what it must not.", now=timezone.now())
    assert "Revoke" in ada.get(f"/w/{acme.slug}/shares/").content.decode()
    links.revoke(acme.ada, link.pk, now=timezone.now())
    suspending.restore(link.pk, because="It was a mistake.", now=timezone.now())
    assert anybody.get(f"/s/{token}").status_code == 404


def test_a_link_that_is_not_there_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for wrong in ("x", "00000000-0000-4000-8000-000000000000"):
        monkeypatch.setattr("sys.stdin", io.StringIO("x"))
        assert main(["desk", "suspend-link", wrong]) == 2
        assert capsys.readouterr().err.count("\n") == 1
