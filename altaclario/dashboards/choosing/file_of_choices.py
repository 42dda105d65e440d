"""How figures are counted as one TOML file, to keep, to compare, and to take in again."""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from altaclario.charts.messages import Message, Text
from altaclario.dashboards.choosing import ics
from altaclario.metrics import written
from altaclario.metrics.chosen import MOST_SIGNS
from altaclario.metrics.settings import Settings
from altaclario.metrics.written import GENERAL, OF_TRACKER, Written
from altaclario.snapshots.snapshot import Snapshot, Stage

FORMAT = 1
MOST_BYTES = 256 * 1024
_MOST_WORDS, _MOST_NAMED = 500, 10
_HEAD = """# How figures are counted in a workspace of AltaClario, or in one of its teams.
# Statuses stand by their ids, with their names behind them; what is left out is as it was at first.
"""


class NotTaken(Exception):
    """The file is not taken in; `why` says so in a sentence."""

    def __init__(self, why: Text) -> None:
        super().__init__("not taken in")
        self.why = why


@dataclass(frozen=True, slots=True)
class Choices:
    """What a file says: for every tracker, and in words of each."""

    workspace: str
    team: str
    general: Written
    trackers: Mapping[str, Written] = field(default_factory=dict)


def text(workspace: str, team: str, general: Settings, trackers: Mapping[str, tuple[Settings, Snapshot]]) -> str:
    """The file, with comments that name each status."""
    lines = [_HEAD, f"format = {FORMAT}", f"workspace = {_value(workspace)}"]
    lines += [f"team = {_value(team)}"] if team else []
    lines += ["", "[general]", *_entries(written.written(general, GENERAL))]
    for key, (settings, snapshot) in trackers.items():
        names = {one.id: one.name for one in snapshot.statuses}
        lines += ["", f"[trackers.{_value(key)}]", *_entries(written.written(settings, OF_TRACKER), names)]
    return "\n".join(lines) + "\n"


