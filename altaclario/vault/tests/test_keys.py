"""Data keys, and the root key that wraps them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from altaclario.vault import box, custody, keys, replacing, secrets, wrapping
from altaclario.vault.box import NotOpened
from altaclario.vault.models import DataKey, KnownRoot
from altaclario.vault.roots import RootKeyUnusable

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def root(tmp_path: Path, settings: object) -> Path:
    """A root key of this test's own."""
    settings.ROOT_KEY_FILE = path = tmp_path / "root.key"  # type: ignore[attr-defined]
    custody.make_root_key(path)
    return path


def test_an_owner_has_one_key_until_a_new_version_comes() -> None:
    assert keys.for_sealing("workspace:1", now=MONDAY) == keys.for_sealing("workspace:1", now=MONDAY)
    assert DataKey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_seals_outside_of_a_transaction() -> None:
    """A rotation could destroy the key before what it sealed is stored."""
    with pytest.raises(keys.SealedAlone):
        keys.for_sealing("workspace:1", now=MONDAY)
    assert not DataKey.objects.exists()


def test_who_came_second_with_a_new_key_seals_with_the_one_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    real, tries = keys._renewed, []

    def beaten(owner: str, **more: Any) -> DataKey | None:
        tries.append(owner)
        real(owner, **more)
        return None

    monkeypatch.setattr(keys, "_renewed", beaten)
    assert keys.for_sealing("workspace:1", now=MONDAY)[0] == 1
    assert (len(tries), DataKey.objects.get().seals) == (1, 1)
    DataKey.objects.all().delete()
    monkeypatch.undo()
    keys.for_sealing("workspace:1", now=MONDAY)
    assert real("workspace:1", after=None, now=MONDAY) is None
    assert DataKey.objects.count() == 1  # What was refused spoils nothing of the transaction around it.


def test_keys_stand_in_the_order_of_their_versions_whichever_was_stored_first() -> None:
    for _ in range(2):
        keys.for_sealing("workspace:1", now=MONDAY)
        keys.renew("workspace:1", now=MONDAY)
    keys.for_sealing("workspace:2", now=MONDAY)
    first = DataKey.objects.get(owner="workspace:1", version=1)
    first.delete()
    DataKey.objects.create(**{**_fields(first), "opens_from": 1})
    assert [one.version for one in keys.held("workspace:1")] == [1, 2, 3]
    assert keys.of_version("workspace:1", 1) == wrapping.unwrapped(first)
    assert keys.owners() == ["workspace:1", "workspace:2"]


def _fields(key: DataKey) -> dict[str, Any]:
    return {field.attname: getattr(key, field.attname) for field in DataKey._meta.concrete_fields if field.name != "id"}


def test_a_version_that_is_gone_is_not_another() -> None:
    keys.for_sealing("workspace:1", now=MONDAY)
    keys.renew("workspace:1", now=MONDAY)
    DataKey.objects.filter(version=1).delete()
    with pytest.raises(NotOpened):
        keys.of_version("workspace:1", 1)


def test_two_owners_have_two_keys() -> None:
    assert keys.for_sealing("workspace:1", now=MONDAY) != keys.for_sealing("workspace:2", now=MONDAY)


@pytest.mark.proves("sealed-credentials")
def test_the_database_holds_keys_only_wrapped(root: Path) -> None:
    _, key = keys.for_sealing("workspace:1", now=MONDAY)
    stored = bytes(DataKey.objects.get().wrapped)
    assert key not in stored
    assert root.read_bytes() not in stored
    assert len(stored) == 5 + 12 + box.KEY_BYTES + 16


def test_a_wrapped_key_opens_for_its_own_owner_and_version_only() -> None:
    keys.for_sealing("workspace:1", now=MONDAY)
    for change in ({"owner": "workspace:2"}, {"version": 2}):
        DataKey.objects.all().delete()
        keys.for_sealing("workspace:1", now=MONDAY)
        DataKey.objects.update(**change)
        with pytest.raises(NotOpened):
            keys.of_version(change.get("owner", "workspace:1"), change.get("version", 1))  # type: ignore[arg-type]


@pytest.mark.asvs("11.2.2")
def test_the_newest_version_seals_and_old_ones_still_open() -> None:
    sealed = secrets.seal("token", owner="workspace:1", record="r", field="f", now=MONDAY)
    keys.renew("workspace:1", now=MONDAY)
    again = secrets.seal("token", owner="workspace:1", record="r", field="f", now=MONDAY)
    assert [box.version_of(one) for one in (sealed, again)] == [1, 2]
    for one in (sealed, again):
        with secrets.opened(one, owner="workspace:1", record="r", field="f") as token:
            assert token.reveal() == "token"


