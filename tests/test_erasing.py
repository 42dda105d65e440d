"""Erasing: when its time has come nothing is left of an account or a workspace, in no row and in no file."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.core.serializers import deserialize, serialize
from django.db import connection, models, transaction
from django.test import Client

from altaclario.accounts.models import User
from altaclario.audit import checking
from altaclario.audit.models import Chain, Note
from altaclario.config import command, running
from altaclario.config.arguments import BadArgument
from altaclario.connections.models import TOKEN, Connection
from altaclario.consent.models import Agreement
from altaclario.privacy import closing, disk, erasing, journal, unsampled
from altaclario.privacy.models import Ending
from altaclario.vault.box import NotOpened
from altaclario.vault.models import DataKey
from altaclario.workspaces.models import Invitation, Membership, Workspace
from altaclario.workspaces.permissions import Role
from tests import rows as database
from tests.cast import House, connected, invited, joined, shared, signed_in
from tests.mailing import Server
from tests.remembering import eventually
from tests.three_roles import Roles
from tests.trackers import Simulated

NOW = datetime.now(UTC)
OVER = NOW + timedelta(days=30)
NAME = f"Zaphodine{os.environ.get('PYTEST_XDIST_WORKER', '')}"
EMAIL = f"{NAME.lower()}@acme.test"
WORDS = (EMAIL.encode(), f"{NAME} Quux".encode())
"""Of this process alone: the log of changes of a PostgreSQL is one for all its databases."""
pytestmark = pytest.mark.django_db(transaction=True)


FOLDER: list[Path] = []
"""Where the PostgreSQL of the tests keeps its files."""


@pytest.fixture(autouse=True)
def _files(three_roles: Roles | None) -> None:
    if three_roles and not FOLDER:
        with three_roles.asking() as superuser:
            FOLDER.append(Path(superuser.execute("SHOW data_directory").fetchone()[0]))


@pytest.fixture(autouse=True)
def _journal(tmp_path: Path, settings: Any, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of its own; and only where it is about the disk that is written anew."""
    settings.PURGE_JOURNAL = tmp_path / "purged.journal"
    if "TheDisk" not in request.node.nodeid and "on_the_disk" not in request.node.name:
        monkeypatch.setattr(disk, "clean", lambda: "")


def erase(now: datetime = OVER) -> list[str]:
    """Until the disk is clean: on PostgreSQL a transaction of anybody on the server keeps what was deleted after its
    begin."""
    gone: list[str] = []

    def is_clean() -> bool:
        told = erasing.erase_due(now=now)
        gone.extend(told.owners)
        return not told.unclean

    eventually(is_clean, 120.0)
    return gone


@pytest.fixture
def her(acme: House, site: Simulated) -> Membership:
    """A member who left traces wherever one can."""
    own = joined(acme, Role.MEMBER, NAME)
    User.objects.filter(pk=own.person_id).update(name=f"{NAME} Quux", zone="Europe/Rome")
    made = connected(acme.workspace, site, own)
    Connection.objects.filter(pk=made.pk).update(account_email=EMAIL)
    shared(acme, made, by=own)
    invited(acme, "someone@acme.test")
    Invitation.objects.filter(email="someone@acme.test").update(email=EMAIL)
    agreed = {"text": "terms", "version": "2026-11-24", "sha256": "0" * 64, "answer": "accepted", "at": NOW}
    Agreement.objects.create(person=own.person, has_signal=False, **agreed)
    browser = signed_in(own)
    browser.post("/accounts/preferences/", {"zone": "Europe/Rome", "theme": "dark", "density": "compact"})
    Client().post("/accounts/login/code/", {"email": own.person.email})
    return Membership.objects.select_related("person", "workspace").get(pk=own.pk)


def close(who: User) -> datetime:
    return closing.close_account(who, address_of=lambda token: f"https://x.test/{token}", now=NOW)


