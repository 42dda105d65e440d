"""Taking an archive in again: what its person may set themselves is as it was; the rest is compared, and left."""

import json
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction

from altaclario.accounts import objecting, preferences
from altaclario.accounts.models import User
from altaclario.audit import notes, verbs
from altaclario.privacy import archive, restricting

MOST_BYTES = 8 << 20
_SETS = ("name", "zone", "theme", "density", "preferred", "objected", "told_updates")


class NoArchive(Exception):
    """The file is no archive of ours, or is damaged."""


class OfAnother(Exception):
    """It is of another account."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The columns that are as the archive says now, of those that were not."""

    changed: tuple[str, ...]


def take_in(person: User, file: BinaryIO, *, now: datetime) -> Taken:
    """Raises NoArchive or OfAnother, and then nothing is changed."""
    said = _read(file)
    if str(said.get("account", "")).lower() != person.email:
        raise OfAnother
    (row,) = said["tables"]["accounts.User"]["rows"]
    wanted = _checked(row)
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        changed = [name for name in _SETS if getattr(locked, name) != wanted[name]]
        User.objects.filter(pk=person.pk).update(**{name: wanted[name] for name in changed})
        is_paused = wanted["restricted"] is not None
        if is_paused != (locked.restricted is not None):
            restricting.settle(locked, since=wanted["restricted"], now=now)
            changed.append("restricted")
        notes.note(locked, verbs.ACCOUNT_IMPORTED, new=changed, now=now)
    return Taken(tuple(changed))


def _read(file: BinaryIO) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(file) as zipped, zipped.open(archive.JSON_NAME) as member:
            text = member.read(MOST_BYTES + 1)
        said = json.loads(text) if len(text) <= MOST_BYTES else None
    except (zipfile.BadZipFile, KeyError, ValueError, RuntimeError, NotImplementedError, EOFError, RecursionError):
        raise NoArchive from None
    if not isinstance(said, dict) or said.get("format") != archive.FORMAT or not _has_a_person(said):
        raise NoArchive
    found: dict[str, Any] = said
    return found


def _has_a_person(said: Any) -> bool:
    table = said.get("tables", {}).get("accounts.User") if isinstance(said.get("tables"), dict) else None
    rows = table.get("rows") if isinstance(table, dict) else None
    return isinstance(rows, list) and len(rows) == 1 and isinstance(rows[0], dict)


def _checked(row: dict[str, Any]) -> dict[str, Any]:
    """What can be set, as it may be. Raises NoArchive."""
    try:
        found: dict[str, Any] = {name: str(row[name]) for name in ("name", "zone", "theme", "density", "objected")}
        found |= {name: _time(row[name]) for name in ("preferred", "restricted")}
        found["told_updates"] = date.fromisoformat(str(row["told_updates"])) if row.get("told_updates") else None
    except (KeyError, ValueError):
        raise NoArchive from None
    is_right = (
        0 < len(found["name"].strip()) <= 100
        and "\0" not in found["name"]
        and found["zone"] in ("", *(name for name, _ in preferences.zones()))
        and found["theme"] in ("", "auto", "light", "dark")
        and found["density"] in ("", "comfortable", "compact")
        and set(filter(None, found["objected"].split(","))) <= set(objecting.PURPOSES)
    )
    if not is_right:
        raise NoArchive
    return found


def _time(text: object) -> datetime | None:
    if text is None:
        return None
    found = datetime.fromisoformat(str(text))
    if found.tzinfo is None:
        raise ValueError
    return found
