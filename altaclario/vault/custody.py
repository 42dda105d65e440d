"""The root key in a file that its owner alone may read, or in the environment."""

import contextlib
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from altaclario.vault import box
from altaclario.vault.roots import Custody, LocalKey, RootKey, RootKeyUnusable

VARIABLE, NEXT_VARIABLE = "ALTACLARIO_ROOT_KEY", "ALTACLARIO_ROOT_KEY_NEXT"
_DIGITS = 2 * box.KEY_BYTES


def chosen() -> Custody:
    """What this installation says: a key in the environment, else one in a file. Raises RootKeyUnusable."""
    path = Path(settings.ROOT_KEY_FILE)
    if not settings.ROOT_KEY:
        return InFile(path)
    custody = InEnvironment(settings.ROOT_KEY, settings.ROOT_KEY_NEXT)
    if path.exists() and InFile(path).held()[0].name not in {one.name for one in custody.held()}:
        raise RootKeyUnusable(f"There are two root keys: in {path} and in {VARIABLE}. Take the wrong one away.")
    return custody


@dataclass(frozen=True, slots=True)
class InFile:
    """A file of 32 bytes; the key that is to come lies beside it until it takes the place."""

    path: Path

    @property
    def next_path(self) -> Path:
        return self.path.with_name(f"{self.path.name}.next")

    def make_ready(self) -> None:
        make_root_key(self.path)

    def held(self) -> tuple[LocalKey, ...]:
        # The next one first: it takes the place of the other at any moment, and must be seen in one of the two.
        coming = _if_there(self.next_path)
        in_use = _read(self.path)
        return (in_use, coming) if coming and coming != in_use else (in_use,)

    def prepare_next(self) -> LocalKey:
        return make_root_key(self.next_path)

    def let_go(self, coming: RootKey) -> str:
        # Where another rotation went on meanwhile, the key that lies there now is not ours to put in place.
        if _if_there(self.next_path) == coming:
            # In one step: at no moment there is none, and the bytes of the old one are gone from their place.
            self.next_path.replace(self.path)
            _sync(self.path.parent)
        return ""


@dataclass(frozen=True, slots=True)
class InEnvironment:
    """64 hexadecimal digits, given to each process by whoever starts it."""

    text: str = field(repr=False)
    next_text: str = field(repr=False, default="")

    def make_ready(self) -> None:
        self.held()

    def held(self) -> tuple[LocalKey, ...]:
        in_use = _typed(self.text, VARIABLE)
        coming = _typed(self.next_text, NEXT_VARIABLE) if self.next_text else None
        return (in_use, coming) if coming and coming != in_use else (in_use,)

    def prepare_next(self) -> LocalKey:
        held = self.held()
        if len(held) < 2:
            raise RootKeyUnusable(
                f"Give every process another key as {NEXT_VARIABLE}, start them again, and then repeat this. "
                "`openssl rand -hex 32` makes a key."
            )
        return held[1]

    def let_go(self, coming: RootKey) -> str:  # noqa: ARG002 - the contract's word
        return f"Now put the text of {NEXT_VARIABLE} into {VARIABLE}, take {NEXT_VARIABLE} away and start again."


def make_root_key(path: Path) -> LocalKey:
    """The root key there; a new one if there is none, which only its owner may read. Raises RootKeyUnusable."""
    for left in path.parent.glob(f"{path.name}.part-*"):  # Of somebody who was cut off; one of them may be the key.
        left.unlink()
    if not path.exists():
        _write_new(path)
    return _read(path)


def _write_new(path: Path) -> None:
    """The whole key appears at once, or none."""
    part = path.with_name(f"{path.name}.part-{os.getpid()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(os.urandom(box.KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):  # Another process was first, and its key is the one.
        os.link(part, path)
    part.unlink()
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """What the folder lists is on the disk, and stays there when the power goes."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _if_there(path: Path) -> LocalKey | None:
    try:
        return _read(path)
    except RootKeyUnusable:
        if path.exists():
            raise
        return None


def _read(path: Path) -> LocalKey:
    try:
        mode, key = path.stat().st_mode, path.read_bytes()
    except OSError:
        raise RootKeyUnusable(f"There is no root key at {path}.") from None
    if stat.S_IMODE(mode) & 0o077 and os.name == "posix":
        raise RootKeyUnusable(f"{path} is open to others. Take their rights away: chmod 600.")
    if len(key) != box.KEY_BYTES:
        raise RootKeyUnusable(
            f"{path} does not hold a key of {box.KEY_BYTES} bytes. Put the right one back, or take it away: then a new "
            "one is made, and each connection needs its token again."
        )
    return LocalKey(key)


def _typed(text: str, variable: str) -> LocalKey:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != box.KEY_BYTES:
        raise RootKeyUnusable(f"{variable} is no key: it must be {_DIGITS} hexadecimal digits.")
    return LocalKey(key)