@pytest.mark.parametrize(
    ("seals", "later", "version"),
    [
        (keys.RENEWED_AFTER_SEALS - 1, timedelta(days=89), 1),
        (keys.RENEWED_AFTER_SEALS, timedelta(0), 2),
        (keys.MOST_SEALS, timedelta(0), 2),
        (0, timedelta(days=90), 2),
    ],
)
def test_a_key_that_sealed_enough_or_is_old_is_followed_by_the_next(seals: int, later: timedelta, version: int) -> None:
    keys.for_sealing("workspace:1", now=MONDAY)
    DataKey.objects.update(seals=seals)
    assert keys.for_sealing("workspace:1", now=MONDAY + later)[0] == version


def test_a_key_that_another_rotation_made_meanwhile_is_not_destroyed() -> None:
    """It may have sealed something by now."""
    keys.for_sealing("workspace:1", now=MONDAY)
    for _ in range(2):
        keys.renew("workspace:1", now=MONDAY)
    assert keys.destroy_all_but("workspace:1", {2}) == 1
    assert [one.version for one in keys.held("workspace:1")] == [2, 3]


def test_of_the_old_keys_those_that_are_needed_stay_and_no_other_comes_back() -> None:
    for owner in ("workspace:1", "workspace:2"):
        keys.for_sealing(owner, now=MONDAY)
        for _ in range(2):
            keys.renew(owner, now=MONDAY)
    first = _fields(DataKey.objects.get(owner="workspace:1", version=1))
    assert keys.destroy_all_but("workspace:1", {1, 3}) == 1
    assert [one.version for one in keys.held("workspace:1")] == [1, 3]
    assert keys.destroy_all_but("workspace:1", {3}) == 1
    DataKey.objects.create(**first)
    with pytest.raises(NotOpened):
        keys.of_version("workspace:1", 1)
    assert [keys.of_version("workspace:2", one.version) for one in keys.held("workspace:2")]
    assert len(keys.held("workspace:2")) == 3


def test_where_there_is_no_key_nothing_opens() -> None:
    with pytest.raises(NotOpened):
        keys.of_version("workspace:1", 1)
    assert keys.MOST_SEALS == 16_777_216


def test_each_seal_is_counted_and_openings_are_not() -> None:
    for _ in range(3):
        sealed = secrets.seal("token", owner="workspace:1", record="r", field="f", now=MONDAY)
    secrets.opened(sealed, owner="workspace:1", record="r", field="f").wipe()
    assert DataKey.objects.get().seals == 3


