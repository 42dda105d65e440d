"""Every mail stands in the register, and only what stands there is sent."""

import ast
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client, RequestFactory

from altaclario.accounts.signing_up import Adapter
from altaclario.declarations import mails

ROOT = Path(__file__).resolve().parents[2] / "altaclario"
SOURCES = [path for path in ROOT.rglob("*.py") if "tests" not in path.parts]
WRITTEN = {
    str(path.relative_to(folder)).removesuffix("_subject.txt")
    for folder in ROOT.glob("*/templates")
    for path in folder.rglob("*_subject.txt")
}


def test_every_mail_that_is_written_is_declared_and_no_other() -> None:
    assert {one.name for one in mails.ALL} == WRITTEN
    assert len(mails.ALL) == len(WRITTEN) >= 20


def test_none_advertises_anything() -> None:
    assert {one.kind for one in mails.ALL} <= {"account", "update", "incident"}
    assert all(one.to and one.says for one in mails.ALL)


@pytest.mark.proves("kinds-of-mail")
def test_whoever_sends_one_asks_the_register() -> None:
    sending = {path for path in SOURCES if any(_sends(node) for node in ast.walk(ast.parse(path.read_text())))}
    assert {path.relative_to(ROOT).as_posix() for path in sending} == {
        "accounts/signing_up.py",  # the library's
        "web/mail.py",  # ours
    }
    assert [path for path in sending if "mails.declared(" not in path.read_text()] == []


@pytest.mark.proves("kinds-of-mail")
@pytest.mark.django_db
def test_a_mail_that_stands_in_no_register_is_not_sent(anybody: Client) -> None:
    del anybody
    with pytest.raises(mails.NotDeclared):
        mails.declared("account/email/offer_of_the_month")
    with pytest.raises(mails.NotDeclared):
        Adapter(RequestFactory().get("/")).send_mail("account/email/offer_of_the_month", "ada@acme.test", {})
    assert mail.outbox == []  # type: ignore[attr-defined]


def _sends(node: ast.AST) -> bool:
    is_named = isinstance(node, ast.Name) and node.id == "send_mail"
    return is_named or (isinstance(node, ast.Attribute) and node.attr == "send_mail")
