"""The data folder of one installation: database, queue and the two secrets that make it this one."""

import os
import secrets
from pathlib import Path

_PRIVATE = 0o700
_FOR_NOBODY_ELSE = 0o077


def folder() -> Path:
    """Where this installation keeps what it stores: `ALTACLARIO_DATA`, else `var` beside the code."""
    named = os.environ.get("ALTACLARIO_DATA")
    path = Path(named) if named else Path(__file__).resolve().parents[2] / "var"
    path.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    return path


def choose(data: str | None) -> None:
    """Work on the folder that was named; what is written there is its owner's alone."""
    if data:
        os.environ["ALTACLARIO_DATA"] = str(Path(data).absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "altaclario.config.settings")
    os.umask(_FOR_NOBODY_ELSE)


def secret(path: Path) -> str:
    """A random text that signs cookies, made when first needed; only its owner may read it."""
    try:
        return path.read_text()
    except FileNotFoundError:
        return _made(path)


def _made(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # Another process was first.
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(text := secrets.token_urlsafe(64))
    return text
