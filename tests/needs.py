"""What the tests need besides Python: Chromium, PostgreSQL, Redis. Found, else started, else named as missing."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

NAMES = {"ALTACLARIO_CHROMIUM": "Chromium", "ALTACLARIO_TEST_POSTGRES": "PostgreSQL", "ALTACLARIO_TEST_REDIS": "Redis"}
"""The variable that says where each is (a path, two URLs), and the name that people know it by."""

_ROOT = Path(__file__).resolve().parents[1]
_POSTGRES = ("postgresql://postgres@127.0.0.1:5432/postgres", "postgresql://127.0.0.1:5432/postgres")
_REDIS = "redis://127.0.0.1:6379/0"
_CONNECT = """
import os, psycopg
with psycopg.connect(os.environ["URL"], connect_timeout=3) as server:
    may = server.execute("SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
raise SystemExit(not may[0])
"""
_DOWNLOADED = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


@contextmanager
def met(python: Path) -> Iterator[dict[str, str]]:
    """Where each need is, by the name of its variable; empty where it is missing. What was started ends here."""
    with ExitStack() as started:
        yield {
            "ALTACLARIO_CHROMIUM": chromium() or _installed_chromium(python),
            "ALTACLARIO_TEST_POSTGRES": postgres(python) or _held(started, python, "postgres"),
            "ALTACLARIO_TEST_REDIS": redis() or _started_redis(started, python),
        }


def chromium() -> str:
    """The browser that is named, or on PATH; empty if none of them starts."""
    named = os.environ.get("ALTACLARIO_CHROMIUM")
    programs = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    return next((found for one in programs if (found := shutil.which(one)) and _starts(found)), "")


def postgres(python: Path) -> str:
    """The server that is named, or answers on its usual port, and lets us make databases; else empty."""
    named = os.environ.get("ALTACLARIO_TEST_POSTGRES")
    return next((url for url in ([named] if named else _POSTGRES) if _lets_us_in(python, url)), "")


def redis() -> str:
    """The server that is named, or answers on its usual port; else empty."""
    url = os.environ.get("ALTACLARIO_TEST_REDIS") or _REDIS
    return url if _pongs(url) else ""


def _installed_chromium(python: Path) -> str:
    """From the system's packages, where we may; else Playwright's own download."""
    if _install("chromium") and (found := chromium()):
        return found
    _say("Playwright downloads its Chromium …")
    download = [str(python), "-m", "playwright", "install", "--no-shell", "chromium"]
    if subprocess.run(download, stdout=subprocess.DEVNULL, check=False).returncode:
        return ""
    asked = subprocess.run([str(python), "-c", _DOWNLOADED], capture_output=True, text=True, check=False)
    path = asked.stdout.strip()
    return path if path and _starts(path) else ""


def _started_redis(started: ExitStack, python: Path) -> str:
    """A Redis of our own on a free port, after installing it where we may."""
    if not shutil.which("redis-server"):
        _install("redis-server")
    program = shutil.which("redis-server")
    if not program:
        return ""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = _held(started, python, "redis", program, str(port))
    for _ in range(100 if url else 0):
        if _pongs(url):
            return url
        time.sleep(0.1)
    return ""


def _install(package: str) -> bool:
    """Whether the system's package manager put it there; on systems with apt, and for root only."""
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    _say(f"apt-get installs {package} …")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    steps = (["update"], ["install", "-y", "--no-install-recommends", package])
    return all(
        subprocess.run(["apt-get", "-qq", *step], env=quiet, stdout=subprocess.DEVNULL, check=False).returncode == 0
        for step in steps
    )


def _held(started: ExitStack, python: Path, *what: str) -> str:
    """The address of a server that a process of ours keeps until the block ends; empty if it does not start."""
    command = [str(python), "-m", "tests.holding", *what]
    pipe = subprocess.PIPE
    # A session of its own, so that Ctrl-C reaches us alone and the server still ends in order.
    holder = subprocess.Popen(
        command, cwd=_ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    )
    started.callback(holder.communicate)
    address = holder.stdout.readline().strip() if holder.stdout else ""
    if not address:
        _, said = holder.communicate()
        _say(f"{what[0]} does not start: {(said.strip().splitlines() or ['it did not say why'])[-1]}")
    return address


def _starts(program: str) -> bool:
    """Whether it runs at all; a stub that only names another package does not."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _lets_us_in(python: Path, url: str) -> bool:
    settings = os.environ | {"URL": url}
    asked = subprocess.run([str(python), "-c", _CONNECT], env=settings, capture_output=True, check=False)
    return asked.returncode == 0


def _pongs(url: str) -> bool:
    where = urlsplit(url)
    try:
        with socket.create_connection((where.hostname or "127.0.0.1", where.port or 6379), timeout=2) as server:
            server.sendall(b"PING\r\n")
            return server.recv(64).startswith(b"+PONG")
    except OSError:
        return False


def _say(what: str) -> None:
    sys.stderr.write(f"{what}\n")
    sys.stderr.flush()
