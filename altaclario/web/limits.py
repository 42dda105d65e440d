"""Counts tries in the database, so that neither another process nor a restart gives anybody more of them."""

import ipaddress
import math
import unicodedata
from collections.abc import Sequence
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


@dataclass(frozen=True, slots=True)
class Taken:
    """What a try took, to give back if it succeeds."""

    names: tuple[str, ...] = ()


@keeps("limited-tries")
def take(limit: str, who: Who, *, now: datetime) -> Taken:
    """One more try. Raises TooMany, and then it was not counted."""
    wanted = {name: rate for rate in LIMITS[limit] if (name := _name(limit, rate, who, now=now))}
    with transaction.atomic():
        counts = _count(wanted, now=now)
        if full := [name for name, rate in wanted.items() if counts[name] > rate.most]:
            raise TooMany(_wait(full, now=now))
    return Taken(tuple(name for name, rate in wanted.items() if rate.failed))


def give_back(taken: Taken) -> None:
    """The try succeeded: where only failures count, it was none."""
    if taken.names:
        Tally.objects.filter(name__in=taken.names, count__gt=0).update(count=models.F("count") - 1)


def _name(limit: str, rate: Rate, who: Who, *, now: datetime) -> str:
    """The row of one rate. An address is hashed with the day, so that those of two days cannot be told to be one."""
    address, account = _coarse(who.address), _plain(who.account)
    whom = {
        "address": address and f"{address} {now:%Y-%m-%d}",
        "account": account,
        "account here": address and account and f"{address} {now:%Y-%m-%d} {account}",
        "person": who.person,
    }[rate.per]
    said = f"{limit}|{rate.per}|{rate.most}|{rate.seconds}|{whom}"
    return salted_hmac("tally", said, algorithm="sha256").hexdigest() if whom else ""


def _count(wanted: dict[str, Rate], *, now: datetime) -> dict[str, int]:
    """One statement: a row that is new, over, or of a clock that went ahead begins at one; any other counts on.

    Rows are taken in the order of their names, so that two processes never wait for each other in a circle.
    """
    if not wanted:
        return {}
    table = connection.ops.quote_name(Tally._meta.db_table)
    is_over = f"{table}.ends <= %s OR {table}.ends > excluded.ends"
    begins = [
        value for name in sorted(wanted) for value in (name, _stored(now + timedelta(seconds=wanted[name].seconds)))
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (name, count, ends) VALUES {', '.join(['(%s, 1, %s)'] * len(wanted))}"  # noqa: S608
            f" ON CONFLICT (name) DO UPDATE SET"
            f" count = CASE WHEN {is_over} THEN 1 ELSE {table}.count + 1 END,"
            f" ends = CASE WHEN {is_over} THEN excluded.ends ELSE {table}.ends END"
            f" RETURNING name, count",
            [*begins, _stored(now), _stored(now)],
        )
        return dict(cursor.fetchall())


def _stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _wait(full: Sequence[str], *, now: datetime) -> int:
    """Seconds until the last of them begins anew."""
    last: datetime = Tally.objects.filter(name__in=full).aggregate(last=models.Max("ends"))["last"]
    return max(1, math.ceil((last - now).total_seconds()))


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


def _plain(account: str) -> str:
    """However it is written: databases compare addresses without regard to case, each in its own way."""
    return unicodedata.normalize("NFKC", account.strip()[:_LONGEST]).upper().casefold()
