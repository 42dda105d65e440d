"""Blocks of memory that other processes read without copying: nameless on Linux, named elsewhere."""

import contextlib
import mmap
import os
import socket
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.shared_memory import SharedMemory
from typing import Protocol

from altaclario.snapshots.packing import Block

HAS_NAMELESS = sys.platform == "linux"
_SLOTS = 512


class Shared(Protocol):
    """One block that this process owns and others may map."""

    size: int

    def view(self) -> Block:
        """What is in it. It stays for as long as somebody looks into it."""

    def hand(self, to: Connection) -> None:
        """Let the process at the other end map it. Raises OSError when nobody is there."""

    def close(self) -> None:
        """Let go of it. Who mapped it keeps it until they let go too."""


def share(parts: Sequence[Block], name: str) -> Shared:
    """A new block with the parts one after the other; where it must have a name, it begins with this one."""
    return _Nameless(parts) if HAS_NAMELESS else _Named(parts, name)


def sweep(name: str) -> None:
    """Remove the named memory that was left behind when everything was killed at once."""
    for slot in () if HAS_NAMELESS else range(_SLOTS):
        with contextlib.suppress(FileNotFoundError):
            left = SharedMemory(f"{name}-{slot}")
            left.close()
            left.unlink()


def receive(given: Connection, size: int) -> Block:
    """The block that was handed over, mapped for reading. Raises OSError or EOFError."""
    return _map_nameless(given, size) if HAS_NAMELESS else _map_named(given, size)


class _Nameless:
    """A sealed memfd: no name, no file, gone with the last process that has it."""

    def __init__(self, parts: Sequence[Block]) -> None:
        import fcntl

        self.size = sum(len(part) for part in parts)
        self._descriptor = os.memfd_create("snapshot", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        try:
            for part in parts:
                _write_all(self._descriptor, part)
            seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SEAL
            fcntl.fcntl(self._descriptor, fcntl.F_ADD_SEALS, seals)
        except OSError:
            self.close()
            raise

    def view(self) -> Block:
        return _mapped(self._descriptor, self.size)

    def hand(self, to: Connection) -> None:
        with socket.socket(fileno=os.dup(to.fileno())) as line:
            socket.send_fds(line, [b"\0"], [self._descriptor])

    def close(self) -> None:
        os.close(self._descriptor)


class _Named:
    """Shared memory under a name, for systems without memfd; removed when it is closed."""

    def __init__(self, parts: Sequence[Block], name: str) -> None:
        self.size = sum(len(part) for part in parts)
        self._memory = _made(name, max(self.size, 1))
        self.name = self._memory.name
        start = 0
        for part in parts:
            _buffer(self._memory)[start : start + len(part)] = part
            start += len(part)

    def view(self) -> Block:
        # A copy, because memory under a name cannot be closed while somebody looks into it.
        return bytes(_buffer(self._memory)[: self.size])

    def hand(self, to: Connection) -> None:
        to.send_bytes(self._memory.name.encode())

    def close(self) -> None:
        self._memory.close()
        with contextlib.suppress(FileNotFoundError):
            self._memory.unlink()


def _made(name: str, size: int) -> SharedMemory:
    """Memory under the first name that is free. Raises OSError when none is."""
    for slot in range(_SLOTS):
        with contextlib.suppress(FileExistsError):
            return SharedMemory(f"{name}-{slot}", create=True, size=size)
    raise OSError("no name for memory is free")


def _map_nameless(given: Connection, size: int) -> Block:
    with socket.socket(fileno=os.dup(given.fileno())) as line:
        _, descriptors, _, _ = socket.recv_fds(line, 1, 1)
    if not descriptors:
        raise EOFError
    try:
        return _mapped(descriptors[0], size)
    finally:
        os.close(descriptors[0])


def _mapped(descriptor: int, size: int) -> Block:
    # A private mapping, because kernels before 6.7 refuse shared ones of what is sealed; the pages are the same.
    return memoryview(mmap.mmap(descriptor, size, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ))


class _Mapped(SharedMemory):
    """Named memory of another process, mapped for as long as its columns are used."""

    _fd: int

    def close(self) -> None:
        """Give the descriptor back at once; the mapping itself goes with the last column that looks into it."""
        try:
            super().close()
        except BufferError:
            if self._fd >= 0:
                os.close(self._fd)
                self._fd = -1


def _map_named(given: Connection, size: int) -> Block:
    memory = _Mapped(name=given.recv_bytes().decode())
    _leave_to_its_owner(memory)
    try:
        return _buffer(memory)[:size].toreadonly()
    finally:
        memory.close()


def _buffer(memory: SharedMemory) -> memoryview:
    if memory.buf is None:
        raise EOFError
    return memory.buf


def _leave_to_its_owner(memory: SharedMemory) -> None:
    """Readers must not remove what they read when they end, as Python's tracker would (until 3.13)."""
    from multiprocessing import resource_tracker

    resource_tracker.unregister(memory._name, "shared_memory")  # type: ignore[attr-defined]


def _write_all(descriptor: int, part: Block) -> None:
    rest = memoryview(part)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
