"""Stretches of a column give way to others, and all between them is copied in one go."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Whole: TypeAlias = NDArray[np.int64]
_Slices: TypeAlias = tuple[list[slice], list[slice]]

_NOTHING: Whole = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Splice:
    """Rows `old[0]:old[1]` of one column give way to rows `new[0]:new[1]` of another. Shape (2, k) each, ascending.

    A stretch that keeps its length is written over; only where lengths differ is the column cut.
    """

    old: Whole
    new: Whole
    growth: Whole
    """By how many rows each stretch grows. Shape (k,)."""
    cuts: Whole
    """The stretches at which the column is cut: old begin and end, new begin and end. Shape (4, c)."""
    over: Whole
    """The rows of the result that are written over,"""
    by: Whole
    """and the new rows that are written there."""
    leaving: Whole
    """The old rows that give way."""
    _slices: dict[int, _Slices] = field(default_factory=dict)

    @staticmethod
    def of(old: Whole, new: Whole) -> "Splice":
        """The splice for these stretches."""
        lengths = new[1] - new[0]
        left = old[1] - old[0]
        growth = lengths - left
        is_cut = growth != 0
        cuts = _joined(np.concatenate([old[:, is_cut], new[:, is_cut]])) if is_cut.any() else np.empty((4, 0), np.int64)
        over = by = leaving = _NOTHING
        if left.any():
            leaving = _rows(old[0], left)
            kept = lengths * ~is_cut
            over, by = _rows(old[0] + growth.cumsum(), kept), _rows(new[0], kept)
        return Splice(old, new, growth, cuts, over, by, leaving)

    def within(self, old: NDArray[np.uint32], new: NDArray[np.uint32]) -> "Splice":
        """The splice of the rows that belong to these, when row i owns rows `first[i]:first[i + 1]`."""
        return Splice.of(old[self.old].astype(np.int64), new[self.new].astype(np.int64))

    def among(self, old: NDArray[np.uint32], new: NDArray[np.uint32]) -> "Splice":
        """The splice of the rows that belong to these, when a column says (ascending) to which each belongs."""
        # Of one type: a search for another one would copy the whole column.
        return Splice.of(old.searchsorted(self.old.astype(np.uint32)), new.searchsorted(self.new.astype(np.uint32)))

    def apply(self, old: NDArray[Any], new: NDArray[Any]) -> NDArray[Any]:
        """The spliced column; the old one itself where nothing gives way."""
        if self.cuts.size:
            spliced = self._cut(old, new)
        elif len(self.over):
            spliced = old.copy()
        else:
            return old
        if len(self.over):
            spliced[self.over] = new[self.by]
        return spliced

    def renumbered(self, old: NDArray[np.uint32], new: NDArray[np.uint32], rows: "Splice") -> NDArray[np.uint32]:
        """The spliced column that says to which row each belongs, where the rows themselves are spliced."""
        # First everything in old rows: a new row has the number of the old one in whose place it comes.
        places = rows.old[0][rows.new[1] > rows.new[0]].astype(np.uint32)
        spliced = self.apply(old, places[new])
        changed = rows.growth.nonzero()[0]
        if len(changed):
            ends = (self.old[1] + self.growth.cumsum())[changed]
            if ends[0] < len(spliced):
                spliced = spliced.copy() if spliced is old else spliced
                shifts = rows.growth.cumsum()[changed].astype(np.uint32)
                spliced[ends[0] :] += shifts.repeat(np.diff(ends, append=len(spliced)))
        return spliced

    def _cut(self, old: NDArray[Any], new: NDArray[Any]) -> NDArray[Any]:
        # Through views of bytes, because numpy takes several times as long for each of many small slices.
        if old.itemsize not in self._slices:
            self._slices[old.itemsize] = _slices(self.cuts * old.itemsize, len(old) * old.itemsize)
        kept, come = self._slices[old.itemsize]
        pieces: list[Any] = [None] * (len(kept) + len(come))
        pieces[::2] = map(old.view(np.uint8).data.__getitem__, kept)
        pieces[1::2] = map(new.astype(old.dtype, copy=False).view(np.uint8).data.__getitem__, come)
        return np.frombuffer(bytearray().join(pieces), old.dtype)


def _joined(cuts: Whole) -> Whole:
    """Cuts, with those that follow each other without a gap made one."""
    begins = np.ones(cuts.shape[1], np.bool_)
    begins[1:] = (cuts[0, 1:] != cuts[1, :-1]) | (cuts[2, 1:] != cuts[3, :-1])
    ends = np.append(begins[1:], True)
    return np.stack([cuts[0, begins], cuts[1, ends], cuts[2, begins], cuts[3, ends]])


def _rows(starts: Whole, lengths: Whole) -> Whole:
    """Every row of stretches.

    >>> _rows(np.array([3, 9]), np.array([2, 1])).tolist()
    [3, 4, 9]
    """
    ends = lengths.cumsum()
    rows: Whole = (starts - ends + lengths).repeat(lengths)
    rows += np.arange(len(rows))
    return rows


def _slices(cuts: Whole, size: int) -> _Slices:
    """The stretches of bytes that stay, and those that come between them."""
    starts, ends, new_starts, new_ends = cuts.tolist()
    return [*map(slice, [0, *ends], [*starts, size])], [*map(slice, new_starts, new_ends)]
