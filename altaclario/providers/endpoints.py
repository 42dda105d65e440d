"""The addresses of a tracker that may be asked, each with what for; no other request leaves."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from altaclario.declarations.promises import keeps
from altaclario.egress.calling import AddressNotAllowed

Tally: TypeAlias = Counter[str]
"""How often each endpoint was asked, by its name."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of a tracker. `name` is ours and short, because it is stored beside a count.

    `{words in braces}` in its path stand for one part of it each, such as an id; `scopes` are what a scoped token
    needs for it.
    """

    method: str
    path: str
    name: str
    why: str
    scopes: tuple[str, ...] = ()


class NotListed(AddressNotAllowed):
    """A request to an address that nobody listed: a mistake of ours, which must not leave."""


@keeps("listed-requests")
def listed(endpoints: Sequence[Endpoint], method: str, path: str) -> Endpoint:
    """The endpoint that a request goes to. Raises NotListed.

    >>> versions = Endpoint("GET", "/project/{project}/versions", "Versions", "releases")
    >>> listed([versions], "GET", "/project/PAY/versions").name
    'Versions'
    >>> listed([versions], "GET", "/project/PAY/comments")
    Traceback (most recent call last):
    altaclario.providers.endpoints.NotListed: A request must go to a listed address.
    """
    for endpoint in endpoints:
        if endpoint.method == method and _pattern(endpoint.path).fullmatch(path):
            return endpoint
    raise NotListed("A request must go to a listed address.")


def scopes(endpoints: Iterable[Endpoint]) -> tuple[str, ...]:
    """Every scope that a scoped token needs for them, once each."""
    return tuple(dict.fromkeys(scope for endpoint in endpoints for scope in endpoint.scopes))


@cache
def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]+\}", path)
    return re.compile("[^/]+".join(re.escape(part) for part in parts))
