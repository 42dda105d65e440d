"""What the counts come to: traffic and vitals by route, errors by route and release. About pages, never about who."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from altaclario.telemetry.models import Failure, PageView, Sample

SHARE = 75
"""Three of four were at most so slow: the share by which vitals are judged."""
GOOD = {"LCP": 2500, "INP": 200, "CLS": 100, "FCP": 1800, "TTFB": 800}
"""Up to here web.dev calls a vital good: milliseconds, of CLS thousandths."""
_FAULTS = 500


@dataclass(frozen=True, slots=True)
class Traffic:
    """Answers of one route: how many, how many of them failed, and within how many milliseconds three of four came."""

    route: str
    count: int
    failed: int
    ms: int


@dataclass(frozen=True, slots=True)
class Felt:
    """One vital of one route: how often browsers measured it, and what three of four stayed within."""

    route: str
    vital: str
    count: int
    value: int

    @property
    def is_good(self) -> bool:
        return self.value <= GOOD[self.vital]


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of error at one place of one release, on one route."""

    release: str
    route: str
    kind: str
    place: str
    line: int
    count: int


def traffic(*, since: datetime) -> list[Traffic]:
    """The busiest route first."""
    lengths: dict[str, Counter[int]] = defaultdict(Counter)
    failed: Counter[str] = Counter()
    rows = PageView.objects.filter(at__gte=since).values_list("route", "status", "ms").annotate(times=Sum("count"))
    for route, status, ms, times in rows:
        lengths[route][ms] += times
        failed[route] += times if status >= _FAULTS else 0
    found = [Traffic(route, own.total(), failed[route], within(own)) for route, own in lengths.items()]
    return sorted(found, key=lambda one: (-one.count, one.route))


def vitals(*, since: datetime) -> list[Felt]:
    """By route, then by vital."""
    values: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    rows = Sample.objects.filter(at__gte=since).values_list("route", "vital", "value").annotate(times=Sum("count"))
    for route, vital, value, times in rows:
        values[route, vital][value] += times
    return [Felt(*names, own.total(), within(own)) for names, own in sorted(values.items())]


def faults(*, since: datetime) -> list[Fault]:
    """The most frequent first."""
    names = ("release", "route", "kind", "place", "line")
    rows = Failure.objects.filter(at__gte=since).values_list(*names).annotate(times=Sum("count"))
    return sorted((Fault(*row) for row in rows), key=lambda one: (-one.count, one.route, one.place, one.line))


def within(counted: Mapping[int, int], share: int = SHARE) -> int:
    """The smallest value that so many per cent stay within, by nearest rank: one that was counted. 0 without any.

    >>> within({100: 2, 200: 1, 900: 1}), within({100: 3, 900: 2}), within({})
    (200, 900, 0)
    """
    rank = -(-share * sum(counted.values()) // 100)
    for value in sorted(counted):
        rank -= counted[value]
        if rank <= 0:
            return value
    return 0
