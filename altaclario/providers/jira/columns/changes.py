"""Pages of changes become rows, field by field."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from altaclario.providers.columns import instants, numbers
from altaclario.providers.columns.codes import Codebook
from altaclario.providers.jira.columns.fields import FieldIds
from altaclario.providers.jira.columns.wire import ChangeItem, ChangePage

Whole: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes of one field. Shape (n,) each.

    `at` is in UTC milliseconds, `order` the tracker's own number of the change, which grows as it writes.
    """

    item: Whole
    at: Whole
    order: Whole
    before: NDArray[Any]
    after: NDArray[Any]


def joined(pages: list[Changes]) -> Changes:
    """All pages as one, by item, then in the order of time."""
    if not pages:
        none = np.empty(0, np.int64)
        return Changes(none, none, none, none, none)
    columns = [
        np.concatenate([getattr(page, column) for page in pages])
        for column in ("item", "at", "order", "before", "after")
    ]
    rows = np.lexsort((columns[2], columns[1], columns[0]))
    columns = [column[rows] for column in columns]
    # A page that came twice says nothing new.
    says_more = np.ones(len(rows), np.bool_)
    says_more[1:] = np.logical_or.reduce([_differ(column) for column in columns])
    return Changes(*(column[says_more] for column in columns))


def _differ(column: NDArray[Any]) -> NDArray[np.bool_]:
    """Which entries differ from the one before; none from none does not."""
    differ: NDArray[np.bool_] = (column[1:] != column[:-1]) & (
        (column[1:] == column[1:]) | (column[:-1] == column[:-1])
    )
    return differ


_Read: TypeAlias = Callable[[list[ChangeItem]], tuple[list[Any], list[Any]]]


# These run once a change, and a reading holds a million: they go through the loop without a Python call.
_histories, _items, _created, _field, _id = map(attrgetter, ("changeHistories", "items", "created", "fieldId", "id"))


@dataclass(frozen=True, slots=True)
class Turned:
    """What names the next page, None on the last; and the first and the last change of this one, by their ids."""

    token: str | None
    ends: tuple[int, ...]


LAST = Turned(None, ())


class _Codes(dict[str | None, int]):
    """A number for each field that is kept; -1 for whatever else a page holds."""

    def __missing__(self, name: str | None) -> int:
        return -1


class ChangePages:
    """Decodes pages of changes. Only the fields that were asked for are kept, whatever else a page holds.

    `add` raises msgspec.DecodeError for bytes that are no such page and ValueError for an unreadable date or id.
    """

    def __init__(self, fields: FieldIds, statuses: Codebook, lists: Codebook) -> None:
        self._decoder = msgspec.json.Decoder(ChangePage)
        self._statuses = statuses
        self._lists = lists
        self._read: dict[str | None, _Read] = {
            "status": self._status_codes,
            "resolution": _truths,
            "issuetype": _truths,
            "fixVersions": self._list_codes,
            fields.sprint: self._list_codes,
            fields.flagged: _truths,
            fields.points: _estimates,
            fields.other_points: _estimates,
        }
        self._read.pop("", None)
        self._codes = _Codes((name, code) for code, name in enumerate(self._read))
        self._pages: dict[str | None, list[Changes]] = {name: [] for name in self._read}

    def add(self, body: bytes) -> Turned:
        """Take one page."""
        page = self._decoder.decode(body)
        histories = list(chain.from_iterable(map(_histories, page.issueChangeLogs)))
        lists = list(map(_items, histories))
        items = list(chain.from_iterable(lists))
        at = instants.milliseconds(list(map(_created, histories)))
        order = numbers.ids(list(map(_id, histories)))
        history_of = np.repeat(np.arange(len(histories)), list(map(len, lists)))
        issue_ids = numbers.ids([issue.issueId for issue in page.issueChangeLogs])
        issue_of = np.repeat(issue_ids, [len(issue.changeHistories) for issue in page.issueChangeLogs])
        kinds = np.array(list(map(self._codes.__getitem__, map(_field, items))), np.int8)
        for name, code in self._codes.items():
            rows = np.flatnonzero(kinds == code)
            if len(rows):
                before, after = self._read[name]([items[row] for row in rows.tolist()])
                places = history_of[rows]
                changes = Changes(issue_of[places], at[places], order[places], np.array(before), np.array(after))
                self._pages[name].append(changes)
        return Turned(page.nextPageToken, tuple(order[[0, -1]].tolist()) if len(order) else ())

    def of(self, name: str) -> list[Changes]:
        """The pages of changes of one field so far."""
        return self._pages.get(name, [])

    def _status_codes(self, changes: list[ChangeItem]) -> tuple[list[int], list[int]]:
        codes = self._statuses.codes
        return codes([one.before or "" for one in changes]), codes([one.after or "" for one in changes])

    def _list_codes(self, changes: list[ChangeItem]) -> tuple[list[int], list[int]]:
        """Few of the lists differ ("7", "7, 9", ""), so each is kept once and named by a number."""
        codes = self._lists.codes
        return codes([one.before or "" for one in changes]), codes([one.after or "" for one in changes])


def _truths(changes: list[ChangeItem]) -> tuple[list[bool], list[bool]]:
    """Whether there was, and is, a value: a flag that is set, a resolution that is given."""
    return [bool(one.before) for one in changes], [bool(one.after) for one in changes]


def _estimates(changes: list[ChangeItem]) -> tuple[list[float], list[float]]:
    # Number fields carry null ids and only the strings. What it became is what the next change, or today, says.
    before = numbers.estimates(_number(one.beforeString) for one in changes)[0].tolist()
    return before, before


def _number(text: str | None) -> float | None:
    """None for an empty estimate, and for one that is no number."""
    try:
        return float(text) if text else None
    except ValueError:
        return None
