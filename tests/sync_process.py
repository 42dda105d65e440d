"""The sync process on the data folder and the database of a test: it can be killed at any moment, and started again."""

import os
import secrets
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from altaclario.config import ports

ROOT = Path(__file__).resolve().parents[1]
_DATABASE = "TESTS_DATABASE"


@dataclass(slots=True)
class SyncProcess:
    """`altaclario sync`, one after the other, at one address."""

    simulator: str
    database: str
    address: str = field(default_factory=ports.memory_address)
    key: str = field(default_factory=lambda: secrets.token_hex(32))
    _process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "altaclario.config.settings",
            "ALTACLARIO_SIMULATOR_URL": self.simulator,
            "ALTACLARIO_MEMORY_ADDRESS": self.address,
            "ALTACLARIO_MEMORY_KEY": self.key,
            _DATABASE: self.database,
        }
        self._process = subprocess.Popen([sys.executable, "-m", "tests.sync_process"], cwd=ROOT, env=environment)

    def kill(self) -> None:
        """`kill -9`."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(10)
            self._process = None


def main() -> None:
    """Run as `altaclario sync` does, on another database."""
    import argparse

    from django.conf import settings

    from altaclario.config import serving

    settings.DATABASES["default"]["NAME"] = os.environ[_DATABASE]
    serving.sync(argparse.Namespace())


if __name__ == "__main__":
    main()