def read(content: bytes) -> Choices:
    """What a file says, if it says it as a file of ours does. Raises NotTaken."""
    if len(content) > MOST_BYTES:
        raise NotTaken(Message("The file is larger than {most} KB.", {"most": MOST_BYTES // 1024}))
    try:
        found = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        # A number of thousands of digits is no TOMLDecodeError, but any other ValueError.
        raise NotTaken(Message("The file is no TOML.")) from None
    if not _is_one_of(FORMAT)(found.get("format")):
        raise NotTaken(Message("The file is of another version: it has to say format = {format}.", {"format": FORMAT}))
    _see_keys(found, ("format", "workspace", "team", "general", "trackers"))
    trackers = found.get("trackers", {})
    if not _is_table(trackers) or not all(map(_is_table, trackers.values())) or not _is_table(found.get("general", {})):
        raise NotTaken(Message("The parts of the file have to be tables."))
    workspace, team = found.get("workspace"), found.get("team", "")
    if not isinstance(workspace, str) or not isinstance(team, str):
        raise NotTaken(Message("The file does not say of which workspace it is."))
    general = _checked(found.get("general", {}), GENERAL)
    return Choices(workspace, team, general, {key: _checked(one, OF_TRACKER) for key, one in trackers.items()})


def settings(some: Written, keys: tuple[str, ...], now: Settings) -> Settings:
    """The settings of these names as a file says, what it leaves out as it was at first. Raises NotTaken."""
    try:
        return replace(now, **written.read({key: some.get(key, written.DEFAULTS[key]) for key in keys}))
    except (ValueError, OverflowError):
        raise NotTaken(Message("What the file says cannot be: {what}.", {"what": ", ".join(some)})) from None


def see_words(some: Written, snapshot: Snapshot) -> None:
    """Raises NotTaken where the file names statuses that the tracker does not have."""
    known, missing = {one.id for one in snapshot.statuses}, set()

    def note(kind: str, word: str) -> str:
        if kind == "status" and word not in known:
            missing.add(word)
        return word

    written.renamed(some, note)
    if missing:
        named = ", ".join(sorted(missing)[:5])
        raise NotTaken(Message("The tracker has no such status: {ids}.", {"ids": named}))


def _entries(some: Written, names: Mapping[str, str] | None = None) -> Iterator[str]:
    for key, value in some.items():
        if value is not None:
            yield f"{key} = {_value(value)}{_named(value, names or {})}"


def _named(value: Any, names: Mapping[str, str]) -> str:
    """The names of the statuses of an entry, in a comment: whatever ends a line in one is left out."""
    ids = [one for one in value if one in names] if isinstance(value, dict | list) and _are_words(value) else []
    words = ("".join(sign for sign in names[id] if sign.isprintable()) for id in ids)
    return f"  # {', '.join(words)}" if ids else ""


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_value(key)} = {_value(one)}' for key, one in value.items())}}}"
    return str(value)


def _checked(some: Mapping[str, Any], keys: tuple[str, ...]) -> Written:
    """Raises NotTaken."""
    _see_keys(some, keys)
    for key, value in some.items():
        if not _SHAPES[key](value):
            raise NotTaken(Message('The file says something under "{key}" that it cannot mean.', {"key": key}))
    return some


def _see_keys(some: Mapping[str, Any], known: tuple[str, ...]) -> None:
    if others := sorted(set(some) - set(known)):
        shown = ", ".join(one[:MOST_SIGNS] for one in others[:5])
        raise NotTaken(Message("The file says what is not known here: {keys}.", {"keys": shown}))


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 300


def _is_near(value: Any) -> bool:
    """Whether it is a day of which a calendar of holidays may speak."""
    try:
        return _is_word(value) and ics.EARLIEST <= date.fromisoformat(value) <= ics.LATEST
    except ValueError:
        return False


def _are_words(value: Any) -> bool:
    return len(value) <= _MOST_WORDS and all(map(_is_word, value))


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and _are_words(value)


def _is_number(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _is_one_of(*words: Any) -> Callable[[Any], bool]:
    return lambda value: any(type(value) is type(word) and value == word for word in words)


def _by_word(value: Any, is_right: Callable[[Any], bool]) -> bool:
    return isinstance(value, dict) and _are_words(value) and all(map(is_right, value.values()))


def _named_ones(value: Any, *lists: str) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= _MOST_NAMED
        and all(
            isinstance(one, dict)
            and set(one) == {"name", *lists}
            and _is_word(one["name"])
            and all(_is_list(one[name]) for name in lists)
            for one in value
        )
    )


def _are_shares(value: Any) -> bool:
    return isinstance(value, list) and 0 < len(value) <= 6 and value == sorted(set(value)) and all(map(_SHARE, value))


_SHARE = _is_number(1, 100)
_STAGES = _is_one_of(*(one.name.lower() for one in Stage))
_SHAPES: dict[str, Callable[[Any], bool]] = {
    "clock": _is_one_of("calendar", "working"),
    "weekdays": _is_word,
    "holidays": lambda value: isinstance(value, list) and len(value) <= 400 and all(map(_is_near, value)),
    "restart": _is_one_of("first", "last"),
    "elapsed": _is_one_of(False, True),
    "percentiles": lambda value: isinstance(value, list) and all(map(_SHARE, value)) and _are_shares(value),
    "window_days": _is_one_of(30, 84, 182, 365),
    "sle_days": _is_number(1, 3650),
    "sle_share": _SHARE,
    "untouched_days": _is_number(1, 3650),
    "stages": lambda value: _by_word(value, _STAGES),
    "wip_limits": lambda value: _by_word(value, _is_number(1, 9999)),
    "cancelled_resolutions": _is_list,
    "blocked_statuses": _is_list,
    "blocked_labels": _is_list,
    "defect_types": _is_list,
    "pairs": lambda value: _named_ones(value, "start", "finish"),
    "classes": lambda value: _named_ones(value, "types", "labels", "priorities"),
    "release_by": _is_one_of("iteration", "tag", "area"),
}
