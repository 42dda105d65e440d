"""Names become addresses once, and all of them must be allowed."""

import asyncio
import socket
from ipaddress import ip_address

import pytest

from altaclario.egress.origins import AddressNotAllowed
from altaclario.egress.resolving import PinnedResolver, system_lookup

V4, V6 = (socket.AF_INET, "8.8.8.8"), (socket.AF_INET6, "2606:4700::1111")


def anywhere(_: object) -> bool:
    return True


class Names:
    """A name server that counts, and gives another answer each time."""

    def __init__(self, *answers: list[tuple[socket.AddressFamily, str]]) -> None:
        self.answers, self.asked = list(answers), list[tuple[str, int]]()

    async def __call__(self, host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
        self.asked.append((host, port))
        return self.answers[len(self.asked) - 1]


def test_what_the_system_says_is_family_and_address_once_each() -> None:
    assert asyncio.run(system_lookup("127.0.0.1", 443)) == [(socket.AF_INET, "127.0.0.1")]
    assert asyncio.run(system_lookup("::1", 443)) == [(socket.AF_INET6, "::1")]


def test_the_first_answer_is_kept_until_the_line_closes() -> None:
    async def story() -> None:
        names = Names([V4], [V6])
        resolver = PinnedResolver(anywhere, names)
        for _ in range(2):
            assert [one["host"] for one in await resolver.resolve("jira.test", 443)] == [V4[1]]
        await resolver.close()
        assert [one["host"] for one in await resolver.resolve("jira.test")] == [V6[1]]
        assert names.asked == [("jira.test", 443), ("jira.test", 0)]

    asyncio.run(story())


def test_it_is_given_as_numbers_so_that_nobody_looks_it_up_again() -> None:
    async def story() -> None:
        resolver = PinnedResolver(anywhere, Names([V4, V6]))
        both = await resolver.resolve("jira.test", 443)
        assert both == [
            {"hostname": "jira.test", "host": host, "port": 443, "family": family, "proto": 0, "flags": 4}
            for family, host in (V4, V6)
        ]
        assert socket.AI_NUMERICHOST == 4
        assert await resolver.resolve("jira.test", 443, socket.AF_INET6) == both[1:]

    asyncio.run(story())


def test_one_answer_that_is_not_allowed_spoils_them_all_and_is_not_kept() -> None:
    async def story() -> None:
        names = Names([V4, V6], [V4])
        resolver = PinnedResolver(lambda address: address == ip_address(V4[1]), names)
        with pytest.raises(AddressNotAllowed):
            await resolver.resolve("jira.test", 443)
        assert [one["host"] for one in await resolver.resolve("jira.test", 443)] == [V4[1]]

    asyncio.run(story())
