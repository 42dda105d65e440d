"""One `run` at a time in one data folder: a second would read the queue and the database of the first."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from altaclario.config import installation
from altaclario.config.arguments import BadArgument


@contextmanager
def in_the_data_folder() -> Iterator[None]:
    """Hold the folder for the length of the block; the system lets go of it however this process ends.

    Raises BadArgument when another holds it, and when it is no folder that can be written to.
    """
    try:
        file = (installation.folder() / "run.lock").open("a")
    except OSError as wrong:
        raise BadArgument(
            f"{wrong.filename} cannot be used for the data folder ({_reason(wrong)}); give another --data."
        ) from None
    with file:
        if not _is_ours(file):
            raise BadArgument("Another `run` uses this data folder; stop it or give another --data.")
        yield


def _is_ours(file: TextIO) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _reason(wrong: OSError) -> str:
    return "it is a file" if isinstance(wrong, FileExistsError | NotADirectoryError) else wrong.strerror or "it fails"
