"""Other data keys and another root key: everything opens afterwards, the old ones are gone, nobody is in the way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.db import connection as database

from altaclario.audit import notes
from altaclario.connections.models import TOKEN, Connection
from altaclario.vault import box, columns, custody, keys, replacing, rotating, wrapping
from altaclario.vault.box import NotOpened
from altaclario.vault.models import DataKey, KnownRoot
from altaclario.vault.replacing import Replaced
from altaclario.vault.roots import RootKeyUnusable
from altaclario.vault.rotating import Rotated
from tests.cast import House

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def root(tmp_path: Path, settings: Any) -> Path:
    """A root key of this test's own."""
    settings.ROOT_KEY_FILE = path = tmp_path / "root.key"
    custody.make_root_key(path)
    return path


@pytest.fixture
def acme(acme: House) -> House:
    """The house, which has sealed nothing yet."""
    return _emptied(acme)


@pytest.fixture
def elsewhere(elsewhere: House) -> House:
    """The house, which has sealed nothing yet."""
    return _emptied(elsewhere)


def _emptied(house: House) -> House:
    notes.erase(house.workspace.owner_key)
    keys.destroy(house.workspace.owner_key)
    KnownRoot.objects.filter(data_keys=None).delete()
    return house


def sealed(house: House, secret: str) -> Connection:
    """A connection with that secret, stored."""
    made = Connection(workspace=house.workspace, site=f"https://{secret}.test")
    with transaction.atomic():
        TOKEN.seal(made, secret, now=MONDAY)
        made.save()
    return made


def revealed(row: Connection) -> str:
    with TOKEN.opened(Connection.objects.get(pk=row.pk)) as secret:
        return secret.reveal()


def versions(owner: str) -> list[int]:
    return [one.version for one in DataKey.objects.filter(owner=owner).order_by("version")]


