"""The product as people run it: one command in a process group of its own, what it says, and what it leaves behind."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.journeys import processes
from tests.journeys.command import ROOT

READY_WITHIN = 90.0
STOPPED_WITHIN = 15.0
_PLACES = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")
EVERYWHERE: dict[str, str] = {}
"""What the environment of every product says, unless its test says otherwise."""


class NotReady(Exception):
    """The command ended, or did not come up in time; the text is what it said."""


@dataclass(slots=True)
class Product:
    """`altaclario run`; whatever a program may write anywhere goes into `folder`."""

    folder: Path
    words: tuple[str, ...] = ()
    settings: dict[str, str] = field(default_factory=dict)
    url: str = ""
    said: str = ""
    _process: "subprocess.Popen[str] | None" = None
    _listener: threading.Thread | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def group(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> "Product":
        """Run the command until it says where it answers. Raises NotReady."""
        elsewhere = {
            name: value for name, value in os.environ.items() if not name.startswith(("ALTACLARIO_", "DJANGO_"))
        }
        places = dict.fromkeys(_PLACES, str(self.folder / "elsewhere"))
        (self.folder / "elsewhere").mkdir(mode=0o700, exist_ok=True)
        environment = elsewhere | places | {"PYTHONDONTWRITEBYTECODE": "1"} | EVERYWHERE | self.settings
        command = [
            sys.executable,
            "-m",
            "altaclario",
            "run",
            "--port",
            str(free_port()),
            "--data",
            str(self.data),
            *self.words,
        ]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, text=True, start_new_session=True, stdin=subprocess.DEVNULL, **pipes
        )
        ready = len(self.said)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self.url = self.wait_for(r"AltaClario answers at .*?(http://localhost:\d+)", after=ready)
        return self

    def wait_for(self, pattern: str, *, after: int = 0, within: float = READY_WITHIN) -> str:
        """The first group of a pattern that it prints after that place. Raises NotReady."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            if found := re.search(pattern, self.said[after:]):
                return found[1] if found.groups() else found[0]
            if self._process is None or self._process.poll() is not None:
                break
            time.sleep(0.02)
        raise NotReady(self.said[after:])

    def mails(self, to: str) -> list[str]:
        """What it mailed to an address, oldest first."""
        found = re.findall(r"── mail ──\n(.*?)── end ──", self.said, re.DOTALL)
        return [mail for mail in found if mail.startswith(f"To: {to}\n")]

    def code(self, to: str, *, number: int = 1) -> str:
        """The code in the mail of that number to an address, as soon as it is printed."""
        until_true(lambda: len(self.mails(to)) >= number)
        return re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", self.mails(to)[number - 1], re.MULTILINE)[1]

    def child(self, name: str) -> int:
        """The process that does this part, web, sync or simulate: its last one, where it has workers."""
        found = processes.running(self.group, f"altaclario\0{name}")
        assert found, f"no {name} process runs"
        return found[-1]

    def get(self, path: str) -> bytes:
        """A page as a stranger gets it."""
        with urllib.request.urlopen(self.url + path, timeout=20) as answer:
            body: bytes = answer.read()
        return body

    def interrupt(self) -> list[str]:
        """Ctrl-C, as a terminal sends it: to the whole group. Returns what is left."""
        return self._end(signal.SIGINT, STOPPED_WITHIN)

    def kill(self) -> list[str]:
        """`kill -9` of the whole group. Returns what is left."""
        return self._end(signal.SIGKILL, 5)

    def kill_the_first(self) -> list[str]:
        """`kill -9` of the first process alone, whose children must notice. Returns what is left."""
        memory = processes.memory_files(self._all())
        os.kill(self.group, signal.SIGKILL)
        return self._left(memory, 5)

    def stop(self) -> None:
        """End it in order, and assert that nothing stays behind."""
        if self._process is not None and self._process.poll() is None:
            left = self.interrupt()
            assert left == [], self.said

    def _all(self) -> list[int]:
        return processes.of(self.group, f"ALTACLARIO_DATA={self.data}")

    def _end(self, number: int, within: float) -> list[str]:
        memory = processes.memory_files(self._all())
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.group, number)
        return self._left(memory, within)

    def _left(self, memory: set[int], within: float) -> list[str]:
        assert self._process is not None
        self._process.wait(within)
        if self._listener is not None:
            self._listener.join(within)
        until = time.monotonic() + within
        while self._all() and time.monotonic() < until:
            time.sleep(0.05)
        alive = [f"process {pid}: {processes.command(pid)}" for pid in self._all()]
        return alive + processes.shared_memory(memory)

    def _listen(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                self.said += line


def free_port() -> int:
    """A port that nobody has at this moment; products that look for one at once would find the same."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def until_true(holds: Callable[[], object], *, within: float = 20.0) -> None:
    """Wait until something holds; fails if it does not within the time."""
    until = time.monotonic() + within
    while not holds():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)
