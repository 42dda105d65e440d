"""Counts tries in the database, so that neither another process nor a restart gives anybody more of them."""

import ipaddress
import math
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.utils.crypto import salted_hmac

from altaclario.declarations.limits import LIMITS, Rate
from altaclario.declarations.promises import keeps
from altaclario.web.models import Tally

_OF_A_HOUSEHOLD = 64
"""Whoever has one IPv6 address has all that share its first half."""
_LONGEST = 320


class TooMany(Exception):
    """It was tried too often. `wait` is how many seconds it takes until it may be tried again."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"again in {wait} s")
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Who:
    """Whose tries are counted. What is empty is not known, and not counted."""

    address: str = ""
    account: str = ""
    person: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a try took, to give back if it succeeds."""

    names: tuple[str, ...] = ()


@keeps("limited-tries")
def take(limit: str, who: Who, *, now: datetime) -> Taken:
    """One more try. Raises TooMany, and then it was not counted."""
    wanted = {name: rate for rate in LIMITS[limit] if (name := _name(limit, rate, who, day=now))}
    with transaction.atomic():
        before = _of_yesterday(limit, who, now=now)
        counts = _count(wanted, now=now)
        full = {name: rate for name, rate in wanted.items() if counts[name] + _still(before.get(name), now) > rate.most}
        if full:
            transaction.set_rollback(True)
    if full:
        raise TooMany(_wait(full, before, now=now))
    return Taken(tuple(name for name, rate in wanted.items() if rate.failed))


def give_back(taken: Taken) -> None:
    """The try succeeded: where only failures count, it was none."""
    if taken.names:
        Tally.objects.filter(name__in=taken.names, count__gt=0).update(count=models.F("count") - 1)


def _name(limit: str, rate: Rate, who: Who, *, day: datetime) -> str:
    """The row of one rate. An address is hashed with the day, so that those of two days cannot be told to be one."""
    address, account = _coarse(who.address), plain(who.account)
    whom = {
        "address": address and f"{address} {day:%Y-%m-%d}",
        "account": account,
        "account here": address and account and f"{address} {day:%Y-%m-%d} {account}",
        "person": who.person,
        "device": who.device and f"{who.device} {account}",
    }[rate.per]
    said = f"{limit}|{rate.per}|{rate.most}|{rate.seconds}|{whom}"
    return salted_hmac("tally", said, algorithm="sha256").hexdigest() if whom else ""


def _of_yesterday(limit: str, who: Who, *, now: datetime) -> dict[str, Tally]:
    """By today's name, the rows of yesterday whose tries count on: those of an address, which had another name then."""
    names = {}
    for rate in LIMITS[limit]:
        was, name = (_name(limit, rate, who, day=day) for day in (now - timedelta(days=1), now))
        if was != name and f"{now - timedelta(seconds=rate.seconds):%Y-%m-%d}" != f"{now:%Y-%m-%d}":
            names[was] = name
    found = Tally.objects.filter(name__in=names, ends__gt=now) if names else ()
    return {names[tally.name]: tally for tally in found}


def _still(tally: Tally | None, now: datetime) -> int:
    """How many tries of a row are not too old yet."""
    if tally is None or tally.ends <= now:
        return 0
    return tally.count + (tally.earlier if tally.earlier_ends > now else 0)


def _count(wanted: dict[str, Rate], *, now: datetime) -> dict[str, int]:
    """One statement: counts on in the row of each rate, and gives how many tries there are with this one.

    Tries are counted in spans as long as the rate, which begin with a try. Those of the span before count until the
    last of them is that old, so that however a span lies no more fit into it than the rate says. A row that is new, or
    of a clock that went ahead, begins at one. Rows are taken in the order of their names, so that two processes never
    wait for each other in a circle.
    """
    if not wanted:
        return {}
    table = connection.ops.quote_name(Tally._meta.db_table)
    # What comes as the end of the span before is where a span that is over now began.
    is_over, is_ahead = f"{table}.begins <= excluded.earlier_ends", f"{table}.begins > excluded.begins"
    begins: list[Any] = []
    for name in sorted(wanted):
        length = timedelta(seconds=wanted[name].seconds)
        begins += [name, *map(_stored, (now, now + length, now - length))]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (name, count, begins, ends, earlier, earlier_ends)"  # noqa: S608
            f" VALUES {', '.join(['(%s, 1, %s, %s, 0, %s)'] * len(wanted))}"
            f" ON CONFLICT (name) DO UPDATE SET"
            f" count = CASE WHEN {is_over} OR {is_ahead} THEN 1 ELSE {table}.count + 1 END,"
            f" begins = CASE WHEN {is_over} OR {is_ahead} THEN excluded.begins ELSE {table}.begins END,"
            f" ends = CASE WHEN {is_ahead} OR excluded.ends > {table}.ends THEN excluded.ends ELSE {table}.ends END,"
            f" earlier = CASE WHEN {is_ahead} THEN 0 WHEN {is_over} THEN {table}.count ELSE {table}.earlier END,"
            f" earlier_ends = CASE WHEN {is_over} THEN {table}.ends ELSE {table}.earlier_ends END"
            f" RETURNING name, count + CASE WHEN earlier_ends > %s THEN earlier ELSE 0 END",
            [*begins, _stored(now)],
        )
        return dict(cursor.fetchall())


def _stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _wait(full: dict[str, Rate], before: dict[str, Tally], *, now: datetime) -> int:
    """Seconds until there may be one more of each: until these are too old, or else those of the span before, or of
    yesterday."""
    free = [before[name].ends for name in full.keys() & before.keys()]
    for tally in Tally.objects.filter(name__in=full):
        free.append(tally.ends if tally.count >= full[tally.name].most else tally.earlier_ends)
    return max(1, math.ceil((max(free, default=now) - now).total_seconds()))


def _coarse(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _OF_A_HOUSEHOLD), strict=False))


def plain(account: str) -> str:
    """However it is written: databases compare addresses without regard to case, each in its own way."""
    return unicodedata.normalize("NFKC", account.strip()[:_LONGEST]).upper().casefold()
