"""Settings as words, numbers and lists: what is stored of them, and what a file of them says."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, TypeAlias

from altaclario.metrics import named
from altaclario.metrics.chosen import Pair, WorkClass
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Stage

Written: TypeAlias = Mapping[str, Any]
Kinds: TypeAlias = Callable[[str, str], str | None]
"""From a kind of name ("status", "type", "resolution", "label", "priority") and one of that kind to what stands for it;
None: nothing does, and it is left out."""

GENERAL = (
    *("clock", "weekdays", "holidays", "restart", "elapsed", "percentiles", "window_days", "sle_days", "sle_share"),
    "untouched_days",
)
"""What means the same for every tracker."""
OF_TRACKER = (
    *("stages", "cancelled_resolutions", "pairs", "wip_limits", "blocked_statuses", "blocked_labels"),
    *("defect_types", "classes", "release_by"),
)
"""What is said in words of one tracker."""


def written(settings: Settings, keys: Iterable[str] = (*GENERAL, *OF_TRACKER)) -> dict[str, Any]:
    """The settings of these names, in nothing but words, numbers, lists and tables of them.

    >>> written(Settings(holidays=(date(2026, 12, 25),), stages={"3": Stage.WAITING}), ["holidays", "stages"])
    {'holidays': ['2026-12-25'], 'stages': {'3': 'waiting'}}
    """
    return {key: _plain(getattr(settings, key)) for key in keys}


def read(some: Written) -> dict[str, Any]:
    """The same as `Settings` takes them.

    >>> read({"holidays": ["2026-12-25"], "stages": {"3": "waiting"}})
    {'holidays': (datetime.date(2026, 12, 25),), 'stages': {'3': <Stage.WAITING: 2>}}
    """
    return {key: _READ.get(key, _same)(value) for key, value in some.items()}


def without_defaults(some: Written, base: Written) -> dict[str, Any]:
    """What is other than in `base`.

    >>> without_defaults({"clock": "working", "elapsed": False}, {"clock": "calendar", "elapsed": False})
    {'clock': 'working'}
    """
    return {key: value for key, value in some.items() if value != base[key]}


def renamed(some: Written, by: Kinds) -> dict[str, Any]:
    """The same with other words for what the tracker names. A pair or a class of which too little is left is left out.

    >>> known = {("status", "3"): "x"}
    >>> renamed({"stages": {"3": "waiting", "4": "done"}, "clock": "working"}, lambda *named: known.get(named))
    {'stages': {'x': 'waiting'}, 'clock': 'working'}
    """
    return {key: named.left(key, value) for key, value in _in_words(some, by).items()}


def with_unseen(some: Written, before: Written, seen: Kinds) -> dict[str, Any]:
    """The same, and what was chosen before among words that nobody can see now, so that it stays chosen.

    A pair or a class of which enough could be seen, and that is not there any more, somebody took away.

    >>> before = {"blocked_labels": ["late", "stuck"], "wip_limits": {"3": 2}}
    >>> with_unseen({"blocked_labels": []}, before, lambda kind, word: word if word == "late" else None)
    {'blocked_labels': ['stuck']}
    >>> said = {"release_by": "area", "defect_types": None}
    >>> with_unseen(said, {"release_by": "tag", "defect_types": ["x"]}, lambda kind, word: None)
    {'release_by': 'area', 'defect_types': None}
    """
    unseen = _in_words(before, lambda kind, word: word if seen(kind, word) is None else None)
    shown = renamed(before, seen)
    return {
        key: named.kept(value, before[key], shown[key], unseen[key])
        if key in named.LISTS and key in before
        else _joined(value, unseen.get(key))
        for key, value in some.items()
    }


def _in_words(some: Written, by: Kinds) -> dict[str, Any]:
    return {key: _RENAMED[key](value, by) if key in _RENAMED else value for key, value in some.items()}


def _joined(some: Any, more: Any) -> Any:
    """The lists or tables of two, where both are some; else the first."""
    if isinstance(some, Mapping):
        return {**(more or {}), **some}
    if isinstance(some, list):
        return [*some, *(one for one in more or () if one not in some)]
    return some


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Stage):
        return value.name.lower()
    if isinstance(value, Pair | WorkClass):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in sorted(value.items())}
    return value


def _same(value: Any) -> Any:
    return value


def _stages(value: Mapping[str, str]) -> dict[str, Stage]:
    return {status: Stage[stage.upper()] for status, stage in value.items()}


def _pairs(value: Iterable[Written]) -> tuple[Pair, ...]:
    return tuple(Pair(one["name"], frozenset(one["start"]), frozenset(one["finish"])) for one in value)


def _classes(value: Iterable[Written]) -> tuple[WorkClass, ...]:
    return tuple(WorkClass(one["name"], *(frozenset(one[kind]) for kind in _OF_CLASS)) for one in value)


def _defects(value: Iterable[str] | None) -> frozenset[str] | None:
    return None if value is None else frozenset(value)


_OF_CLASS = {"types": "type", "labels": "label", "priorities": "priority"}
_READ: dict[str, Callable[[Any], Any]] = {
    "holidays": lambda value: tuple(date.fromisoformat(one) for one in value),
    "percentiles": tuple,
    "stages": _stages,
    "pairs": _pairs,
    "classes": _classes,
    "defect_types": _defects,
    **dict.fromkeys(("cancelled_resolutions", "blocked_statuses", "blocked_labels"), frozenset),
}


def _names(kind: str) -> Callable[[Iterable[str] | None, Kinds], list[str] | None]:
    def of(value: Iterable[str] | None, by: Kinds) -> list[str] | None:
        return None if value is None else sorted({other for one in value if (other := by(kind, one)) is not None})

    return of


def _by_status(value: Mapping[str, Any], by: Kinds) -> dict[str, Any]:
    return {other: one for status, one in value.items() if (other := by("status", status)) is not None}


def _each_of(kinds: Mapping[str, str]) -> Callable[[Iterable[Written], Kinds], list[Written]]:
    def of(value: Iterable[Written], by: Kinds) -> list[Written]:
        return [{**one, **{key: _names(kind)(one[key], by) for key, kind in kinds.items()}} for one in value]

    return of


_RENAMED: dict[str, Callable[[Any, Kinds], Any]] = {
    "stages": _by_status,
    "wip_limits": _by_status,
    "blocked_statuses": _names("status"),
    "cancelled_resolutions": _names("resolution"),
    "blocked_labels": _names("label"),
    "defect_types": _names("type"),
    "pairs": _each_of({"start": "status", "finish": "status"}),
    "classes": _each_of(_OF_CLASS),
}

DEFAULTS: Written = written(Settings())
"""Of a team that chose nothing."""