def files() -> dict[str, bytes]:
    """All that the database has on the disk."""
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        return {path.name: path.read_bytes() for path in name.parent.glob(f"{name.name}*")}
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (oid,) = cursor.fetchone()
    root = FOLDER[0]
    found = [*(root / "base" / str(oid)).glob("*"), *(root / "pg_wal").glob("*")]
    return {str(path.relative_to(root)): path.read_bytes() for path in found if path.is_file()}


def on_disk() -> list[str]:
    return [f"{name}: {word!r}" for name, held in files().items() for word in WORDS if word in held]


def references_to(row: models.Model) -> list[str]:
    """Every column of every table that leads to the row."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model is type(row)
        and model._default_manager.filter(**{field.name: row.pk}).exists()
    ]


@pytest.mark.proves("erased-for-good")
def test_at_day_30_no_row_and_no_byte_on_the_disk_names_the_person(
    acme: House, her: Membership, mailoutbox: list[EmailMessage]
) -> None:
    person, key = her.person, her.person.owner_key
    assert "consent.Agreement.person" in references_to(person)
    assert on_disk()
    erases = close(person)
    assert erasing.erase_due(now=OVER - timedelta(minutes=1)).owners == []
    assert User.objects.filter(pk=person.pk).exists()
    assert erase() == [key]
    said = database.stored()
    assert [word for word in (*WORDS, key.encode()) if word in said] == []
    assert references_to(person) == []
    assert on_disk() == []
    assert not Ending.objects.exists()
    assert not DataKey.objects.filter(owner__startswith="person:").filter(owner=key).exists()
    assert not Chain.objects.filter(owner=key).exists()
    assert not any("zaphodine" in str(one.get_decoded()) for one in Session.objects.all())
    assert mailoutbox[-1].to == [EMAIL]
    assert "Everything is erased" in str(mailoutbox[-1].body)
    with pytest.raises(closing.CannotBeUndone):
        closing.undo(key, erases, now=OVER)
    (token,) = re.findall(r"https://x.test/(\S+)", "\n".join(str(mail.body) for mail in mailoutbox))
    for answer in (Client().get("/closed/"), Client().get(f"/closed/{token}"), Client().post("/closed/undo")):
        assert answer.status_code == 404
        assert "There is nothing to undo" in answer.content.decode()


def test_an_address_that_no_mail_server_takes_keeps_no_receipt_from_others_and_nobody_gets_two(
    acme: House, mailoutbox: list[EmailMessage], server: type[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workspace of three owners and two accounts; of one the mailbox is gone, of one it is full."""
    monkeypatch.setattr(disk, "clean", lambda: cleaned.append("") or "")
    cleaned: list[str] = []
    owners = [joined(acme, Role.OWNER, name) for name in ("Dee", "Eve")]
    closing.close_workspace(acme.ada, address_of=str, now=NOW)
    for own in owners:
        close(own.person)
    mailoutbox.clear()
    server.refuses.update({"ada@acme.test": 550, "dee@acme.test": 450})
    for _ in range(3):
        erasing.erase_due(now=OVER)
    assert [one.to for one in mailoutbox] == [["eve@acme.test"]] * 2
    assert (Ending.objects.count(), len(cleaned)) == (2, 1)
    server.refuses.clear()
    server.is_down = True
    erasing.erase_due(now=OVER)
    server.is_down = False
    erasing.erase_due(now=OVER)
    assert [one.to for one in mailoutbox[2:]] == [["dee@acme.test"]] * 2
    assert not Ending.objects.exists()


def test_a_receipt_that_nobody_takes_is_given_up_after_thirty_days(
    her: Membership, mailoutbox: list[EmailMessage], server: type[Server]
) -> None:
    close(her.person)
    server.is_down = True
    mails = len(mailoutbox)
    erasing.erase_due(now=OVER)
    assert Ending.objects.count() == 1
    erasing.erase_due(now=OVER + timedelta(days=30))
    assert (Ending.objects.exists(), len(mailoutbox)) == (False, mails)
    assert not DataKey.objects.filter(owner__startswith="ending:").exists()


