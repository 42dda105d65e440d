"""What a browser says of a page: a closed form of names of ours and numbers. Whatever else comes is refused whole."""

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.http import QueryDict

from altaclario.declarations.promises import keeps
from altaclario.telemetry import errors, happened, steps
from altaclario.telemetry.happened import VITALS, Failed, Happened

MOST_BYTES = 2_000
SCRIPTS = ("chart", "chunk", "copy", "live", "measuring", "passkey", "password", "start", "telemetry")
"""The islands, by name, and what they share."""
_FIELDS = ("csrfmiddlewaretoken", "route", "error", *VITALS)
_MOST_ERRORS, _MOST_DIGITS = 5, 6


class NotClosed(ValueError):
    """A field that there is not, said twice, or with something in it that is no number or name of ours."""


@keeps("own-telemetry")
def read(said: QueryDict, *, now: datetime) -> list[Happened]:
    """What happened on a page, as its browser says. Raises NotClosed."""
    name = said.get("route", "")
    if set(said) - set(_FIELDS) or happened.route(name) != name or not name:
        raise NotClosed
    return [*_samples(said, name, now), *_failures(said, name, now)]


def _samples(said: QueryDict, name: str, now: datetime) -> Iterator[Happened]:
    for vital in VITALS:
        values = said.getlist(vital)
        if len(values) > 1:
            raise NotClosed
        for value in values:
            yield happened.sampled(name, vital, _number(value), now=now)


def _failures(said: QueryDict, name: str, now: datetime) -> Iterator[Happened]:
    found = said.getlist("error")
    if len(found) > _MOST_ERRORS:
        raise NotClosed
    for one in found:
        script, _, line = one.partition(":")
        if script not in SCRIPTS:
            raise NotClosed
        yield Failed(steps.hour(now), name, "script", script, _number(line), errors.release())


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > _MOST_DIGITS:
        raise NotClosed
    return int(text)


class Meter:
    """How many beacons are looked at in a minute, of one network address and of all. In memory alone, and so short:
    a row for each would be what counting is not to cost."""

    PER_ADDRESS, IN_ALL = 60, 1_200

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = self._all = 0
        self._taken: Counter[str] = Counter()

    def has_room(self, address: str, *, now: datetime) -> bool:
        """Whether one more is looked at; what was counted is forgotten with its minute."""
        with self._lock:
            minute = int(now.timestamp()) // 60
            if minute != self._minute:
                self._minute, self._all, self._taken = minute, 0, Counter()
            if self._taken[address] >= self.PER_ADDRESS or self._all >= self.IN_ALL:
                return False
            self._taken[address] += 1
            self._all += 1
            return True


METER = Meter()
"""That of this process."""


class Failures:
    """How many failures of scripts are told apart in an hour: each is a row, and anybody can make them up."""

    MOST = 100

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hour: datetime | None = None
        self._known: set[Failed] = set()

    def has_room(self, one: Happened) -> bool:
        """Whether it is counted: what is no failure is, and a failure that is known in its hour."""
        if not isinstance(one, Failed):
            return True
        with self._lock:
            if one.at != self._hour:
                self._hour, self._known = one.at, set()
            if one not in self._known and len(self._known) >= self.MOST:
                return False
            self._known.add(one)
            return True


FAILURES = Failures()
"""Those of this process."""
