"""Root keys and where they come from: one contract for a file, the environment, and a service that hides its keys."""

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from altaclario.vault import box, custody
from altaclario.vault.box import NotOpened
from altaclario.vault.custody import InEnvironment, InFile
from altaclario.vault.roots import Custody, LocalKey, RootKey, RootKeyUnusable

PLACE = ("data key", "workspace:1", "1")
DATA_KEY = bytes(range(32))


class Service:
    """A key service: it keeps the keys, answers with blobs in a form of its own, and knows keys by address."""

    def __init__(self) -> None:
        self._addresses = ["key/1"]
        self._keys = {name: os.urandom(32) for name in ("key/1", "key/2")}

    def make_ready(self) -> None:
        """Somebody else made the key."""

    def held(self) -> tuple[RootKey, ...]:
        return tuple(_Remote(name, self._keys[name]) for name in self._addresses)

    def prepare_next(self) -> RootKey:
        if "key/2" not in self._addresses:
            self._addresses.append("key/2")
        return self.held()[-1]

    def let_go(self, coming: RootKey) -> str:
        self._addresses.remove("key/1")
        return ""


class _Remote:
    def __init__(self, name: str, key: bytes) -> None:
        self.name = name
        self._key = key

    def wrap(self, plain: bytes, *, version: int, bound_to: tuple[str, ...]) -> bytes:
        return b"blob:" + box.seal(self._key, plain, version=0, bound_to=bound_to)

    def unwrap(self, wrapped: bytes, bound_to: tuple[str, ...]) -> bytes:
        if not wrapped.startswith(b"blob:"):
            raise NotOpened
        return box.unseal(self._key, wrapped.removeprefix(b"blob:"), bound_to)


