"""Pairs of statuses and classes of work as they are stored: lists of tables, each known by the name a team gave it."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

One: TypeAlias = Mapping[str, Any]

LISTS: Mapping[str, tuple[str, ...]] = {"pairs": ("start", "finish"), "classes": ("types", "labels", "priorities")}
"""By the name of a setting, the lists of words that each of its tables has."""


def left(key: str, value: Any) -> Any:
    """Those that can be counted with: of one name there is one, and it has the words that it needs.

    Whatever is stored, a setting can be made of it: two of one name are one, and a status stands at one end alone.

    >>> left("classes", [{"name": "Late", "types": ["Bug"], "labels": [], "priorities": []}] * 2)
    [{'name': 'Late', 'types': ['Bug'], 'labels': [], 'priorities': []}]
    >>> left("pairs", [{"name": "Build", "start": ["3"], "finish": ["3"]}])
    []
    """
    if key not in LISTS:
        return value
    every = joined([], value)
    if key == "pairs":
        apart = [{**one, "finish": [word for word in one["finish"] if word not in one["start"]]} for one in every]
        return [one for one in apart if one["start"] and one["finish"]]
    return [one for one in every if any(one[words] for words in LISTS[key])]


def joined(some: Iterable[One], more: Iterable[One]) -> list[One]:
    """Those of two lists, those of one name as one that has the words of both.

    >>> joined([{"name": "Late", "labels": ["b"]}], [{"name": "Late", "labels": ["a", "b"]}])
    [{'name': 'Late', 'labels': ['a', 'b']}]
    """
    found: dict[str, One] = {}
    for one in (*some, *more):
        before = found.get(one["name"], {})
        found[one["name"]] = {words: _both(before.get(words), value) for words, value in one.items()}
    return list(found.values())


def kept(some: Iterable[One], before: Iterable[One], shown: Iterable[One], unseen: Iterable[One]) -> list[One]:
    """With what was chosen before and could not be seen: `shown` of it was, `unseen` are the words that were not.

    One of which enough was shown, and that is not there any more, somebody took away. Each that stays whole keeps its
    place: the first class that fits an item is its own.

    >>> late, stuck = {"name": "Late", "labels": ["b"]}, {"name": "Stuck", "labels": ["c"]}
    >>> kept([], [late, stuck], [late], [stuck])
    [{'name': 'Stuck', 'labels': ['c']}]
    >>> [one["name"] for one in kept([late], [stuck, late], [late], [stuck])]
    ['Stuck', 'Late']
    """
    some = list(some)
    here, seen = ({one["name"] for one in several} for several in (some, shown))
    found = joined(some, [one for one in unseen if one["name"] in here])
    for place, one in enumerate(before):
        if one["name"] not in here | seen:
            found.insert(place, one)
    return found


def _both(before: Any, value: Any) -> Any:
    return sorted({*before, *value}) if isinstance(before, list) else value
