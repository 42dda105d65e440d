"""Names become addresses once; every answer must be allowed, and the connection goes to one of these."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from ipaddress import ip_address

from aiohttp.abc import AbstractResolver, ResolveResult

from altaclario.egress.addresses import Address
from altaclario.egress.origins import AddressNotAllowed

Lookup = Callable[[str, int], Awaitable[list[tuple[socket.AddressFamily, str]]]]


async def system_lookup(host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
    """The system's answers for a name: (family, address) each. Raises OSError."""
    loop = asyncio.get_running_loop()
    answers = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, str(address[0])) for family, _, _, _, address in answers]


class PinnedResolver(AbstractResolver):
    """Looks a name up once and keeps to what it said, so that a second answer cannot lead elsewhere."""

    def __init__(self, is_allowed: Callable[[Address], bool], lookup: Lookup = system_lookup) -> None:
        self._is_allowed = is_allowed
        self._lookup = lookup
        self._pinned: dict[str, list[tuple[socket.AddressFamily, str]]] = {}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The pinned addresses of a host. Raises AddressNotAllowed if any answer is not allowed, OSError."""
        if host not in self._pinned:
            answers = await self._lookup(host, port)
            if not all(self._is_allowed(ip_address(address)) for _, address in answers):
                raise AddressNotAllowed("The address leads into a network that is not allowed.")
            self._pinned[host] = answers
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST)
            for kind, address in self._pinned[host]
            if family in (socket.AF_UNSPEC, kind)
        ]

    async def close(self) -> None:
        """Forget what was looked up."""
        self._pinned.clear()
