"""Numbers of this very installation for the page of trust, measured when it is asked for; they tell of no customer.

What nobody can account for is looked for, and counted: a table that is not declared, a file in the data folder that is
none of the known ones. What trackers say would have to lie there, as no declared column is for it.
"""

import os
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection

from altaclario.declarations.holdings import REGISTER
from altaclario.egress import contacts
from altaclario.privacy import journal, pulses
from altaclario.privacy.models import Pulse

_OURS = frozenset({"django_migrations"})
_NAMES = frozenset({"run.lock"})
_STEPS = (0, 1, 10, 100, 1_000, 10_000, 100_000)
"""Amounts are told by these, so that nobody reads from them what a customer did."""


@dataclass(frozen=True, slots=True)
class AtRest:
    """What was looked through: tables and columns of the register, files by kind; and what nobody can account for."""

    tables: int
    columns: int
    unknown_tables: int
    files: int
    unknown_files: int
    unknown_bytes: int
    """In both; of a table that is not declared at least one."""


@dataclass(frozen=True, slots=True)
class Called:
    """Whom it called, and about how often: at least, and below; None for the end of the scale."""

    name: str
    least: int
    below: int | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """All of them. Where the sync process never ran or never swept, its times are None."""

    at_rest: AtRest
    called: tuple[Called, ...]
    since: datetime | None
    swept: datetime | None
    erased: date | None
    """On which day something was erased last, by the purge journal."""


def numbers() -> Numbers:
    """As they are now."""
    told = {one.name: one for one in Pulse.objects.all()}
    swept = told.get(pulses.SWEPT)
    begun = [one.since for name, one in told.items() if name.startswith(pulses.CALLED)]
    counted = Counter({name: one.count for name, one in told.items()})
    here = contacts.counts()
    return Numbers(
        at_rest=at_rest(),
        called=tuple(_called(kind, counted[f"{pulses.CALLED}{kind}"] + here[kind]) for kind in contacts.KINDS),
        since=min(begun, default=None),
        swept=swept.last if swept else None,
        erased=_erased(),
    )


def at_rest() -> AtRest:
    """Everything that is stored, looked through."""
    declared = {apps.get_model(label)._meta.db_table for label in REGISTER}
    there = set(connection.introspection.table_names())
    unknown = sorted(there - declared - _OURS)
    files = list(_files(Path(settings.DATA)))
    strange = [size for path, size in files if not _is_known(path)]
    return AtRest(
        tables=len(there & declared),
        columns=sum(len(held.columns) for held in REGISTER.values()),
        unknown_tables=len(unknown),
        files=len(files),
        unknown_files=len(strange),
        unknown_bytes=sum(strange) + sum(_size(table) for table in unknown),
    )


def _files(folder: Path) -> Iterator[tuple[Path, int]]:
    """Every file below, with its size; one that goes meanwhile is not there."""
    for within, _folders, names in os.walk(folder):
        for path in (Path(within, name) for name in names):
            if (size := _bytes_of(path)) is not None:
                yield path, size


def _bytes_of(path: Path) -> int | None:
    """How large a file is; None for what is none, or none any more."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _is_known(path: Path) -> bool:
    """The database, the queue and what lies beside them while they are open, keys, the journal, the operator's list."""
    bases = [connection.settings_dict["NAME"], settings.QUEUE_FILE]
    beside = {f"{base}{end}" for base in bases for end in ("", "-wal", "-shm", "-journal")}
    keys = (settings.SECRET_KEY_FILE, settings.ROOT_KEY_FILE, settings.ANALYTICS_SECRET_FILE)
    apps = (settings.JIRA_APP_SECRET_FILE, settings.AZURE_APP_SECRET_FILE)
    others = (*keys, *apps, settings.PURGE_JOURNAL, settings.SUBPROCESSORS_FILE)
    is_a_root_key = path.name.startswith(f"{Path(settings.ROOT_KEY_FILE).name}.")
    return is_a_root_key or path.name in _NAMES or str(path) in beside | {str(one) for one in others}


def _size(table: str) -> int:
    """How many bytes a table takes; one, where the database cannot tell."""
    with connection.cursor() as cursor:
        try:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_total_relation_size(quote_ident(%s)::regclass)", [table])
            else:
                cursor.execute("SELECT sum(pgsize) FROM dbstat WHERE name = %s", [table])
            return int(cursor.fetchone()[0] or 1)
        except DatabaseError:
            return 1


def _called(name: str, count: int) -> Called:
    least = max(step for step in _STEPS if step <= count)
    above = [step for step in _STEPS if step > count]
    return Called(name, least, above[0] if above else None)


def _erased() -> date | None:
    try:
        return journal.last()
    except journal.JournalUnusable:
        return None
