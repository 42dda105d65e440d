"""Ports and addresses on this machine that are free, and whether somebody answers there."""

import asyncio
import secrets
import sys
import time

from altaclario.config.arguments import BadArgument

USUAL = 8000
_LOOPBACK = "127.0.0.1"
_EVERYWHERE = {"0.0.0.0": _LOOPBACK, "::": "::1"}  # noqa: S104 - where to ask who listens on all addresses
_TRIED = 50


def chosen(asked: int | None) -> int:
    """The port that was asked for, else the first free one from 8000 on. Raises BadArgument."""
    if asked is not None:
        if not asyncio.run(_is_free(asked)):
            raise BadArgument(f"Port {asked} cannot be used; another program has it. Give another --port.")
        return asked
    found = next((port for port in range(USUAL, USUAL + _TRIED) if asyncio.run(_is_free(port))), None)
    if found is None:
        raise BadArgument(f"No port from {USUAL} to {USUAL + _TRIED} is free. Give one with --port.")
    return found


def any_free() -> int:
    """A port that nobody has."""

    async def look() -> int:
        server = await asyncio.start_server(_hang_up, _LOOPBACK, 0)
        async with server:
            port: int = server.sockets[0].getsockname()[1]
            return port

    return asyncio.run(look())


def memory_address() -> str:
    """Where snapshots are handed over: a name outside the file system on Linux, so that nothing stays behind."""
    name = f"altaclario-{secrets.token_hex(8)}"
    if sys.platform == "linux":
        # A NUL cannot stand in an environment variable; who opens it puts one in the place of the @.
        return f"@{name}"
    return rf"\\.\pipe\{name}" if sys.platform == "win32" else f"/tmp/{name}"  # noqa: S108 - the key guards it


def answers(port: int, path: str, *, within: float, host: str = "localhost", at: str = _LOOPBACK) -> bool:
    """Whether the page comes with status 200 before the seconds are over; `at` is where it listens."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if asyncio.run(_asked(port, path, host, _EVERYWHERE.get(at, at))):
            return True
        time.sleep(0.05)
    return False


async def _is_free(port: int) -> bool:
    try:
        server = await asyncio.start_server(_hang_up, _LOOPBACK, port)
    except (OSError, OverflowError):
        return False
    server.close()
    await server.wait_closed()
    return True


async def _asked(port: int, path: str, host: str, at: str) -> bool:
    try:
        reader, writer = await asyncio.open_connection(at, port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        status = await asyncio.wait_for(reader.readline(), 5)
        writer.close()
    except (OSError, TimeoutError):
        return False
    return b" 200 " in status


async def _hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()
