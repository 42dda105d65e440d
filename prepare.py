"""Gives this checkout its own Python environment and built pages, exactly as the locks say. Standard library only."""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def environment(lock: str) -> Path:
    """Make or refresh `.venv` and the front end, and return the Python. Quick when nothing changed."""
    _install(lock)
    if subprocess.run([str(PYTHON), "-m", "altaclario.web.building"], cwd=ROOT, check=False).returncode:
        sys.exit("Setting up failed: the front end could not be built. What it said stands above.")
    return PYTHON


def _install(lock: str) -> None:
    if sys.version_info < (3, 11):
        sys.exit(
            f"AltaClario needs Python 3.11 or newer; this is {sys.version.split()[0]}. Run it with a newer python3."
        )
    stamp = VENV / f"{lock}.stamp"
    wanted = hashlib.sha256(
        (ROOT / lock).read_bytes() + (ROOT / "pyproject.toml").read_bytes() + sys.version.encode()
    ).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Setting up .venv from {lock} …", file=sys.stderr, flush=True)
    _make()
    _pip("install", "--require-hashes", "-r", str(ROOT / lock))
    _pip("install", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    stamp.write_text(wanted)


def _make() -> None:
    if PYTHON.exists():
        return
    try:
        venv.create(VENV, with_pip=True)
    except (subprocess.CalledProcessError, SystemExit):
        sys.exit(
            "This Python cannot make environments: its venv module lacks pip. "
            "On Debian or Ubuntu, install the package python3-venv and run this again."
        )


def _pip(*arguments: str) -> None:
    command = [str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit("Setting up failed: pip could not install what the lock names. What it said stands above.")
