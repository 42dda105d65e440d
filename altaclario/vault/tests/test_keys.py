"""Data keys, and the root key that wraps them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from altaclario.vault import box, keys, secrets
from altaclario.vault.box import NotOpened
from altaclario.vault.keys import RootKeyUnusable
from altaclario.vault.models import DataKey

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def root(tmp_path: Path, settings: object) -> Path:
    """A root key of this test's own."""
    settings.ROOT_KEY_FILE = path = tmp_path / "root.key"  # type: ignore[attr-defined]
    keys.make_root_key(path)
    return path


def test_an_owner_has_one_key_until_a_new_version_comes() -> None:
    assert keys.current("workspace:1", now=MONDAY) == keys.current("workspace:1", now=MONDAY)
    assert DataKey.objects.count() == 1


def test_two_owners_have_two_keys() -> None:
    assert keys.current("workspace:1", now=MONDAY) != keys.current("workspace:2", now=MONDAY)


@pytest.mark.proves("sealed-credentials")
def test_the_database_holds_keys_only_wrapped(root: Path) -> None:
    _, key = keys.current("workspace:1", now=MONDAY)
    stored = bytes(DataKey.objects.get().wrapped)
    assert key not in stored
    assert root.read_bytes() not in stored
    assert len(stored) == 5 + 12 + box.KEY_BYTES + 16


def test_a_wrapped_key_opens_for_its_own_owner_and_version_only() -> None:
    keys.current("workspace:1", now=MONDAY)
    for change in ({"owner": "workspace:2"}, {"version": 2}):
        DataKey.objects.all().delete()
        keys.current("workspace:1", now=MONDAY)
        DataKey.objects.update(**change)
        with pytest.raises(NotOpened):
            keys.of_version(change.get("owner", "workspace:1"), change.get("version", 1))  # type: ignore[arg-type]


def test_the_newest_version_seals_and_old_ones_still_open() -> None:
    sealed = secrets.seal("token", owner="workspace:1", record="r", field="f", now=MONDAY)
    second = box.seal(keys._root(), bytes(32), version=1, bound_to=("data key", "workspace:1", "2"))
    DataKey.objects.create(owner="workspace:1", version=2, wrapped=second, created=MONDAY)
    assert keys.current("workspace:1", now=MONDAY) == (2, bytes(32))
    with secrets.opened(sealed, owner="workspace:1", record="r", field="f") as token:
        assert token.reveal() == "token"


@pytest.mark.proves("sealed-credentials")
def test_what_was_destroyed_never_opens_again() -> None:
    sealed = secrets.seal("token", owner="workspace:1", record="r", field="f", now=MONDAY)
    keys.destroy("workspace:1")
    keys.current("workspace:1", now=MONDAY)  # A new first key does not open what the old one sealed.
    with pytest.raises(NotOpened), secrets.opened(sealed, owner="workspace:1", record="r", field="f"):
        pytest.fail("it opened")


def test_destroying_one_owner_leaves_the_others() -> None:
    sealed = secrets.seal("token", owner="workspace:2", record="r", field="f", now=MONDAY)
    keys.current("workspace:1", now=MONDAY)
    keys.destroy("workspace:1")
    with secrets.opened(sealed, owner="workspace:2", record="r", field="f") as token:
        assert token.reveal() == "token"


def test_with_another_root_key_nothing_old_opens_and_what_is_sealed_anew_does(root: Path) -> None:
    old = secrets.seal("old", owner="workspace:1", record="r", field="f", now=MONDAY)
    first = root.read_bytes()
    root.unlink()
    keys.make_root_key(root)
    with pytest.raises(NotOpened), secrets.opened(old, owner="workspace:1", record="r", field="f"):
        pytest.fail("it opened")
    new = secrets.seal("new", owner="workspace:1", record="r", field="f", now=MONDAY)
    assert [box.version_of(sealed) for sealed in (old, new)] == [1, 2]
    with secrets.opened(new, owner="workspace:1", record="r", field="f") as token:
        assert token.reveal() == "new"
    root.write_bytes(first)  # Whoever finds the first key again has what it sealed.
    with secrets.opened(old, owner="workspace:1", record="r", field="f") as token:
        assert token.reveal() == "old"


def test_a_root_key_is_made_once_and_for_its_owner_alone(root: Path) -> None:
    before = root.read_bytes()
    keys.make_root_key(root)
    assert root.read_bytes() == before
    assert len(before) == box.KEY_BYTES
    assert root.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o601])
def test_a_root_key_that_others_may_touch_is_refused_in_words(root: Path, mode: int) -> None:
    root.chmod(mode)
    with pytest.raises(RootKeyUnusable, match=r"open to others\. Take their rights away: chmod 600"):
        keys.current("workspace:1", now=MONDAY)


@pytest.mark.parametrize("size", [0, 16, 31, 33, 64])
def test_a_root_key_of_another_size_is_refused_in_words(root: Path, size: int) -> None:
    root.write_bytes(bytes(size))
    for ask in (lambda: keys.current("workspace:1", now=MONDAY), lambda: keys.make_root_key(root)):
        with pytest.raises(RootKeyUnusable, match="does not hold a key of 32 bytes"):
            ask()


def test_a_missing_root_key_is_named_in_words(root: Path) -> None:
    root.unlink()
    with pytest.raises(RootKeyUnusable, match="There is no root key at"):
        keys.current("workspace:1", now=MONDAY)


def test_the_root_key_is_in_no_table(root: Path) -> None:
    keys.current("workspace:1", now=MONDAY)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert root.read_bytes().hex() not in repr([_hex(row) for row in cursor.fetchall()])


def _hex(row: tuple[object, ...]) -> list[object]:
    return [bytes(value).hex() if isinstance(value, bytes | memoryview) else value for value in row]
