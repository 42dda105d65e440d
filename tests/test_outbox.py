"""A mail server that is down, or refuses an address: what was done is done, and what is owed is sent later."""

import io
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from altaclario.accounts import outbox
from altaclario.accounts.models import UNSENT, Unsent, User
from altaclario.accounts.tests import signing
from altaclario.accounts.tests.test_every_road import FORM
from altaclario.config import rotating
from altaclario.config.command import main
from altaclario.connections.models import Connection
from altaclario.desk.models import Matter
from altaclario.desk.tests.sending import send, stamped
from altaclario.privacy import closing, letters, retention
from altaclario.privacy.tests.test_closing import address_of
from altaclario.web import mail
from altaclario.workspaces.models import Invitation, Workspace
from altaclario.workspaces.permissions import Role
from tests.cast import MONDAY, House, joined, shared, signed_in
from tests.mailing import Server

pytestmark = pytest.mark.django_db(transaction=True)
LATER = outbox.AGAIN


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotating, "set_up", lambda _data: None)


def says(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO("It is so.\nAnd more."))
    return main(["desk", *words])


def matter() -> Matter:
    made: Matter = Matter.objects.create(
        reference="AC-2345-6789", kind="contact", email="eve@else.test", received=MONDAY, due=MONDAY
    )
    return made


