"""Gives this checkout its own Python environment with exactly what the lock names. Standard library only."""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def environment(lock: str) -> Path:
    """Make or refresh `.venv` from a lock file and return its Python. Quick when nothing changed."""
    if sys.version_info < (3, 11):
        sys.exit(
            f"AltaClario needs Python 3.11 or newer; this is {sys.version.split()[0]}. Run it with a newer python3."
        )
    stamp = VENV / f"{lock}.stamp"
    wanted = hashlib.sha256(
        (ROOT / lock).read_bytes() + (ROOT / "pyproject.toml").read_bytes() + sys.version.encode()
    ).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return PYTHON
    print(f"Setting up .venv from {lock} …", file=sys.stderr, flush=True)
    _make()
    _pip("install", "--require-hashes", "-r", str(ROOT / lock))
    _pip("install", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    stamp.write_text(wanted)
    return PYTHON


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