@pytest.fixture(params=["file", "environment", "service"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Custody:
    """Each kind of custody, ready."""
    kinds: dict[str, Any] = {
        "file": InFile(tmp_path / "root.key"),
        "environment": InEnvironment("0f" * 32, "a0" * 32),
        "service": Service(),
    }
    kinds[request.param].make_ready()
    return kinds[request.param]  # type: ignore[no-any-return]


def test_what_a_root_key_wrapped_it_alone_opens_and_only_in_its_place(kept: Custody) -> None:
    in_use = kept.held()[0]
    coming = kept.prepare_next()
    wrapped = in_use.wrap(DATA_KEY, version=1, bound_to=PLACE)
    assert DATA_KEY not in wrapped
    assert in_use.unwrap(wrapped, PLACE) == DATA_KEY
    for key, place in (
        (coming, PLACE),
        (in_use, ("data key", "workspace:2", "1")),
        (in_use, ("data key", PLACE[1], "2")),
    ):
        with pytest.raises(NotOpened):
            key.unwrap(wrapped, place)


def test_no_byte_of_a_wrapped_key_may_change(kept: Custody) -> None:
    key = kept.held()[0]
    wrapped = key.wrap(DATA_KEY, version=1, bound_to=PLACE)
    for place in range(len(wrapped)):
        changed = wrapped[:place] + bytes([wrapped[place] ^ 1]) + wrapped[place + 1 :]
        with pytest.raises(NotOpened):
            key.unwrap(changed, PLACE)


def test_a_name_tells_keys_apart_and_stays(kept: Custody) -> None:
    before = kept.held()[0].name
    assert kept.held()[0].name == before
    assert kept.prepare_next().name != before


def test_while_it_is_replaced_both_are_held_the_coming_one_last(kept: Custody) -> None:
    before = kept.held()[0].name
    coming = kept.prepare_next().name
    assert kept.prepare_next().name == coming
    assert [one.name for one in kept.held()] == [before, coming]


def test_afterwards_the_coming_one_stands_alone_or_the_operator_is_told_how(kept: Custody) -> None:
    coming = kept.prepare_next().name
    to_do = kept.let_go(kept.held()[-1])
    if isinstance(kept, InEnvironment):
        assert to_do == (
            "Now put the text of ALTACLARIO_ROOT_KEY_NEXT into ALTACLARIO_ROOT_KEY, take ALTACLARIO_ROOT_KEY_NEXT away"
            " and start again."
        )
        kept = InEnvironment(kept.next_text)
    else:
        assert to_do == ""
    assert [one.name for one in kept.held()] == [coming]


def test_a_key_that_another_rotation_prepared_is_not_put_in_place(tmp_path: Path) -> None:
    kept = InFile(tmp_path / "root.key")
    kept.make_ready()
    ours = kept.prepare_next()
    kept.let_go(ours)
    theirs = kept.prepare_next()
    kept.let_go(ours)
    assert kept.held() == (ours, theirs)


def test_a_key_is_known_by_the_name_that_databases_have_of_it() -> None:
    assert LocalKey(bytes(range(32))).name == "dcb90e31806e9ae6fd6a31aa7f116444"


def test_the_same_key_twice_is_one(tmp_path: Path) -> None:
    kept = InFile(tmp_path / "root.key")
    kept.make_ready()
    kept.next_path.write_bytes(kept.path.read_bytes())
    kept.next_path.chmod(0o600)
    assert len(kept.held()) == 1
    assert len(InEnvironment("0f" * 32, "0F" * 32).held()) == 1


def test_a_key_lies_on_the_disk_before_it_has_its_name_and_then_its_name_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[object, list[str]]] = []

    def sync(descriptor: int) -> None:
        found = os.fstat(descriptor)
        names = sorted(one.name for one in tmp_path.iterdir() if ".part-" not in one.name)
        synced.append(("folder" if stat.S_ISDIR(found.st_mode) else found.st_size, names))

    monkeypatch.setattr(os, "fsync", sync)
    opened, kept = len(os.listdir("/dev/fd")), InFile(tmp_path / "root.key")
    kept.make_ready()
    kept.prepare_next()
    kept.let_go(kept.held()[-1])
    assert synced == [
        (32, []),
        ("folder", ["root.key"]),
        (32, ["root.key"]),
        ("folder", ["root.key", "root.key.next"]),
        ("folder", ["root.key"]),
    ]
    assert len(os.listdir("/dev/fd")) == opened


def test_what_somebody_left_who_was_cut_off_goes_and_who_was_first_stays(tmp_path: Path) -> None:
    path = tmp_path / "root.key"
    (tmp_path / "root.key.part-99999").write_bytes(bytes(7))
    first = custody.make_root_key(path)
    assert [one.name for one in tmp_path.iterdir()] == ["root.key"]
    custody._write_new(path)  # As another process does that looked before the first one was done.
    assert custody.make_root_key(path) == first
    assert [one.name for one in tmp_path.iterdir()] == ["root.key"]


def test_a_root_key_shows_nothing_of_itself() -> None:
    shown = repr([LocalKey(b"k" * 32), InEnvironment("6b" * 32, "6b" * 32)])
    assert "kkk" not in shown
    assert "6b6b" not in shown
    assert b"k" not in bytes.fromhex(LocalKey(b"k" * 32).name)


def test_both_keys_in_files_are_for_their_owner_alone_and_nothing_else_is_left(tmp_path: Path) -> None:
    kept = InFile(tmp_path / "root.key")
    kept.make_ready()
    kept.prepare_next()
    assert {one.name: one.stat().st_mode & 0o777 for one in tmp_path.iterdir()} == {
        "root.key": 0o600,
        "root.key.next": 0o600,
    }


@pytest.mark.parametrize("name", ["root.key", "root.key.next"])
def test_a_file_that_others_may_read_is_refused_whichever_it_is(tmp_path: Path, name: str) -> None:
    kept = InFile(tmp_path / "root.key")
    kept.make_ready()
    kept.prepare_next()
    (tmp_path / name).chmod(0o640)
    with pytest.raises(RootKeyUnusable, match=rf"{name} is open to others\. Take their rights away: chmod 600"):
        kept.held()


BAD_TEXTS = ["", "0f" * 31, "0f" * 33, "0f" * 31 + "0", "0f" * 31 + "0g", "0x" + "0f" * 31, "\u0660\u0660" * 32]


@pytest.mark.parametrize("text", BAD_TEXTS)
def test_a_text_that_is_no_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(
        RootKeyUnusable, match="ALTACLARIO_ROOT_KEY is no key: it must be 64 hexadecimal digits"
    ) as said:
        InEnvironment(text).make_ready()
    assert not text or text not in str(said.value)


def test_without_a_next_key_in_the_environment_the_operator_is_told_to_give_one() -> None:
    for text in ("", "0f" * 32):
        with pytest.raises(RootKeyUnusable, match="Give every process another key as ALTACLARIO_ROOT_KEY_NEXT"):
            InEnvironment("0f" * 32, text).prepare_next()


def test_the_environment_comes_before_the_file_and_two_different_keys_are_refused(
    tmp_path: Path, settings: Any
) -> None:
    settings.ROOT_KEY_FILE = path = tmp_path / "root.key"
    settings.ROOT_KEY = "0f" * 32
    assert isinstance(custody.chosen(), InEnvironment)
    path.write_bytes(bytes.fromhex("0f" * 32))
    path.chmod(0o600)
    assert isinstance(custody.chosen(), InEnvironment)
    InFile(path).prepare_next()
    assert isinstance(custody.chosen(), InEnvironment)
    path.write_bytes(bytes(32))
    with pytest.raises(RootKeyUnusable, match="There are two root keys"):
        custody.chosen()
