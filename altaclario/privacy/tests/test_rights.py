"""Settings › Privacy: see, download, correct, pause, object, delete; complete by the register."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from altaclario.accounts import objecting
from altaclario.accounts.models import Identity, SignIn, Unsent, User
from altaclario.accounts.tests import signing
from altaclario.audit import notes, verbs
from altaclario.audit.models import Note
from altaclario.connections.models import Connection
from altaclario.declarations import sizes
from altaclario.declarations.holdings import REGISTER
from altaclario.privacy import archive, closing, held, importing, restricting
from altaclario.sync import asking
from altaclario.workspaces import founding, walls
from altaclario.workspaces.models import Invitation, MemberIdentity, Membership, OwnIssuer
from altaclario.workspaces.permissions import Role
from tests import rows
from tests.cast import MONDAY, PASSWORD, House, connected, invited, joined, shared
from tests.programs import program
from tests.remembering import Memory
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db
RIGHTS = "/accounts/privacy/"


@pytest.fixture
def dee() -> User:
    return signing.account()


@pytest.fixture
def home(dee: User) -> Client:
    """A browser in which Dee has just said again that it is she."""
    browser = Client()
    signing.sign_in(browser, dee)
    signing.confirm(browser)
    return browser


@pytest.fixture
def full(acme: House, dee: User, home: Client, site: Simulated) -> User:
    """Dee with something in every table that can hold anything about her."""
    membership = Membership.objects.create(workspace=acme.workspace, person=dee, role=Role.MEMBER)
    own = connected(acme.workspace, site, membership)
    Connection.objects.filter(pk=own.pk).update(account_email="dee@tracker.test")
    shared(acme, own, by=membership, password="a long password of a link")
    invited(acme, "someone@acme.test")
    Invitation.objects.filter(email="someone@acme.test").update(email=dee.email)
    signing.set_up_app(home)
    Unsent.objects.create(person=dee, name="x", about="x", sealed=b"x", made=MONDAY, tried=MONDAY)
    program(membership)
    times = {"subject": "dee-1", "made": timezone.now()}
    Identity.objects.create(person=dee, issuer="https://issuer.test", **times)
    issuer = OwnIssuer.objects.create(workspace=acme.workspace, made=timezone.now(), entry="entry")
    MemberIdentity.objects.create(person=dee, membership=membership, issuer=issuer, **times)
    return User.objects.get(pk=dee.pk)


def read(sent: bytes, name: str = archive.JSON_NAME) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(sent)) as zipped:
        assert zipped.testzip() is None
        said: dict[str, Any] = json.loads(zipped.read(name))
        return said


def taken(browser: Client) -> bytes:
    answer = browser.post(f"{RIGHTS}archive")
    assert answer.status_code == 200
    assert answer.streaming
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def lasting(said: dict[str, Any]) -> bytes:
    """Without notes, sessions and the time of export, as bytes."""
    tables = {label: table for label, table in said["tables"].items() if label not in rows.BY_LOOKING}
    return json.dumps({**said, "at": "", "tables": tables}, sort_keys=True).encode()


@pytest.mark.proves("own-copy")
def test_the_archive_has_every_personal_column_of_the_register(full: User, home: Client) -> None:
    said = read(taken(home))["tables"]
    wanted = {f"{label}.{column}" for label, one in REGISTER.items() for column in one.personal}
    there = {f"{label}.{column}" for label, table in said.items() for column in table["columns"]}
    assert wanted - there == {"privacy.Ending.told"}  # which is there only while an account is being erased
    assert "reference and code" in said["desk.Matter"]["elsewhere"]
    filled = {label for label, table in said.items() if table["rows"]}
    known = {label for label, one in REGISTER.items() if one.personal}
    assert known - filled == {"privacy.Ending", "desk.Matter"}


@pytest.mark.proves("own-copy")
def test_it_has_nothing_of_anybody_else_and_no_secret(full: User, home: Client, acme: House) -> None:
    sent = taken(home)
    with zipfile.ZipFile(io.BytesIO(sent)) as zipped:
        for name in zipped.namelist():
            text = zipped.read(name).decode()
            for other in ("ada@acme.test", "ben@acme.test", "someone@acme.test", "argon2", "Acme"):
                assert other not in text, (name, other)
            assert bytes(Connection.objects.get().token).hex() not in text


def test_invitations_to_ones_address_are_in_it_whoever_sent_them(full: User, home: Client, elsewhere: House) -> None:
    sent, _ = invited(elsewhere, full.email)
    other, _ = invited(elsewhere, "someone@acme.test")
    mine = [row["id"] for row in read(taken(home))["tables"]["workspaces.Invitation"]["rows"]]
    assert str(sent.pk) in mine
    assert len(mine) == 2
    page = home.get(f"{RIGHTS}held").content.decode()
    assert str(sent.pk) in page
    assert str(other.pk) not in page
    full.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]
    assert read(taken(home))["tables"]["workspaces.Invitation"]["rows"] == []  # it may be somebody else's


@pytest.mark.proves("own-copy")
def test_it_is_whole_although_the_request_is_over_while_it_is_sent(full: User) -> None:
    own = founding.every_of(full)
    with walls.within(None):  # nobody says any more who asked
        said = read(b"".join(archive.stream(full, own, now=timezone.now())))["tables"]
    for label in ("workspaces.ApiToken", "workspaces.MemberIdentity", "workspaces.Invitation"):
        assert len(said[label]["rows"]) == 1


def test_what_was_sent_to_the_desk_is_said_to_be_found_by_its_code(home: Client) -> None:
    page = home.get(f"{RIGHTS}held").content.decode()
    assert "you find what you sent by its reference and code" in page
    assert "/desk/status" in home.get(RIGHTS).content.decode()


def test_json_csv_and_page_say_the_same(full: User, home: Client) -> None:
    sent = taken(home)
    said = read(sent)
    with zipfile.ZipFile(io.BytesIO(sent)) as zipped:
        page = zipped.read(archive.PAGE_NAME).decode()
        assert "dee@acme.test" in page
        for label, table in said["tables"].items():
            rows = list(csv.reader(io.StringIO(zipped.read(f"csv/{label}.csv").decode())))
            assert rows[0] == table["columns"]
            assert len(rows) == len(table["rows"]) + 1


def test_however_many_rows_there_are_few_are_in_memory(
    full: User, home: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"person": full, "device": "x", "began": MONDAY, "seen": MONDAY}
    SignIn.objects.bulk_create(SignIn(session_key=f"{number:032}", **told) for number in range(20))
    count, own = SignIn.objects.filter(person=full).count(), founding.every_of(full)
    whole = b"".join(archive.stream(full, own, now=MONDAY))
    monkeypatch.setattr(held, "PIECE", 3)
    (table,) = [one for one in held.tables(full, own) if one.label == "accounts.SignIn"]
    sizes = [len(piece) for piece in table.pieces]
    assert (sum(sizes), max(sizes)) == (count, 3)
    assert b"".join(archive.stream(full, own, now=MONDAY)) == whole


def test_asked_for_ten_times_it_is_the_same_ten_times(full: User, home: Client) -> None:
    assert len({lasting(read(taken(home))) for _ in range(10)}) == 1


def test_ten_that_are_under_way_at_once_are_each_whole(full: User, home: Client) -> None:
    """As ten tabs get them: a piece of each in turn."""
    answers = [home.post(f"{RIGHTS}archive") for _ in range(10)]
    assert {answer.status_code for answer in answers} == {200}
    under_way = [(iter(answer.streaming_content), bytearray()) for answer in answers]  # type: ignore[attr-defined]
    got = [sent for _, sent in under_way]
    while under_way:
        under_way = [one for one in under_way if _next_piece(*one)]
    assert len({lasting(read(bytes(sent))) for sent in got}) == 1


def _next_piece(pieces: Iterator[bytes], sent: bytearray) -> bool:
    piece = next(pieces, None)
    sent.extend(piece or b"")
    return piece is not None


def test_the_page_tells_what_the_archive_does(full: User, home: Client) -> None:
    page = home.get(f"{RIGHTS}held").content.decode()
    for said in ("dee@acme.test", "dee@tracker.test", "Share link", "Authenticator", held.SECRET):
        assert said in page
    assert "ada@acme.test" not in page


@pytest.mark.parametrize("what", ["archive", "account-close"])
def test_taking_along_and_deleting_ask_again_who_it_is(what: str, dee: User) -> None:
    browser = Client()
    signing.sign_in(browser, dee)
    where = "/accounts/close" if what == "account-close" else f"{RIGHTS}{what}"
    answer = browser.post(where)
    assert "/accounts/reauthenticate/" in answer.headers["Location"]
    assert not User.objects.get(pk=dee.pk).is_closed


def test_closing_ones_account_is_told_to_other_tabs(home: Client) -> None:
    assert b'method="post" data-sign-out>' in home.get("/accounts/close").content.split(b"<main", 1)[1]


@pytest.mark.proves("own-copy")
def test_six_controls_stand_on_one_page_that_every_page_leads_to(home: Client) -> None:
    page = home.get(RIGHTS).content.decode()
    for where in ("held", "archive", "name", "pause", "objections"):
        assert f'"{RIGHTS}{where}"' in page
    assert '"/accounts/close"' in page
    assert f'href="{RIGHTS}"' in home.get("/accounts/security/").content.decode()


@pytest.mark.proves("closing-undone")
def test_what_is_held_after_undoing_is_byte_for_byte_what_it_was(full: User) -> None:
    own, now = founding.every_of(full), timezone.now()
    before = lasting(read(b"".join(archive.stream(full, own, now=now))))
    erases = closing.close_account(full, address_of=str, now=now)
    closing.undo(full.owner_key, erases, now=now + timedelta(days=29.9))
    again = User.objects.get(pk=full.pk)
    after = lasting(read(b"".join(archive.stream(again, founding.every_of(again), now=now))))
    assert after == before


class TestTakingIn:
    def send(self, browser: Client, what: bytes) -> Any:
        return browser.post(f"{RIGHTS}import", {"archive": io.BytesIO(what)})

    def test_what_was_changed_since_is_as_it_was(self, full: User, home: Client) -> None:
        home.post("/accounts/preferences/", {"zone": "Europe/Rome", "theme": "dark", "density": "compact"})
        before = taken(home)
        home.post("/accounts/preferences/", {"zone": "UTC", "theme": "light", "density": "comfortable"})
        home.post(f"{RIGHTS}name", {"name": "Somebody"})
        home.post(f"{RIGHTS}objections", {"telemetry": "on"})
        home.post(f"{RIGHTS}pause")
        assert self.send(home, before).status_code == 302
        assert lasting(read(taken(home))) == lasting(read(before))
        assert "nothing had to be changed" in self.follow(home, before)

    def follow(self, browser: Client, what: bytes) -> str:
        answer = browser.post(f"{RIGHTS}import", {"archive": io.BytesIO(what)}, follow=True)
        return answer.content.decode()  # type: ignore[no-any-return]

    def test_one_of_another_account_is_refused_and_nothing_is_changed(self, home: Client, dee: User) -> None:
        other = signing.account("Fay")
        answer = self.send(home, b"".join(archive.stream(other, [], now=timezone.now())))
        assert answer.status_code == 422
        assert "of another account" in answer.content.decode()
        assert User.objects.get(pk=dee.pk).name == "Dee"

    def test_an_objection_that_comes_back_is_carried_out(self, home: Client, dee: User) -> None:
        home.post(f"{RIGHTS}objections", {"devices": "on"})
        before = taken(home)
        home.post(f"{RIGHTS}objections")
        SignIn.objects.filter(person=dee).update(device="Firefox on Linux")
        assert self.send(home, before).status_code == 302
        assert User.objects.get(pk=dee.pk).objected == "devices"
        assert set(SignIn.objects.values_list("device", flat=True)) == {""}

    def test_that_of_a_used_account_is_compressed_and_is_taken_in_again(self, home: Client, dee: User) -> None:
        note = notes.note(dee, verbs.NAME_CHANGED, now=timezone.now())
        first = Note.objects.filter(chain=note.chain_id, number=note.number).values().get()
        del first["id"]
        many = (Note(**first | {"number": 1000 + number, "mark": f"{number:064x}"}) for number in range(4000))
        Note.objects.bulk_create(many)
        sent = taken(home)
        with zipfile.ZipFile(io.BytesIO(sent)) as whole:
            assert sum(one.file_size for one in whole.infolist()) > 2 * sizes.BODY_BYTES
            assert len(sent) < sum(one.file_size for one in whole.infolist()) / 5
            assert whole.namelist()[0] == archive.ACCOUNT_NAME
        stored = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(sent)) as whole, zipfile.ZipFile(stored, "w") as anew:
            for name in whole.namelist():
                anew.writestr(name, whole.read(name))
        assert len(stored.getvalue()) > sizes.BODY_BYTES
        for one in (sent, stored.getvalue()):
            assert self.send(home, one).status_code == 302

    def test_more_than_any_archive_is_refused_and_a_stranger_sends_no_more_than_elsewhere(self, home: Client) -> None:
        assert self.send(home, b"0" * sizes.LARGER["rights-import"]).status_code == 413
        assert self.send(Client(), b"0" * sizes.BODY_BYTES).status_code == 413

    @pytest.mark.parametrize(
        "kind",
        [
            *("nothing", "text", "half", "a broken stream", "another way to compress", "no json", "lists", "no row"),
            *("a zone", "a name", "half a character", "no moment"),
        ],
    )
    def test_what_is_no_archive_is_refused(self, kind: str, home: Client, dee: User) -> None:
        whole = b"".join(archive.stream(dee, [], now=timezone.now()))
        answer = self.send(home, damaged(kind, whole))
        assert answer.status_code == 422
        assert User.objects.get(pk=dee.pk).zone == dee.zone

    @pytest.mark.asvs("5.2.3")
    def test_one_that_unpacks_without_end_is_read_no_further(self, home: Client) -> None:
        assert self.send(home, zipped(b"0" * (importing.MOST_BYTES + 2))).status_code == 422


def damaged(kind: str, whole: bytes) -> bytes:
    said = read(whole, archive.ACCOUNT_NAME)
    other = {
        "a zone": {"zone": "Mars/Base"},
        "a name": {"name": ""},
        "half a character": {"name": "\ud800"},
        "no moment": {"preferred": "0001-01-01T00:00:00+23:59"},
    }
    said["row"] = said["row"] | other.get(kind, {}) if kind != "no row" else []
    plain = {
        "nothing": b"PK",
        "text": b"name,zone",
        "half": whole[: len(whole) // 2],
        "a broken stream": whole[:42] + b"\xff" * 8 + whole[50:],
        "another way to compress": zipped(json.dumps(said).encode(), zipfile.ZIP_LZMA).replace(b"\x5d", b"\xff"),
    }
    inside = {"no json": b"{", "lists": b'[{"format": 1}]'}
    return plain.get(kind) or zipped(inside.get(kind) or json.dumps(said).encode())


def zipped(text: bytes, compressed: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compressed) as made:
        made.writestr(archive.ACCOUNT_NAME, text)
    return file.getvalue()


@pytest.mark.proves("processing-paused")
def test_who_pauses_is_read_no_more_and_gets_no_invitation_by_mail(
    acme: House,
    site: Simulated,
    memory: Memory,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    dee = joined(acme, Role.MEMBER)
    own = connected(acme.workspace, site, dee)
    restricting.pause(dee.person, now=timezone.now())
    own.refresh_from_db()
    assert own.is_frozen
    assert asking.load(own, now=timezone.now()) is None
    elsewhere = founding.found(acme.ada.person, name="Other", zone="UTC", now=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        invited(House(elsewhere.workspace, elsewhere), dee.person.email)
    assert mailoutbox == []
    restricting.resume(dee.person, now=timezone.now())
    own.refresh_from_db()
    assert asking.load(own, now=timezone.now()) is not None


@pytest.mark.proves("objections-heard")
def test_who_objects_to_devices_is_remembered_without_them(dee: User, home: Client) -> None:
    home.post(f"{RIGHTS}objections", {"devices": "on", "somebody": "else"})
    assert User.objects.get(pk=dee.pk).objected == "devices"
    browser = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"})
    signing.sign_in(browser, dee)
    assert set(SignIn.objects.values_list("device", flat=True)) == {""}
    home.post(f"{RIGHTS}objections", {"telemetry": "on"})
    assert objecting.has_objected(User.objects.get(pk=dee.pk), "telemetry")
    assert not objecting.has_objected(User.objects.get(pk=dee.pk), "devices")


def test_a_name_is_corrected_everywhere(home: Client, dee: User) -> None:
    assert home.post(f"{RIGHTS}name", {"name": ""}).status_code == 422
    home.post(f"{RIGHTS}name", {"name": "Deirdre"})
    assert "Deirdre" in home.get(f"{RIGHTS}held").content.decode()
    assert signing.sign_in(Client(), dee, PASSWORD).status_code == 302
