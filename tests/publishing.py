"""A process that publishes snapshots as it is told, a line at a time, so that a test can kill it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from altaclario.snapshots.snapshot import Snapshot

_ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Publishing:
    """The process, and how to talk to it."""

    process: "subprocess.Popen[str]"

    def say(self, *words: object) -> str:
        """Have it do something, and wait until it is done; returns the names of the memory that it holds then."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(" ".join(str(word) for word in words) + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)


@contextmanager
def publishing(address: str, key: bytes, *, named: bool = False) -> Iterator[Publishing]:
    """A publisher in a process of its own; `named` has it use memory with a name, as where there is no other."""
    command = [
        sys.executable,
        "-m",
        "tests.publishing",
        address.replace("\0", "@"),
        key.hex(),
        "named" if named else "",
    ]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=_ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield Publishing(process)
        finally:
            process.kill()


def some(items: int) -> Snapshot:
    """A snapshot of so many items."""
    from tests import building

    return building.snapshot(*(building.item(f"PAY-{number}") for number in range(1, items + 1)))


def _main(address: str, key: str, named: str) -> None:
    from altaclario.snapshots import blocks
    from altaclario.snapshots.memory import Publisher

    blocks.HAS_NAMELESS = not named
    publisher = Publisher(1 << 30)
    with publisher.serving(address.replace("@", "\0"), bytes.fromhex(key)):
        _answer("ready")
        for line in sys.stdin:
            verb, *rest = line.split()
            if verb == "publish":
                workspace, connection, items = rest
                publisher.publish(workspace, connection, some(int(items)))
            elif verb == "drop":
                publisher.drop(*rest)
            elif verb == "close":
                publisher.close()
            _answer(" ".join(getattr(one.block, "name", "nameless") for one in publisher._held.values()))


def _answer(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _main(*sys.argv[1:])
