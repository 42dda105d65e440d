"""Taking an archive in again: what its person may set themselves is as it was; the rest is compared, and left."""

import json
import zipfile
import zlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

from django.db import transaction

from altaclario.accounts import objecting, preferences
from altaclario.accounts.models import User
from altaclario.audit import notes, verbs
from altaclario.privacy import archive, restricting

MOST_BYTES = 1 << 16
"""Of the one member that is read: a row with a name and preferences is far smaller."""
_SETS = ("name", "zone", "theme", "density", "preferred", "told_updates")
_COMPRESSED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""As ours are, or packed anew by somebody; the others of the library fail in ways of their own."""
_NO_ZIP = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, RuntimeError, NotImplementedError, EOFError, OSError)


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
    wanted = _checked(said["row"])
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        changed = [name for name in _SETS if getattr(locked, name) != wanted[name]]
        User.objects.filter(pk=person.pk).update(**{name: wanted[name] for name in changed})
        if set(wanted["objected"]) != set(filter(None, locked.objected.split(","))):
            objecting.settle(locked, wanted["objected"])
            changed.append("objected")
        is_paused = wanted["restricted"] is not None
        if is_paused != (locked.restricted is not None):
            restricting.settle(locked, since=wanted["restricted"], now=now)
            changed.append("restricted")
        notes.note(locked, verbs.ACCOUNT_IMPORTED, new=changed, now=now)
    return Taken(tuple(changed))


def _read(file: BinaryIO) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(file) as zipped:
            member = zipped.getinfo(archive.ACCOUNT_NAME)
            text = zipped.open(member).read(MOST_BYTES + 1) if member.compress_type in _COMPRESSED else b""
        said = json.loads(text) if len(text) <= MOST_BYTES else None
    except _NO_ZIP:
        raise NoArchive from None
    if not isinstance(said, dict) or said.get("format") != archive.FORMAT or not isinstance(said.get("row"), dict):
        raise NoArchive
    found: dict[str, Any] = said
    return found


def _checked(row: dict[str, Any]) -> dict[str, Any]:
    """What can be set, as it may be. Raises NoArchive."""
    try:
        found: dict[str, Any] = {name: str(row[name]) for name in ("name", "zone", "theme", "density")}
        found["name"].encode()  # half a character of another alphabet is none that can be stored
        found["objected"] = [one for one in str(row["objected"]).split(",") if one]
        found |= {name: _time(row[name]) for name in ("preferred", "restricted")}
        found["told_updates"] = date.fromisoformat(str(row["told_updates"])) if row.get("told_updates") else None
    except (KeyError, ValueError, OverflowError):
        raise NoArchive from None
    is_right = (
        0 < len(found["name"].strip()) <= 100
        and "\0" not in found["name"]
        and found["zone"] in ("", *(name for name, _ in preferences.zones()))
        and found["theme"] in ("", "auto", "light", "dark")
        and found["density"] in ("", "comfortable", "compact")
        and set(found["objected"]) <= set(objecting.PURPOSES)
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
    return found.astimezone(UTC)