class TestTheDesk:
    def test_a_decision_stands_and_is_mailed_when_the_server_is_back(
        self,
        server: type[Server],
        mailoutbox: list[EmailMessage],
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        matter()
        server.is_down = True
        assert says(monkeypatch, "decide", "AC-2345-6789", "--decision", "refused") == 0
        assert "NOT MAILED YET" in capsys.readouterr().out
        assert says(monkeypatch, "mail-again") == 1
        assert "Still waiting: 1." in capsys.readouterr().out
        server.is_down = False
        assert says(monkeypatch, "mail-again") == 0
        (sent,) = mailoutbox
        assert (sent.to, "It is so.\nAnd more." in sent.body) == (["eve@else.test"], True)
        assert not Unsent.objects.exists()

    def test_whoever_made_a_link_is_told_later_that_it_is_suspended(
        self,
        acme: House,
        connection: Connection,
        server: type[Server],
        mailoutbox: list[EmailMessage],
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        link, _ = shared(acme, connection)
        server.is_down = True
        assert says(monkeypatch, "suspend-link", str(link.pk)) == 0
        assert "`altaclario desk mail-again` does at once" in capsys.readouterr().out
        server.is_down = False
        assert outbox.go_on(now=timezone.now()) == 0
        assert outbox.go_on(now=timezone.now() + LATER) == 1
        assert "It is so.\nAnd more." in str(mailoutbox[0].body)

    @pytest.mark.parametrize("code", [450, 550])
    def test_a_stranger_who_mistypes_the_address_sees_the_reference(
        self, code: int, server: type[Server], anybody: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server.refuses["eve@else.test"] = code
        once = stamped(monkeypatch)
        for _ in range(2):
            answer = send(anybody, "/contact", once)
            page = answer.content.decode()
            assert (answer.status_code, Matter.objects.get().reference in page) == (200, True)
            assert "No mail could be sent to the address that you gave" in page
        assert outbox.waiting() == ((1, 0) if code == 450 else (0, 1))


class TestClosing:
    def test_an_account_is_closed_and_the_page_says_so_and_that_no_mail_went(
        self, acme: House, server: type[Server], mailoutbox: list[EmailMessage]
    ) -> None:
        who, browser = signing.account(), Client()
        signing.sign_in(browser, who)
        signing.confirm(browser)
        server.is_down = True
        answer = browser.post("/accounts/close", {}, follow=True)
        page = answer.content.decode()
        assert (answer.status_code, User.objects.get(pk=who.pk).is_closed) == (200, True)
        assert "Your account is closed" in page
        assert "could not be sent yet; it is tried again" in page
        assert who.email.encode() not in bytes(Unsent.objects.get().sealed)
        server.is_down = False
        outbox.go_on(now=timezone.now() + LATER)
        assert "/closed/" in str(mailoutbox[-1].body)
        assert "could not be sent" not in browser.get("/closed/").content.decode()

    def test_who_opens_it_again_is_not_mailed_that_it_is_closed(
        self, acme: House, server: type[Server], mailoutbox: list[EmailMessage]
    ) -> None:
        own = joined(acme, Role.MEMBER)
        server.is_down = True
        erases = closing.close_account(own.person, address_of=address_of, now=MONDAY)
        closing.undo(own.person.owner_key, erases, now=MONDAY)
        server.is_down = False
        assert (outbox.go_on(now=MONDAY + LATER), mailoutbox) == (0, [])

    def test_a_workspace_is_closed_and_one_owner_of_a_dead_mailbox_keeps_the_link_from_no_other(
        self, acme: House, server: type[Server], mailoutbox: list[EmailMessage]
    ) -> None:
        joined(acme, Role.OWNER)
        browser = signed_in(acme.ada)
        server.refuses["ada@acme.test"] = 550
        answer = browser.post(f"/w/{acme.slug}/close", {}, follow=True)
        assert Workspace.objects.get().is_closed
        assert "Not every owner could be mailed" in answer.content.decode()
        assert [one.to for one in mailoutbox] == [["dee@acme.test"]]


def test_an_invitation_that_could_not_be_mailed_is_said_on_the_page(acme: House, server: type[Server]) -> None:
    server.is_down = True
    asked = {"email": "fay@else.test", "role": "viewer"}
    answer = signed_in(acme.ada).post(f"/w/{acme.slug}/members/invite", asked, follow=True)
    assert (answer.status_code, Invitation.objects.count()) == (200, 1)
    assert "could not be sent. Invite the address once more." in answer.content.decode()


def test_who_signs_up_meanwhile_reads_that_no_code_went(anybody: Client, server: type[Server]) -> None:
    server.is_down = True
    answer = anybody.post("/accounts/signup/", FORM, follow=True)
    assert answer.status_code == 200
    assert "A mail could not be sent to you." in answer.content.decode()


class Killed(BaseException):
    """As far as anybody else can tell, the process is gone."""


def killed(*_words: object) -> None:
    raise Killed


class TestAKilledProcess:
    def closes(self, acme: House) -> User:
        own = joined(acme, Role.MEMBER).person
        closing.close_account(own, address_of=address_of, now=MONDAY)
        return own

    def test_before_what_it_does_is_stored_it_leaves_neither_that_nor_a_mail(
        self, acme: House, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = letters.account_closed
        monkeypatch.setattr(letters, "account_closed", lambda *said, **more: (real(*said, **more), killed()))
        with pytest.raises(Killed):
            self.closes(acme)
        assert not User.objects.exclude(erases=None).exists()
        assert (outbox.go_on(now=MONDAY + LATER), mailoutbox, Unsent.objects.count()) == (0, [], 0)

    def test_between_that_and_the_mail_it_loses_none(
        self, acme: House, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(outbox, "_first_time", lambda *_said, **_more: killed())
            with pytest.raises(Killed):
                self.closes(acme)
        assert User.objects.exclude(erases=None).count() == 1
        assert (mailoutbox, outbox.go_on(now=MONDAY)) == ([], 0)
        assert (outbox.go_on(now=MONDAY + LATER), outbox.go_on(now=MONDAY + 2 * LATER)) == (1, 0)
        assert "/closed/" in str(mailoutbox[0].body)

    @pytest.mark.parametrize("moment", ["before the mail server has it", "after"])
    def test_while_it_sends_none_is_lost(
        self, moment: str, server: type[Server], mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        deliver = mail.deliver
        with monkeypatch.context() as patch:
            patch.setattr(mail, "deliver", lambda *said: killed(deliver(*said) if moment == "after" else None))
            with pytest.raises(Killed):
                outbox.send("sharing/email/restored", {}, "eve@else.test", about="matter:x", now=MONDAY)
        assert (outbox.go_on(now=MONDAY), outbox.go_on(now=MONDAY + LATER)) == (0, 1)
        assert [one.to for one in mailoutbox] == [["eve@else.test"]] * (2 if moment == "after" else 1)

    def test_of_two_that_go_on_one_sends(self, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch) -> None:
        deliver = mail.deliver

        def meanwhile(*said: str) -> None:
            assert outbox.go_on(now=MONDAY) == 0
            deliver(*said)

        monkeypatch.setattr(mail, "deliver", meanwhile)
        outbox.send("sharing/email/restored", {}, "eve@else.test", about="matter:x", now=MONDAY)
        assert (len(mailoutbox), Unsent.objects.count()) == (1, 0)


class TestTheOutbox:
    def kept(self, about: str = "matter:x", to: str = "eve@else.test") -> Unsent:
        outbox.send("sharing/email/restored", {}, to, about=about, text="Of Acme.", now=MONDAY)
        return Unsent.objects.get(about=about)

    def send_now(self) -> None:
        outbox.send("sharing/email/restored", {}, "eve@else.test", about="matter:x", now=MONDAY)

    def test_nobody_reads_it_there_and_what_is_refused_for_good_leaves_no_address(self, server: type[Server]) -> None:
        server.refuses["eve@else.test"] = 450
        row = self.kept()
        assert b"eve@else" not in bytes(row.sealed)
        with UNSENT.opened(row) as said:
            assert "eve@else.test" in said.reveal()
        server.refuses["eve@else.test"] = 550
        assert outbox.go_on(now=MONDAY + LATER) == 0
        row.refresh_from_db()
        assert (bytes(row.sealed), outbox.state("matter:x"), outbox.waiting()) == (b"", "refused", (0, 1))

    def test_one_that_is_refused_for_now_stands_in_nobody_elses_way(
        self, server: type[Server], mailoutbox: list[EmailMessage]
    ) -> None:
        server.is_down = True
        self.kept()
        self.kept("matter:y", "fay@else.test")
        server.is_down, server.refuses["eve@else.test"] = False, 450
        assert outbox.go_on(now=MONDAY + LATER) == 1
        assert [one.to for one in mailoutbox] == [["fay@else.test"]]
        assert (outbox.state("matter:x"), outbox.state("matter:y")) == ("waits", "")

    def test_what_was_said_later_takes_the_place_of_what_waits(
        self, server: type[Server], mailoutbox: list[EmailMessage], caplog: pytest.LogCaptureFixture
    ) -> None:
        server.is_down = True
        self.kept()
        self.kept()
        assert (outbox.remind(now=MONDAY), outbox.remind(now=MONDAY + LATER)) == (0, 1)
        assert "does not take: 1. `altaclario desk mail-again`" in caplog.text
        server.is_down = False
        self.send_now()
        assert (outbox.go_on(now=MONDAY + LATER), len(mailoutbox)) == (0, 1)

    def test_after_thirty_days_it_is_given_up(self, server: type[Server]) -> None:
        server.is_down = True
        self.kept()
        retention.sweep(now=MONDAY + timedelta(days=30, minutes=1))
        assert not Unsent.objects.exists()
