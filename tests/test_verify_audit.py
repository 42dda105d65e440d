"""`altaclario verify-audit`, over an installation with people in it."""

from threading import Thread

import pytest
from django.db import connection
from django.test import Client

from altaclario.accounts.models import User
from altaclario.audit import checking
from altaclario.audit.checking import Finding
from altaclario.audit.models import Chain, Note
from altaclario.audit.tests.test_tampering import unguarded
from altaclario.config import rotating
from altaclario.config.command import main
from altaclario.workspaces import members
from altaclario.workspaces.models import Workspace
from altaclario.workspaces.permissions import Role
from tests.audited.of_accounts import FORM
from tests.audited.stage import Stage
from tests.cast import TUESDAY, House

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command looks at the database of this test."""
    monkeypatch.setattr(rotating, "set_up", lambda _data: None)


def told(capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    capsys.readouterr()
    code = main(["verify-audit"])
    return code, capsys.readouterr().out.splitlines()


def test_of_each_chain_it_says_that_it_is_whole(
    acme: House, elsewhere: House, capsys: pytest.CaptureFixture[str]
) -> None:
    members.change_role(acme.ada, acme.ben.pk, role=Role.ADMIN, seen="viewer", now=TUESDAY)
    code, lines = told(capsys)
    assert code == 0
    assert lines == [
        f"workspace:{acme.workspace.pk}, chain 1: whole, 2 notes.",
        f"workspace:{elsewhere.workspace.pk}, chain 1: whole, 1 notes.",
        "Chains: 2. Not whole: 0.",
    ]


def test_a_person_who_signed_up_has_a_whole_chain(
    anybody: Client, mailoutbox: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    anybody.post("/accounts/signup/", FORM)
    anybody.post("/accounts/confirm-email/", {"code": Stage.code(None)})  # type: ignore[arg-type]
    person = User.objects.get()
    assert person.last_login
    assert told(capsys) == (0, [f"person:{person.pk}, chain 1: whole, 2 notes.", "Chains: 1. Not whole: 0."])


CHANGED = {
    "an edit": (lambda: Note.objects.filter(number=2).update(new="owner"), "it breaks at note 2."),
    "a cut": (lambda: Note.objects.filter(number=2).delete(), "1 notes are missing."),
    "a head": (lambda: Chain.objects.update(head=b"x" * 90), "does not open, so nothing can be said of 2 notes."),
    "all of it": (lambda: (Note.objects.all().delete(), Chain.objects.all().delete()), "there are none."),
}


@pytest.mark.parametrize("what", CHANGED)
def test_what_was_changed_is_told_and_the_exit_code_is_one(
    what: str, acme: House, capsys: pytest.CaptureFixture[str]
) -> None:
    members.change_role(acme.ada, acme.ben.pk, role=Role.ADMIN, seen="viewer", now=TUESDAY)
    unguarded()
    change, sentence = CHANGED[what]
    change()
    code, lines = told(capsys)
    assert code == 1
    assert lines[0].endswith(sentence)
    assert lines[-1] == "Chains: 1. Not whole: 1."


def test_a_chain_that_somebody_took_away_is_missed_although_another_begins(
    acme: House, capsys: pytest.CaptureFixture[str]
) -> None:
    unguarded()
    Note.objects.all().delete()
    Chain.objects.all().delete()
    members.change_role(acme.ada, acme.ben.pk, role=Role.ADMIN, seen="viewer", now=TUESDAY)
    code, lines = told(capsys)
    assert (code, lines[0].partition(": ")[2]) == (1, "what came before the first note is missing.")


@pytest.mark.proves("audit-log")
def test_with_its_owner_a_chain_goes_and_nobody_misses_it(acme: House, capsys: pytest.CaptureFixture[str]) -> None:
    Workspace.objects.filter(pk=acme.workspace.pk).delete()
    assert told(capsys) == (0, ["Chains: 0. Not whole: 0."])
    assert not Note.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_somebody_does_meanwhile_is_neither_missing_nor_too_much(
    acme: House, elsewhere: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a head was read and before its notes: one more note, and another workspace goes."""

    def act() -> None:
        members.change_role(acme.ada, acme.ben.pk, role=Role.ADMIN, seen="viewer", now=TUESDAY)
        Workspace.objects.filter(pk=elsewhere.workspace.pk).delete()
        connection.close()

    usual = checking.of

    def of(chain: Chain) -> Finding:
        monkeypatch.setattr(checking, "of", usual)
        thread = Thread(target=act)
        thread.start()
        thread.join()
        return usual(chain)

    monkeypatch.setattr(checking, "of", of)
    code, lines = told(capsys)
    assert (code, lines[-1]) == (0, "Chains: 2. Not whole: 0.")
    assert told(capsys)[1][-1] == "Chains: 1. Not whole: 0."
