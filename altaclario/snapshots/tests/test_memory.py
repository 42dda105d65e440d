"""What the sync process publishes is what a web process has, until it is dropped; and nothing else anywhere."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, SocketClient
from pathlib import Path

import pytest

from altaclario.snapshots import blocks, packing
from altaclario.snapshots.memory import Held, NoRoom, Publisher, Reader
from tests.publishing import publishing, some
from tests.remembering import eventually

ONE = sum(len(part) for part in packing.packed(some(1)))
LIMIT = 3 * ONE + ONE // 2
SHARED = Path("/dev/shm")


@dataclass(slots=True)
class Both:
    """A publisher that serves, and readers of it."""

    publisher: Publisher
    address: str
    key: bytes
    evicted: list[str] = field(default_factory=list)

    def reader(self) -> Reader:
        return Reader(self.address, self.key)


@pytest.fixture
def both() -> Iterator[Both]:
    address, key, evicted = f"\0altaclario-test-{secrets.token_hex(8)}", secrets.token_bytes(32), []
    publisher = Publisher(LIMIT, on_evicted=evicted.append)
    with publisher.serving(address, key):
        yield Both(publisher, address, key, evicted)
        publisher.close()


def has(reader: Reader, workspace: str = "w") -> dict[str, int]:
    """How many items a reader has of each connection of a workspace."""
    return {held.connection: len(held.snapshot) for held in reader.attach(workspace)}


def test_a_page_has_what_was_published_before_it_asked(both: Both) -> None:
    both.publisher.publish("w", "a", some(3))
    assert has(both.reader()) == {"a": 3}


def test_a_page_has_the_newest_after_a_moment(both: Both) -> None:
    both.publisher.publish("w", "a", some(1))
    reader = both.reader()
    assert has(reader) == {"a": 1}
    both.publisher.publish("w", "a", some(2))
    eventually(lambda: has(reader) == {"a": 2})


@pytest.mark.proves("tenant-walls")
def test_a_page_has_nothing_of_another_workspace(both: Both) -> None:
    both.publisher.publish("w", "a", some(1))
    reader = both.reader()
    assert has(reader) == {"a": 1}
    assert reader.attach("another") == ()
    assert reader.attach("") == ()


def test_a_page_in_progress_keeps_the_snapshot_that_it_began_with(both: Both) -> None:
    both.publisher.publish("w", "a", some(3))
    reader = both.reader()
    (before,) = reader.attach("w")
    both.publisher.publish("w", "a", some(1))
    eventually(lambda: has(reader) == {"a": 1})
    both.publisher.drop("a")
    eventually(lambda: has(reader) == {})
    assert before.snapshot.items.number.tolist() == [1, 2, 3]


@pytest.mark.asvs("1.4.3", "14.2.2")
@pytest.mark.proves("memory-only")
def test_dropping_empties_every_reader(both: Both) -> None:
    both.publisher.publish("w", "a", some(1))
    readers = [both.reader() for _ in range(3)]
    assert [has(reader) for reader in readers] == [{"a": 1}] * 3
    both.publisher.drop("a")
    eventually(lambda: [has(reader) for reader in readers] == [{}] * 3)
    assert has(both.reader()) == {}
    assert both.publisher.size_bytes == 0


def test_a_part_does_not_take_the_place_of_a_whole(both: Both) -> None:
    """As after a restart of the sync process, which begins with a part."""
    reader = both.reader()
    both.publisher.publish("w", "a", some(7))
    assert has(reader) == {"a": 7}
    both.publisher.publish("w", "a", replace(some(3), complete_from=5))
    both.publisher.publish("w", "b", some(1))
    eventually(lambda: has(reader) == {"a": 7, "b": 1})


def test_forgetting_is_at_once(both: Both) -> None:
    both.publisher.publish("w", "a", some(1))
    both.publisher.publish("w", "b", some(1))
    reader = both.reader()
    assert has(reader) == {"a": 1, "b": 1}
    reader.forget("a")
    assert has(reader) == {"b": 1}


def test_the_longest_unpublished_makes_room_and_somebody_is_told(both: Both) -> None:
    for name in "abc":
        both.publisher.publish("w", name, some(1))
    both.publisher.publish("w", "a", some(1))
    reader = both.reader()
    assert has(reader) == {"a": 1, "b": 1, "c": 1}
    both.publisher.publish("v", "d", some(1))
    assert both.evicted == ["b"]
    eventually(lambda: has(reader) == {"a": 1, "c": 1})
    assert both.publisher.size_bytes <= LIMIT


def test_replacing_ones_own_evicts_nobody(both: Both) -> None:
    for name in "abca":
        both.publisher.publish("w", name, some(1))
    assert both.evicted == []


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands beside a snapshot, of a size of its own."""

    size_bytes: int


