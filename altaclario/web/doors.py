"""The system check that refuses an address for which nobody said how often it may be tried."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver

from altaclario.declarations.limits import DOORS, LIMITS, Door


def declared(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """Every address stands in the register of doors with a limit that there is, and the register names no other."""
    del app_configs  # an address is refused whichever room it leads to
    return list(_faults())


def names() -> set[str]:
    """The names of all addresses; one without a name is ""."""
    return {name for name, _ in _below(get_resolver().url_patterns, "")}


def routes() -> dict[str, str]:
    """The address of each name as it is written, such as "w/<slug:slug>/flow"; of two the first one, which answers."""
    found: dict[str, str] = {}
    for name, route in _below(get_resolver().url_patterns, ""):
        found.setdefault(name, route)
    return found


def _faults() -> Iterator[Error]:
    found = names()
    for name in sorted(found - set(DOORS)):
        hint = "Name it in `declarations/limits.py`."
        yield Error(f"The address {name or 'without a name'} has no limit.", hint=hint, id="altaclario.E005")
    for name in sorted(set(DOORS) - found):
        yield Error(f"The address {name} has a limit but does not exist.", id="altaclario.E006")
    for name, door in sorted(DOORS.items()):
        for limit in filter(None, (door.limit, door.known) if isinstance(door, Door) else ()):
            if limit not in LIMITS:
                yield Error(f"The address {name} has the limit {limit}, which does not exist.", id="altaclario.E007")


def _below(patterns: list[Any], before: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _below(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or "", route
