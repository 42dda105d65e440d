"""Pages of changes become rows, field by field."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import attrgetter, or_
from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from altaclario.providers.columns import instants, numbers
from altaclario.providers.columns.codes import Codebook
from altaclario.providers.jira.columns.fields import FieldIds
from altaclario.providers.jira.columns.wire import ChangeItem, ChangePage, change_type

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


_Read: TypeAlias = Callable[[list[Any]], tuple[list[Any], list[Any]]]


# These run once a change, and a reading holds a million: they go through the loop without a Python call.
_histories, _items, _created, _field, _id = map(attrgetter, ("changeHistories", "items", "created", "fieldId", "id"))
_issue, _before, _after, _old_string = map(attrgetter, ("issueId", "before", "after", "beforeString"))


@dataclass(frozen=True, slots=True)
class Turned:
    """What names the next page, None on the last; and the first and the last change of this one, by their ids."""

    token: str | None
    ends: tuple[int, ...]


LAST = Turned(None, ())


class _Codes(dict[Any, int]):
    """A number for each field that is kept, by its type and by its name; -1 for whatever else a page holds."""

    def __missing__(self, name: Any) -> int:
        return -1


class ChangePages:
    """Decodes pages of changes. Only the fields that were asked for are kept, whatever else a page holds.

    `add` raises msgspec.DecodeError for bytes that are no such page and ValueError for an unreadable date.
    """

    def __init__(self, fields: FieldIds, statuses: Codebook, lists: Codebook) -> None:
        self._statuses = statuses
        self._lists = lists
        self._read: dict[str, _Read] = {
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
        self.cut: set[int] = set()
        """The issues whose changes the tracker did not give in full."""
        self._pages: dict[str, list[Changes]] = {name: [] for name in self._read}
        kinds = [change_type(name, strings=read is _estimates) for name, read in self._read.items()]
        # Ids are sent as texts and wanted as numbers, which is what is not strict.
        self._decoder = msgspec.json.Decoder(ChangePage[reduce(or_, kinds)], strict=False)  # type: ignore[misc]
        self._any_decoder = msgspec.json.Decoder(ChangePage[ChangeItem], strict=False)
        self._codes = _Codes((key, code) for keys in (kinds, self._read) for code, key in enumerate(keys))

    def add(self, body: bytes) -> Turned:
        """Take one page."""
        page, kind_of = self._decoded(body)
        histories = list(chain.from_iterable(map(_histories, page.issueChangeLogs)))
        lists = list(map(_items, histories))
        items = list(chain.from_iterable(lists))
        at = instants.milliseconds(list(map(_created, histories)))
        order = np.array(list(map(_id, histories)), np.int64)
        history_of = np.repeat(np.arange(len(histories)), list(map(len, lists)))
        issue_ids = np.array(list(map(_issue, page.issueChangeLogs)), np.int64)
        issue_of = np.repeat(issue_ids, list(map(len, map(_histories, page.issueChangeLogs))))
        kinds = np.array(list(map(self._codes.__getitem__, map(kind_of, items))), np.int8)
        for code, (name, read) in enumerate(self._read.items()):
            rows = np.flatnonzero(kinds == code)
            if len(rows):
                before, after = read([items[row] for row in rows.tolist()])
                places = history_of[rows]
                changes = Changes(issue_of[places], at[places], order[places], np.array(before), np.array(after))
                self._pages[name].append(changes)
        return Turned(page.nextPageToken, tuple(order[[0, -1]].tolist()) if len(order) else ())

    def _decoded(self, body: bytes) -> tuple[Any, Callable[[Any], Any]]:
        """The page, and what says of which kind a change of it is.

        A page holds what was asked for, so each change is decoded as one of its field, and half as many texts are made.
        A page with a field that nobody asked for is decoded again, as changes of any field.
        """
        try:
            return self._decoder.decode(body), type
        except msgspec.ValidationError:
            return self._any_decoder.decode(body), _field

    def of(self, name: str) -> list[Changes]:
        """The pages of changes of one field so far."""
        return self._pages.get(name, [])

    def _status_codes(self, changes: list[Any]) -> tuple[list[int], list[int]]:
        codes = self._statuses.codes
        return codes(map(_before, changes)), codes(map(_after, changes))

    def _list_codes(self, changes: list[Any]) -> tuple[list[int], list[int]]:
        """Few of the lists differ ("7", "7, 9", ""), so each is kept once and named by a number."""
        codes = self._lists.codes
        return codes(map(_before, changes)), codes(map(_after, changes))


def _truths(changes: list[Any]) -> tuple[list[bool], list[bool]]:
    """Whether there was, and is, a value: a flag that is set, a resolution that is given."""
    return list(map(bool, map(_before, changes))), list(map(bool, map(_after, changes)))


def _estimates(changes: list[Any]) -> tuple[list[float], list[float]]:
    # Number fields carry null ids and only the strings. What it became is what the next change, or today, says.
    before = numbers.estimates(map(_number, map(_old_string, changes)))[0].tolist()
    return before, before


def _number(text: str | None) -> float | None:
    """None for an empty estimate, and for one that is no number."""
    try:
        return float(text) if text else None
    except ValueError:
        return None