def test_what_others_have_stays_and_their_log_tells_of_a_former_member(acme: House, her: Membership) -> None:
    close(her.person)
    erasing.erase_due(now=OVER)
    paused = Connection.objects.get()
    assert (paused.is_paused, paused.owner, bytes(paused.token), paused.account_email) == (True, None, b"", "")
    page = signed_in(acme.ada).get(f"/w/{acme.slug}/audit").content.decode()
    assert "former member left the workspace" in page
    assert Membership.objects.count() == 2
    assert all(found.is_whole for found in checking.every({}))


@pytest.mark.proves("erased-for-good")
def test_of_a_workspace_nothing_is_left_either_and_what_was_sealed_opens_nowhere(
    acme: House, elsewhere: House, site: Simulated, mailoutbox: list[EmailMessage]
) -> None:
    made = connected(acme.workspace, site, acme.ada)
    shared(acme, made)
    kept, sealed = connected(elsewhere.workspace, site, elsewhere.owner), Connection.objects.get(pk=made.pk)
    closing.close_workspace(acme.ada, address_of=str, now=NOW)
    erasing.erase_due(now=OVER)
    assert references_to(acme.workspace) == []
    assert not Note.objects.filter(chain__owner=acme.workspace.owner_key).exists()
    assert not DataKey.objects.filter(owner=acme.workspace.owner_key).exists()
    assert list(Workspace.objects.all()) == [elsewhere.workspace]
    assert list(Connection.objects.all()) == [kept]
    with pytest.raises(NotOpened):
        TOKEN.opened(sealed)
    assert [one.to for one in mailoutbox] == [["ada@acme.test"], ["ada@acme.test"]]
    assert User.objects.count() == 3


def test_in_the_order_of_the_register_nothing_goes_before_what_leads_to_it() -> None:
    from altaclario.privacy import order

    labels = [held.label for held in order.tables()]
    assert labels.index("sync.EndpointUse") < labels.index("sync.SyncRun") < labels.index("connections.Connection")
    assert labels.index("sharing.ShareLink") < labels.index("workspaces.Membership") < labels.index("accounts.User")
    assert labels.index("connections.Connection") < labels.index("workspaces.Workspace")