class TestDataKeys:
    @pytest.mark.proves("sealed-credentials")
    def test_everything_is_sealed_anew_and_the_old_keys_are_gone(self, acme: House, elsewhere: House) -> None:
        rows = [sealed(acme, "one"), sealed(acme, "two"), sealed(elsewhere, "three")]
        before = [TOKEN.envelope(row) for row in rows]
        assert rotating.rotate(keys.owners(), now=MONDAY) == Rotated(owners=2, sealed=3, destroyed=2, unopened=0)
        assert [revealed(row) for row in rows] == ["one", "two", "three"]
        for row, envelope in zip(rows, before, strict=True):
            now = TOKEN.envelope(Connection.objects.get(pk=row.pk))
            assert (box.version_of(envelope), box.version_of(now)) == (1, 2)
            assert now[5:] != envelope[5:]
        assert set(DataKey.objects.values_list("version", "opens_from")) == {(2, 2)}

    def test_one_owner_alone_may_be_chosen(self, acme: House, elsewhere: House) -> None:
        sealed(acme, "one"), sealed(elsewhere, "two")
        assert rotating.rotate([acme.workspace.owner_key], now=MONDAY).sealed == 1
        assert versions(acme.workspace.owner_key) == [2]
        assert versions(elsewhere.workspace.owner_key) == [1]

    def test_an_owner_without_keys_gets_none(self, acme: House) -> None:
        assert rotating.rotate([acme.workspace.owner_key], now=MONDAY) == Rotated(owners=1)
        assert not DataKey.objects.exists()

    def test_what_is_still_sealed_by_an_older_version_is_found_too(self, acme: House) -> None:
        row = sealed(acme, "one")
        keys.renew(acme.workspace.owner_key, now=MONDAY)
        keys.renew(acme.workspace.owner_key, now=MONDAY)
        assert rotating.rotate(keys.owners(), now=MONDAY) == Rotated(owners=1, sealed=1, destroyed=3)
        assert (revealed(row), versions(acme.workspace.owner_key)) == ("one", [4])

    def test_whoever_sealed_with_the_old_key_meanwhile_is_not_lost(
        self, acme: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It took the key before the new one came, and stores after everything was sealed anew."""
        owner = acme.workspace.owner_key
        row = sealed(acme, "one")
        key = keys.of_version(owner, 1)
        late = Connection(workspace=acme.workspace, site="https://late.test")
        late.token = box.seal(key, b"late", version=1, bound_to=(owner, late.key, "token"))
        destroy = rotating._destroy_the_old

        def after_it_stored(owner: str, *, now: datetime) -> tuple[int, int, int]:
            late.save()
            return destroy(owner, now=now)

        monkeypatch.setattr(rotating, "_destroy_the_old", after_it_stored)
        assert rotating.rotate([owner], now=MONDAY) == Rotated(owners=1, sealed=2, destroyed=1)
        assert (revealed(row), revealed(late)) == ("one", "late")

    def test_what_does_not_open_stays_with_its_key_and_is_counted(self, acme: House, root: Path) -> None:
        lost, kept = sealed(acme, "lost"), root.read_bytes()
        root.unlink()
        custody.make_root_key(root)
        good = sealed(acme, "good")
        broken = sealed(acme, "broken")
        Connection.objects.filter(pk=broken.pk).update(token=b"\1")
        before = TOKEN.envelope(lost)
        assert rotating.rotate(keys.owners(), now=MONDAY) == Rotated(owners=1, sealed=1, destroyed=1, unopened=2)
        assert versions(acme.workspace.owner_key) == [1, 3]
        assert TOKEN.envelope(Connection.objects.get(pk=lost.pk)) == before
        assert revealed(good) == "good"
        root.write_bytes(kept)  # Whoever finds the first root key again has what it kept.
        assert revealed(lost) == "lost"

    def test_every_declared_column_is_sealed_anew(self, acme: House, declared: columns.SealedColumn) -> None:
        """As a room of tomorrow declares one: an envelope as text inside of JSON."""
        row = sealed(acme, "one")
        with transaction.atomic():
            declared.seal(row, "second secret", now=MONDAY)
            row.save()
        before = row.projects["secret"]
        assert rotating.rotate(keys.owners(), now=MONDAY) == Rotated(owners=1, sealed=2, destroyed=1)
        after = Connection.objects.get(pk=row.pk)
        assert after.projects["secret"] != before
        with declared.opened(after) as secret:
            assert secret.reveal() == "second secret"

    @pytest.fixture
    def declared(self, monkeypatch: pytest.MonkeyPatch) -> columns.SealedColumn:
        monkeypatch.setattr(columns, "REGISTER", dict(columns.REGISTER))
        return columns.declare(
            "connections.Connection",
            "projects",
            owner="workspace:workspace_id",
            read=lambda stored: bytes.fromhex(stored["secret"]),
            write=lambda _, envelope: {"secret": envelope.hex()},
        )


class TestRootKey:
    @pytest.mark.proves("sealed-credentials")
    def test_the_data_keys_stay_and_open_with_the_new_root_key_alone(self, acme: House, root: Path) -> None:
        row, old = sealed(acme, "one"), root.read_bytes()
        key, wrapped = keys.of_version(acme.workspace.owner_key, 1), bytes(DataKey.objects.get().wrapped)
        assert replacing.replace(now=MONDAY) == Replaced(wrapped=1, unopened=0, to_do="")
        assert root.read_bytes() != old
        assert root.stat().st_mode & 0o777 == 0o600
        assert [one.name for one in root.parent.iterdir()] == ["root.key"]
        assert keys.of_version(acme.workspace.owner_key, 1) == key
        assert bytes(DataKey.objects.get().wrapped) != wrapped
        assert revealed(row) == "one"
        root.write_bytes(old)
        with pytest.raises(NotOpened):
            TOKEN.opened(row)
        with pytest.raises(RootKeyUnusable, match="was replaced by another on 2026-03-02"):
            wrapping.check(now=MONDAY)

    def test_what_another_process_seals_meanwhile_is_wrapped_too(
        self, acme: House, elsewhere: House, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its data key was made under the old root key, just before the new one was known."""
        sealed(acme, "one")
        late: list[Connection] = []
        wrap_all = replacing._wrap_all_again

        def while_one_is_made(closed: set[int], *, now: datetime) -> tuple[int, set[int]]:
            done = wrap_all(closed, now=now)
            if not late:
                late.append(sealed(elsewhere, "late"))
                old = InUse(root)
                DataKey.objects.filter(owner=elsewhere.workspace.owner_key).update(**old.wrapped(elsewhere))
            return done

        monkeypatch.setattr(replacing, "_wrap_all_again", while_one_is_made)
        assert replacing.replace(now=MONDAY).wrapped == 2
        assert revealed(late[0]) == "late"
        assert DataKey.objects.filter(root__retired=None).count() == 2

    def test_a_lost_root_key_is_not_retired_and_may_be_found_again(self, acme: House, root: Path) -> None:
        row, first = sealed(acme, "one"), root.read_bytes()
        root.unlink()
        custody.make_root_key(root)
        sealed(acme, "two")
        assert replacing.replace(now=MONDAY) == Replaced(wrapped=1, unopened=1, to_do="")
        assert list(KnownRoot.objects.order_by("version").values_list("retired", flat=True)) == [None, MONDAY, None]
        root.write_bytes(first)
        assert revealed(row) == "one"

    def test_in_the_environment_the_operator_gives_the_key_and_puts_it_in_place(
        self, acme: House, tmp_path: Path, settings: Any
    ) -> None:
        settings.ROOT_KEY_FILE = tmp_path / "nothing"
        settings.ROOT_KEY = "0f" * 32
        row = sealed(acme, "one")
        with pytest.raises(RootKeyUnusable, match="Give every process another key as ALTACLARIO_ROOT_KEY_NEXT"):
            replacing.replace(now=MONDAY)
        settings.ROOT_KEY_NEXT = "a0" * 32
        assert "Now put the text of ALTACLARIO_ROOT_KEY_NEXT" in replacing.replace(now=MONDAY).to_do
        assert replacing.replace(now=MONDAY).wrapped == 0
        assert revealed(row) == "one"
        settings.ROOT_KEY, settings.ROOT_KEY_NEXT = "a0" * 32, ""
        assert revealed(row) == "one"
        assert revealed(sealed(acme, "two")) == "two"
        settings.ROOT_KEY_NEXT = "0f" * 32
        with pytest.raises(RootKeyUnusable, match=r"was in use before\. Make a new one"):
            replacing.replace(now=MONDAY)
        settings.ROOT_KEY, settings.ROOT_KEY_NEXT = "0f" * 32, ""
        with pytest.raises(RootKeyUnusable, match="was replaced by another"):
            sealed(acme, "three")


class InUse:
    """The root key that is in use while another comes."""

    def __init__(self, root: Path) -> None:
        self.key = custody.InFile(root).held()[0]

    def wrapped(self, house: House) -> dict[str, Any]:
        """Its columns, had it wrapped the first data key of a house."""
        owner = house.workspace.owner_key
        known = KnownRoot.objects.get(name=self.key.name)
        place = ("data key", owner, "1")
        again = self.key.wrap(keys.of_version(owner, 1), version=known.version, bound_to=place)
        return {"root": known, "wrapped": again}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_seals_holds_the_key_and_who_makes_one_holds_the_root_key(acme: House) -> None:
    """Seen from another connection: until what was sealed is stored, nobody can destroy the key or retire its root."""
    owner = acme.workspace.owner_key
    with transaction.atomic():
        keys.for_sealing(owner, now=MONDAY)
    assert held_elsewhere() == (False, False)
    with transaction.atomic():
        keys.for_sealing(owner, now=MONDAY)
        assert held_elsewhere() == (True, False)
    with transaction.atomic():
        keys.renew(owner, now=MONDAY)
        assert held_elsewhere() == (False, True)
    assert held_elsewhere() == (False, False)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_wraps_again_holds_both_and_who_looks_for_the_newest_holds_the_root_keys(acme: House, root: Path) -> None:
    """Each begins a transaction of its own, and lets go with it."""
    sealed(acme, "one")
    data_key = DataKey.objects.get()
    for does, is_held in (
        (lambda: wrapping.wrap_again(data_key.pk, now=MONDAY), (True, True)),
        (lambda: wrapping.newest(now=MONDAY), (False, True)),
        (wrapping.locked, (False, True)),
    ):
        with transaction.atomic():
            does()
            assert held_elsewhere() == is_held
    wrapping.check(now=MONDAY)
    assert not wrapping.wrap_again(data_key.pk, now=MONDAY)
    assert held_elsewhere() == (False, False)


def held_elsewhere() -> tuple[bool, bool]:
    """Whether another connection would have to wait for a data key, and for a root key."""

    def look() -> tuple[bool, bool]:
        try:
            return _is_held(DataKey), _is_held(KnownRoot)
        finally:
            database.close()

    with ThreadPoolExecutor(1) as another:
        return another.submit(look).result()


def _is_held(model: Any) -> bool:
    try:
        with transaction.atomic():
            list(model.objects.select_for_update(nowait=True))
    except OperationalError:
        return True
    return False
