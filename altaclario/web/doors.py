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
    return set(_below(get_resolver().url_patterns))


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


def _below(patterns: list[Any]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _below(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or ""
