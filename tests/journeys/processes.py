"""What Linux tells of processes: their groups, their shared memory, and what stands in their memory."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_PROC, _SHARED = Path("/proc"), Path("/dev/shm")
_OTHERS = (".org.chromium.", "PostgreSQL.", "sem.")
"""What browsers, databases and semaphores of other programs are called there."""


def of(group: int, setting: str) -> list[int]:
    """Living processes of a group, and those that left it but carry a setting of it."""
    return [pid for pid in _all() if _state(pid) not in "ZX" and (_group(pid) == group or setting in _environment(pid))]


def running(group: int, words: str) -> list[int]:
    """Those of a group whose command line holds these words, separated by NUL as the kernel does it; oldest first."""
    found = [pid for pid in _all() if _group(pid) == group and _state(pid) not in "ZX" and words in _words(pid)]
    return sorted(found)


def command(pid: int) -> str:
    """How a process was started."""
    return _words(pid).replace("\0", " ").strip()


def memory_files(pids: Iterable[int]) -> set[int]:
    """The nameless memory files that processes hold open or mapped, by inode."""
    return {inode for pid in pids for inode in _memory_files_of(pid)}


def shared_memory(inodes: set[int]) -> list[str]:
    """Which of these memory files some process still holds, and what lies in the folder of named shared memory."""
    held = [
        f"process {pid} ({command(pid)}) holds memory file {inode}"
        for pid in _all()
        if inodes
        for inode in set(_memory_files_of(pid)) & inodes
    ]
    named = [str(path) for path in _SHARED.iterdir() if not path.name.startswith(_OTHERS)] if _SHARED.is_dir() else []
    return held + named


def memory(pid: int) -> Iterator[bytes]:
    """All that a process has in memory and could have written, area by area, and the nameless files that it holds.

    Raises PermissionError where it may not be read.
    """
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as whole:
        for start, end in _areas(pid):
            try:
                whole.seek(start)
                yield whole.read(end - start)
            except OSError:
                continue
    for descriptor in _listed(pid, "fd"):
        if _is_memory_file(descriptor):
            yield Path(descriptor).read_bytes()


def _areas(pid: int) -> Iterator[tuple[int, int]]:
    """Heaps, stacks and mapped memory files; not the code of libraries, nor what the kernel lends."""
    for line in _read(pid, "maps").splitlines():
        found = re.match(r"([0-9a-f]+)-([0-9a-f]+) r[w-][x-][ps] \S+ \S+ \d+ *(.*)", line)
        if found and (" rw" in line or found[3].startswith("/memfd:")) and not found[3].startswith("[v"):
            yield int(found[1], 16), int(found[2], 16)


def _memory_files_of(pid: int) -> Iterator[int]:
    inodes = (_inode(descriptor) for descriptor in _listed(pid, "fd") if _is_memory_file(descriptor))
    yield from (inode for inode in inodes if inode)
    for line in _read(pid, "maps").splitlines():
        if "/memfd:" in line:
            yield int(line.split()[4])


def _is_memory_file(descriptor: str) -> bool:
    try:
        return os.readlink(descriptor).startswith("/memfd:")
    except OSError:
        return False


def _inode(descriptor: str) -> int:
    """0 if it was closed meanwhile."""
    try:
        return os.stat(descriptor).st_ino
    except FileNotFoundError:
        return 0


def _all() -> list[int]:
    return [int(entry.name) for entry in _PROC.iterdir() if entry.name.isdecimal()]


def _state(pid: int) -> str:
    return (_after_the_name(pid) or ["X"])[0]


def _group(pid: int) -> int:
    return int((_after_the_name(pid) or ["X", "0", "0"])[2])


def _after_the_name(pid: int) -> list[str]:
    return _read(pid, "stat").rpartition(")")[2].split()


def _words(pid: int) -> str:
    return _read(pid, "cmdline")


def _environment(pid: int) -> str:
    return _read(pid, "environ")


def _read(pid: int, what: str) -> str:
    """Empty when the process is gone, or is none of ours."""
    try:
        return (_PROC / str(pid) / what).read_bytes().decode(errors="replace")
    except OSError:
        return ""


def _listed(pid: int, what: str) -> list[str]:
    try:
        return [f"/proc/{pid}/{what}/{name}" for name in os.listdir(f"/proc/{pid}/{what}")]
    except OSError:
        return []