@pytest.mark.asvs("1.4.2")
@pytest.mark.parametrize("already", [keys.MOST_SEALS, keys.MOST_SEALS + 1])
def test_no_key_seals_more_than_two_to_the_24th_times_whoever_asks_for_it(
    already: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where nothing else renewed it in time, the count itself refuses, and a new key is made."""
    monkeypatch.setattr(keys, "RENEWED_AFTER_SEALS", already + 2)
    keys.for_sealing("workspace:1", now=MONDAY)
    DataKey.objects.update(seals=keys.MOST_SEALS - 1)
    assert keys.for_sealing("workspace:1", now=MONDAY)[0] == 1
    DataKey.objects.update(seals=already)
    assert not keys._counted(DataKey.objects.get())
    monkeypatch.undo()
    assert keys.for_sealing("workspace:1", now=MONDAY)[0] == 2
    assert list(DataKey.objects.order_by("version").values_list("seals", flat=True)) == [already, 1]


def test_a_destroyed_version_is_refused_should_a_copy_of_it_come_back() -> None:
    sealed = secrets.seal("token", owner="workspace:1", record="r", field="f", now=MONDAY)
    keys.renew("workspace:1", now=MONDAY)
    DataKey.objects.filter(version=2).update(opens_from=2)
    with pytest.raises(NotOpened):
        secrets.opened(sealed, owner="workspace:1", record="r", field="f")
    keys.renew("workspace:1", now=MONDAY)
    assert DataKey.objects.get(version=3).opens_from == 2


@pytest.mark.proves("sealed-credentials")
def test_what_was_destroyed_never_opens_again() -> None:
    sealed = secrets.seal("token", owner="workspace:1", record="r", field="f", now=MONDAY)
    keys.destroy("workspace:1")
    keys.for_sealing("workspace:1", now=MONDAY)  # A new first key does not open what the old one sealed.
    with pytest.raises(NotOpened), secrets.opened(sealed, owner="workspace:1", record="r", field="f"):
        pytest.fail("it opened")


def test_destroying_one_owner_leaves_the_others() -> None:
    sealed = secrets.seal("token", owner="workspace:2", record="r", field="f", now=MONDAY)
    keys.for_sealing("workspace:1", now=MONDAY)
    keys.destroy("workspace:1")
    with secrets.opened(sealed, owner="workspace:2", record="r", field="f") as token:
        assert token.reveal() == "token"


def test_with_another_root_key_nothing_old_opens_and_what_is_sealed_anew_does(root: Path) -> None:
    old = secrets.seal("old", owner="workspace:1", record="r", field="f", now=MONDAY)
    first = root.read_bytes()
    root.unlink()
    custody.make_root_key(root)
    with pytest.raises(NotOpened), secrets.opened(old, owner="workspace:1", record="r", field="f"):
        pytest.fail("it opened")
    new = secrets.seal("new", owner="workspace:1", record="r", field="f", now=MONDAY)
    assert [box.version_of(sealed) for sealed in (old, new)] == [1, 2]
    with secrets.opened(new, owner="workspace:1", record="r", field="f") as token:
        assert token.reveal() == "new"
    root.write_bytes(first)  # Whoever finds the first key again has what it sealed.
    with secrets.opened(old, owner="workspace:1", record="r", field="f") as token:
        assert token.reveal() == "old"


def test_every_key_says_which_root_key_wrapped_it(root: Path) -> None:
    keys.for_sealing("workspace:1", now=MONDAY)
    made = DataKey.objects.select_related("root").get()
    assert made.root.name == custody.chosen().held()[0].name
    assert box.version_of(bytes(made.wrapped)) == made.root.version == 1


def test_a_root_key_that_was_replaced_wraps_nothing_and_says_when(root: Path) -> None:
    keys.for_sealing("workspace:1", now=MONDAY)
    KnownRoot.objects.update(retired=MONDAY)
    for ask in (lambda: keys.for_sealing("workspace:2", now=MONDAY), lambda: wrapping.check(now=MONDAY)):
        with pytest.raises(RootKeyUnusable, match="replaced by another on 2026-03-02 and may not be used again"):
            ask()


@pytest.mark.proves("sealed-credentials")
def test_a_root_key_that_was_replaced_opens_nothing() -> None:
    sealed = secrets.seal("token", owner="workspace:1", record="r", field="f", now=MONDAY)
    KnownRoot.objects.update(retired=MONDAY)
    with pytest.raises(NotOpened):
        secrets.opened(sealed, owner="workspace:1", record="r", field="f")


def test_a_row_that_was_read_before_the_root_key_changed_is_read_once_more(
    root: Path, django_assert_num_queries: Any
) -> None:
    for owner in ("workspace:2", "workspace:1"):
        keys.for_sealing(owner, now=MONDAY)
    before = DataKey.objects.select_related("root").get(owner="workspace:1")
    plain = wrapping.unwrapped(before)
    replacing.replace(now=MONDAY)
    assert wrapping.unwrapped(before) == plain
    DataKey.objects.filter(pk=before.pk).delete()
    with django_assert_num_queries(2), pytest.raises(NotOpened):
        wrapping.unwrapped(before)


def test_of_several_data_keys_one_is_wrapped_again_and_only_if_there_is_something_to_do(root: Path) -> None:
    for owner in ("workspace:1", "workspace:2"):
        keys.for_sealing(owner, now=MONDAY)
    first, second = DataKey.objects.order_by("pk")
    assert not wrapping.wrap_again(first.pk, now=MONDAY)
    custody.InFile(root).prepare_next()
    assert wrapping.wrap_again(second.pk, now=MONDAY)
    assert not wrapping.wrap_again(second.pk, now=MONDAY)
    assert not wrapping.wrap_again(second.pk + 100, now=MONDAY)
    assert list(DataKey.objects.order_by("pk").values_list("root__version", flat=True)) == [1, 2]
    assert list(KnownRoot.objects.order_by("version").values_list("version", "since")) == [(1, MONDAY), (2, MONDAY)]
    for key in (first, second):
        assert wrapping.unwrapped(key) == keys.of_version(key.owner, 1)


def test_a_root_key_is_made_once_and_for_its_owner_alone(root: Path) -> None:
    before = root.read_bytes()
    custody.make_root_key(root)
    assert root.read_bytes() == before
    assert len(before) == box.KEY_BYTES
    assert root.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o601])
def test_a_root_key_that_others_may_touch_is_refused_in_words(root: Path, mode: int) -> None:
    root.chmod(mode)
    with pytest.raises(RootKeyUnusable, match=r"open to others\. Take their rights away: chmod 600"):
        keys.for_sealing("workspace:1", now=MONDAY)


@pytest.mark.parametrize("size", [0, 16, 31, 33, 64])
def test_a_root_key_of_another_size_is_refused_in_words(root: Path, size: int) -> None:
    root.write_bytes(bytes(size))
    for ask in (lambda: keys.for_sealing("workspace:1", now=MONDAY), lambda: custody.make_root_key(root)):
        with pytest.raises(RootKeyUnusable, match="does not hold a key of 32 bytes"):
            ask()


def test_a_missing_root_key_is_named_in_words(root: Path) -> None:
    root.unlink()
    with pytest.raises(RootKeyUnusable, match="There is no root key at"):
        keys.for_sealing("workspace:1", now=MONDAY)


def test_the_root_key_is_in_no_table(root: Path) -> None:
    keys.for_sealing("workspace:1", now=MONDAY)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert root.read_bytes().hex() not in repr([_hex(row) for row in cursor.fetchall()])


def _hex(row: tuple[object, ...]) -> list[object]:
    return [bytes(value).hex() if isinstance(value, bytes | memoryview) else value for value in row]