def test_what_stands_beside_a_snapshot_is_kept_and_counted_with_it(both: Both) -> None:
    beside = Kept(ONE // 2)
    assert both.publisher.publish("w", "a", some(1), beside) == both.publisher.size_bytes == ONE + ONE // 2
    reader = both.reader()
    assert [held.size_bytes for held in reader.attach("w")] == [ONE + ONE // 2]
    snapshot, found = both.publisher.held("a") or (None, None)
    assert (snapshot, found) != (None, None)
    assert packing.packed(snapshot) == packing.packed(some(1))
    assert found is beside
    both.publisher.drop("a")
    assert both.publisher.held("a") is None
    assert both.publisher.size_bytes == 0


def test_what_stands_beside_makes_others_go_and_goes_itself_where_it_is_too_large(both: Both) -> None:
    both.publisher.publish("w", "a", some(1))
    both.publisher.publish("w", "b", some(1), Kept(2 * ONE))
    assert both.evicted == ["a"]
    assert both.publisher.publish("w", "b", some(1), Kept(LIMIT)) == ONE
    assert both.publisher.held("b")[1] is None  # type: ignore[index]


def test_what_is_larger_than_everything_changes_nothing(both: Both) -> None:
    both.publisher.publish("w", "a", some(1))
    with pytest.raises(NoRoom):
        both.publisher.publish("w", "a", some(2000))
    assert has(both.reader()) == {"a": 1}
    assert both.evicted == []


def test_when_the_system_has_no_memory_left_the_last_snapshot_stays(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing_left(*_parts: object) -> None:
        raise OSError(28, "No space left on device")

    both.publisher.publish("w", "a", some(1))
    monkeypatch.setattr(blocks, "share", nothing_left)
    with pytest.raises(OSError, match="No space"):
        both.publisher.publish("w", "a", some(2))
    assert has(both.reader()) == {"a": 1}
    assert both.publisher.holds("a")


@pytest.mark.proves("memory-only")
def test_a_wrong_key_gets_nothing(both: Both) -> None:
    both.publisher.publish("w", "a", some(1))
    assert Reader(both.address, secrets.token_bytes(32)).attach("w") == ()
    with SocketClient(both.address) as stranger:
        assert b"CHALLENGE" in stranger.recv_bytes()
        stranger.send_bytes(b"nope")
        assert stranger.recv_bytes() == b"#FAILURE#"
        with pytest.raises(EOFError):
            stranger.recv_bytes()


def test_whoever_hangs_up_or_says_nothing_keeps_nobody_else_out(both: Both) -> None:
    both.publisher.publish("w", "a", some(1))
    with ExitStack() as silent:
        for number in range(6):
            line = silent.enter_context(SocketClient(both.address))
            if number % 2:
                line.close()
        with pytest.raises(AuthenticationError):
            Client(both.address, authkey=b"wrong")
        assert has(both.reader()) == {"a": 1}


def test_without_a_publisher_a_page_has_nothing_and_does_not_fail() -> None:
    assert Reader(f"\0altaclario-nobody-{secrets.token_hex(4)}", b"key").attach("w") == ()


def test_when_the_publisher_is_killed_readers_keep_what_they_have_and_hear_the_next_one() -> None:
    address, key = f"\0altaclario-test-{secrets.token_hex(8)}", secrets.token_bytes(32)
    reader = Reader(address, key)
    with publishing(address, key) as first:
        first.say("publish", "w", "a", 1)
        first.say("publish", "w", "b", 2)
        assert has(reader) == {"a": 1, "b": 2}
        first.kill()
    assert has(reader) == {"a": 1, "b": 2}
    with publishing(address, key) as second:
        second.say("publish", "w", "a", 5)
        eventually(lambda: has(reader) == {"a": 5, "b": 2})


@pytest.mark.proves("memory-only")
def test_what_is_dropped_while_a_reader_does_not_listen_is_gone_when_it_does() -> None:
    address, key = f"\0altaclario-test-{secrets.token_hex(8)}", secrets.token_bytes(32)
    reader = Reader(address, key)
    with publishing(address, key) as first:
        first.say("publish", "w", "a", 1)
        first.say("publish", "w", "b", 1)
        assert has(reader) == {"a": 1, "b": 1}
        first.kill()
    with publishing(address, key) as second:
        second.say("drop", "a")
        eventually(lambda: has(reader) == {"b": 1})


@pytest.mark.proves("memory-only")
def test_memory_has_no_name_and_nobody_can_write_to_it(both: Both) -> None:
    both.publisher.publish("w", "a", some(1))
    (descriptor,) = [one.block._descriptor for one in both.publisher._held.values()]  # type: ignore[attr-defined]
    assert os.readlink(f"/proc/self/fd/{descriptor}") == "/memfd:snapshot (deleted)"
    for attempt in (lambda: os.pwrite(descriptor, b"x", 0), lambda: os.ftruncate(descriptor, 0)):
        with pytest.raises(PermissionError):
            attempt()


def test_readers_give_their_descriptors_back(both: Both) -> None:
    reader = both.reader()
    both.publisher.publish("w", "a", some(1))
    assert has(reader) == {"a": 1}
    before = len(os.listdir("/proc/self/fd"))
    for size in range(2, 30):
        both.publisher.publish("w", "a", some(size % 2 + 1))
    both.publisher.publish("w", "a", some(3))
    eventually(lambda: has(reader) == {"a": 3})
    assert len(os.listdir("/proc/self/fd")) <= before + 1


NAMED_READER = """
import sys
from altaclario.snapshots import blocks
from altaclario.snapshots.memory import Reader
from tests.remembering import eventually
blocks.HAS_NAMELESS = False
reader = Reader(sys.argv[1].replace("@", chr(0)), bytes.fromhex(sys.argv[2]))
for _ in range(30):
    eventually(lambda: reader.attach("w"))
held = reader.attach("w")[0].snapshot
print(len(held), held.items.number.tolist(), held.items.number.flags.writeable, flush=True)
sys.stdin.readline()
print(len(reader.attach("w")), held.items.number.tolist(), flush=True)
"""


@pytest.mark.proves("memory-only")
def test_where_memory_must_have_a_name_it_is_shared_alike_and_removed() -> None:
    """The way of systems without nameless memory, walked here: two processes, one reader, nothing left behind."""
    address, key = f"\0altaclario-test-{secrets.token_hex(8)}", secrets.token_bytes(32)
    pipe = subprocess.PIPE
    command = [sys.executable, "-W", "error", "-c", NAMED_READER, address.replace("\0", "@"), key.hex()]
    with publishing(address, key, named=True) as publisher:
        named = SHARED / publisher.say("publish", "w", "a", 3)
        assert named.exists()
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as reading:
            assert reading.stdout is not None
            assert reading.stdout.readline() == "3 [1, 2, 3] False\n"
            publisher.say("drop", "a")
            assert not named.exists()
            rest, complaints = reading.communicate("go\n", 20)
    assert rest.split(" ", 1)[1] == "[1, 2, 3]\n"
    assert complaints == ""
    assert reading.returncode == 0


def test_a_reader_that_ends_leaves_named_memory_to_its_owner() -> None:
    address, key = f"\0altaclario-test-{secrets.token_hex(8)}", secrets.token_bytes(32)
    command = [sys.executable, "-W", "error", "-c", NAMED_READER, address.replace("\0", "@"), key.hex()]
    with publishing(address, key, named=True) as publisher:
        publisher.say("publish", "w", "a", 3)
        ended = [subprocess.run(command, input="go\n", capture_output=True, text=True, check=True) for _ in range(2)]
        publisher.say("close")
    assert [one.stdout.splitlines()[0] for one in ended] == ["3 [1, 2, 3] False"] * 2
    assert [one.stderr for one in ended] == ["", ""]


def test_memory_with_a_name_does_not_outlive_its_killed_owner() -> None:
    address, key = f"\0altaclario-test-{secrets.token_hex(8)}", secrets.token_bytes(32)
    with publishing(address, key, named=True) as publisher:
        named = SHARED / publisher.say("publish", "w", "a", 3)
        assert named.exists()
        publisher.kill()
        eventually(lambda: not named.exists())


def test_memory_under_a_name_can_go_while_its_publisher_looks_into_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "HAS_NAMELESS", False)
    name = f"alta-test-{secrets.token_hex(4)}"
    publisher = Publisher(LIMIT, name=name)
    publisher.publish("w", "a", some(3))
    snapshot, _ = publisher.held("a") or (None, None)
    publisher.drop("a")
    assert not (SHARED / f"{name}-0").exists()
    assert snapshot is not None
    assert snapshot.items.number.tolist() == some(3).items.number.tolist()


def test_what_was_left_behind_under_a_name_is_swept_by_the_next_publisher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "HAS_NAMELESS", False)
    name = f"alta-test-{secrets.token_hex(4)}"
    Publisher(LIMIT, name=name).publish("w", "a", some(3))
    assert (SHARED / f"{name}-0").exists()
    Publisher(LIMIT, name=name)
    assert not (SHARED / f"{name}-0").exists()


def test_what_a_page_holds_is_not_printed() -> None:
    held = Held("a", some(1), 10)
    assert "connection='a'" in repr(held)