@pytest.mark.proves("child-reports")
def test_a_child_that_somebody_reported_is_gone_at_once_and_its_workspaces_find_an_heir(
    acme: House, site: Simulated, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from altaclario.workspaces import founding

    monkeypatch.setattr("altaclario.config.rotating.set_up", lambda _data: None)
    alone = founding.found(acme.ada.person, name="Alone", zone="UTC", now=NOW)
    assert command.main(["erase-account", "ada@acme.test"]) == 0
    assert "Erased: 2." in capsys.readouterr().out
    assert not User.objects.filter(email="ada@acme.test").exists()
    assert Membership.objects.get().role == Role.OWNER
    assert not Workspace.objects.filter(pk=alone.workspace_id).exists()
    assert command.main(["erase-account", "ada@acme.test"]) == 2


@pytest.mark.proves("erased-for-good")
def test_an_old_copy_that_is_restored_brings_nobody_back(
    acme: House,
    her: Membership,
    elsewhere: House,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The drill: a backup, erasing, everything lost, the backup again, the journal."""
    monkeypatch.setattr("altaclario.config.rotating.set_up", lambda _data: None)
    backup = copied()
    close(her.person)
    closing.close_workspace(elsewhere.owner, address_of=str, now=NOW)
    erasing.erase_due(now=OVER)
    restored(backup)
    assert User.objects.filter(email=EMAIL).exists()
    assert command.main(["replay-purges"]) == 0
    assert capsys.readouterr().out == "Erased before and brought back: 2.\nErased: 2.\n"
    assert [word for word in WORDS if word in database.stored()] == []
    assert list(Workspace.objects.all()) == [acme.workspace]
    assert {one.name for one in User.objects.all()} == {"Ada", "Ben", "Cy"}
    assert command.main(["replay-purges"]) == 0
    assert User.objects.count() == 3


def test_before_a_page_answers_whom_an_old_copy_brought_back_is_closed(acme: House, elsewhere: House) -> None:
    journal.add(journal.mark(elsewhere.owner.person.owner_key, elsewhere.owner.person.joined), now=NOW)
    journal.add(journal.mark(elsewhere.workspace.owner_key, elsewhere.workspace.created), now=NOW)
    running._bring_nobody_back()
    assert {one.name for one in User.objects.filter(is_active=True)} == {"Ada", "Ben"}
    assert list(Workspace.objects.filter(erases=None)) == [acme.workspace]


def test_nothing_starts_while_nobody_can_say_who_was_erased(acme: House, settings: Any, tmp_path: Path) -> None:
    settings.PURGE_JOURNAL = tmp_path
    with pytest.raises(BadArgument, match=r"cannot be read .*before anything starts"):
        running._bring_nobody_back()


@pytest.mark.postgres
def test_a_server_looks_as_the_role_for_maintenance_and_serves_as_its_own_again(
    acme: House, three_roles: Roles, settings: Any
) -> None:
    """The tests ask as the role for maintenance; here they serve, as a server does while it starts."""
    journal.add(journal.mark(acme.workspace.owner_key, acme.workspace.created), now=NOW)
    maintaining = connection.settings_dict
    settings.MAINTENANCE_DATABASE, settings.MAINTAINS = dict(maintaining), False
    connection.close()
    connection.settings_dict = maintaining | {"USER": three_roles.serving}
    try:
        assert not Workspace.objects.exists()
        running._bring_nobody_back()
        assert connection.settings_dict["USER"] == three_roles.serving
    finally:
        connection.close()
        connection.settings_dict = maintaining
    assert Workspace.objects.get().is_closed


@pytest.mark.postgres
@pytest.mark.proves("erased-for-good")
def test_a_dump_of_a_server_that_is_restored_brings_nobody_back_either(
    acme: House,
    her: Membership,
    elsewhere: House,
    three_roles: Roles,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The same drill with the programs of a server."""
    monkeypatch.setattr("altaclario.config.rotating.set_up", lambda _data: None)
    superuser, dump = three_roles.url(three_roles.server["user"]), tmp_path / "backup"
    done(three_roles.program("pg_dump"), "--format=custom", f"--file={dump}", superuser)
    before = set(database.stored().split(b"\n"))
    close(her.person)
    closing.close_workspace(elsewhere.owner, address_of=str, now=NOW)
    erasing.erase_due(now=OVER)
    connection.close()
    done(three_roles.program("pg_restore"), "--clean", "--if-exists", f"--dbname={superuser}", str(dump))
    assert set(database.stored().split(b"\n")) == before
    assert command.main(["replay-purges"]) == 0
    assert capsys.readouterr().out == "Erased before and brought back: 2.\nErased: 2.\n"
    assert [word for word in WORDS if word in database.stored()] == []
    assert list(Workspace.objects.all()) == [acme.workspace]
    assert {one.name for one in User.objects.all()} == {"Ada", "Ben", "Cy"}


def done(*words: str) -> None:
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_who_gets_an_id_anew_is_not_taken_for_who_had_it(acme: House, her: Membership) -> None:
    person = her.person
    close(person)
    erasing.erase_due(now=OVER)
    agreed = {"terms_version": "2026-11-24", "terms_at": NOW, "is_of_age": True}
    User.objects.create(pk=person.pk, email="new@acme.test", name="New", joined=NOW, **agreed)
    assert erasing.erase_again(now=OVER) == []


def copied() -> list[tuple[type[models.Model], str]]:
    """Every table, as a dump holds it."""
    ordered = apps.get_models(include_auto_created=True)
    return [(model, serialize("json", model._default_manager.order_by("pk"))) for model in ordered]


def restored(backup: list[tuple[type[models.Model], str]]) -> None:
    """In the place of what is there."""
    from tests import emptying

    emptying._empty()
    with transaction.atomic():
        for model, rows in backup:
            if model._meta.db_table not in emptying._STAYS:
                for one in deserialize("json", rows):
                    one.save()


class TestTheDisk:
    def test_as_long_as_it_is_not_clean_there_is_no_receipt_and_it_is_tried_again(
        self, her: Membership, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        close(her.person)
        with monkeypatch.context() as patch:
            patch.setattr(disk, "clean", lambda: "somebody reads")
            assert erasing.erase_due(now=OVER) == erasing.Erased(unclean="somebody reads")
        assert len(mailoutbox) == 3
        assert WORDS[0] not in database.stored()
        erase()
        assert len(mailoutbox) == 4

    def test_who_reads_meanwhile_stands_in_the_way(self, her: Membership) -> None:
        close(her.person)
        with reading():
            assert erasing.erase_due(now=OVER).unclean
        erase()
        assert on_disk() == []

    def test_a_role_that_serves_is_only_warned_and_that_is_a_failure(
        self, her: Membership, three_roles: Roles | None
    ) -> None:
        if three_roles is None:
            pytest.skip("a role is a thing of PostgreSQL")
        with as_role(three_roles.serving):
            assert "permission denied" in disk.clean()
        eventually(lambda: disk.clean() == "", 120.0)


@contextmanager
def reading() -> Iterator[None]:
    """Somebody else has begun to read, and has not ended."""
    other = connection.copy()
    other.settings_dict = {**connection.settings_dict, "OPTIONS": {**connection.settings_dict["OPTIONS"]}}
    other.settings_dict["OPTIONS"].pop("transaction_mode", None)
    with other.cursor() as cursor:
        begin = "BEGIN ISOLATION LEVEL REPEATABLE READ" if connection.vendor == "postgresql" else "BEGIN"
        cursor.execute(begin)
        cursor.execute("SELECT count(*) FROM accounts_user")
        cursor.fetchone()
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
            other.close()


@contextmanager
def as_role(role: str) -> Iterator[None]:
    before = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = role
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = before


@pytest.mark.postgres
def test_the_database_keeps_no_samples_of_what_is_personal(her: Membership, three_roles: Roles) -> None:
    """They lie in a catalogue of its own, which nobody rewrites."""
    with three_roles.asking() as superuser:
        superuser.execute("ANALYZE")
        kept = set(superuser.execute("SELECT tablename, attname FROM pg_stats").fetchall())
    assert ("accounts_user", "id") in kept
    assert ("accounts_user", "email") in unsampled.personal()
    assert kept & set(unsampled.personal()) == set()


class TestTheJournal:
    def test_it_holds_marks_alone_and_each_once(self, settings: Any) -> None:
        one = journal.mark("person:7", NOW)
        for _ in range(2):
            journal.add(one, now=NOW)
        text = settings.PURGE_JOURNAL.read_text()
        assert text.count(one) == 1
        assert "person" not in text
        assert settings.PURGE_JOURNAL.stat().st_mode & 0o077 == 0

    @pytest.mark.parametrize("left", ["", "abc", "f" * 63])
    def test_a_line_that_was_cut_off_counts_for_nothing_and_spoils_no_other(self, left: str, settings: Any) -> None:
        first, second = journal.mark("person:7", NOW), journal.mark("person:8", NOW)
        journal.add(first, now=NOW)
        with settings.PURGE_JOURNAL.open("a") as file:
            file.write(left)
        journal.add(second, now=NOW)
        assert journal.marks() >= {first, second}
        assert len(journal.marks()) == 2

    def test_however_many_there_are_it_is_read_twice(self, acme: House, monkeypatch: pytest.MonkeyPatch) -> None:
        """For its marks and for its salt."""
        journal.add(journal.mark("person:7", NOW), now=NOW)
        lines, read = journal._lines, []
        monkeypatch.setattr(journal, "_lines", lambda: read.append(1) or lines())
        erasing.erase_again(now=OVER)
        assert len(read) == 2

    def test_without_a_journal_nothing_is_erased(self, her: Membership, settings: Any, tmp_path: Path) -> None:
        settings.PURGE_JOURNAL = tmp_path / "nowhere" / "journal"
        close(her.person)
        with pytest.raises(journal.JournalUnusable):
            erasing.erase_due(now=OVER)
        assert User.objects.filter(pk=her.person_id).exists()
