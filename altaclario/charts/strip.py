"""The life of one item as a strip: what stage it was in when, its flags and sprints, drawn on the server."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from altaclario.charts import wording
from altaclario.charts.messages import Text
from altaclario.snapshots.snapshot import Stage

_WHOLE = 100.0
_LAST = 4.0
"""What the last stay takes where it has no end that matters: done is done."""
_LEAST = 0.5
_HAS_ROOM = 18.0
"""A piece this wide has room for its name, on a telephone too."""
_MOST_LANES = 3


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time with a name, in UTC seconds."""

    name: Text
    begin: int
    end: int
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the strip: where it begins and how wide it is, in per cent of the whole width."""

    x: str
    width: str
    stage: str
    """The stage, as a class calls it; empty for what is no stay."""
    name: Text
    has_room: bool
    """Whether its name fits in."""


@dataclass(frozen=True, slots=True)
class Strip:
    """The pieces of each lane; sprints that overlap lie in lanes of their own."""

    stays: tuple[Piece, ...]
    flags: tuple[Piece, ...]
    sprints: tuple[tuple[Piece, ...], ...]
    stages: tuple[tuple[str, Text], ...]
    """The stages that occur, as classes and in words."""
    begin: int
    end: int


def strip(stays: Sequence[Span], flags: Iterable[Span], sprints: Iterable[Span], *, is_over: bool) -> Strip:
    """The strip from the first stay to the last; the last one of what `is_over` has no length.

    >>> week = 7 * 86_400
    >>> told = strip([Span("To Do", 0, week, Stage.BACKLOG), Span("Done", week, 9 * week, Stage.DONE)], [], [],
    ...     is_over=True)
    >>> [(piece.stage, piece.x, piece.width) for piece in told.stays]
    [('backlog', '0%', '96%'), ('done', '96%', '4%')]
    """
    begin, end = stays[0].begin, stays[-1].begin if is_over else stays[-1].end
    scale = (_WHOLE - _LAST if is_over and end > begin else _WHOLE if not is_over else 0.0, begin, end)
    pieces = [_piece(one, scale) for one in (stays[:-1] if is_over else stays)]
    if is_over:
        pieces.append(_at(scale[0], _WHOLE - scale[0], stays[-1]))
    return Strip(
        stays=tuple(pieces),
        flags=tuple(_piece(one, scale) for one in _inside(flags, begin, end)),
        sprints=tuple(tuple(_piece(one, scale) for one in lane) for lane in _lanes(_inside(sprints, begin, end))),
        stages=tuple(_named(one.stage) for one in {one.stage: one for one in stays}.values()),
        begin=begin,
        end=end,
    )


def _piece(one: Span, scale: tuple[float, int, int]) -> Piece:
    whole, begin, end = scale
    first, last = (whole * (instant - begin) / max(end - begin, 1) for instant in (one.begin, one.end))
    return _at(min(first, _WHOLE - _LEAST), max(last - first, _LEAST), one)


def _at(x: float, width: float, one: Span) -> Piece:
    return Piece(f"{x:.4g}%", f"{width:.4g}%", _named(one.stage)[0], one.name, width >= _HAS_ROOM)


def _named(stage: Stage | None) -> tuple[str, Text]:
    return ("unknown", wording.UNKNOWN_STAGE) if stage is None else (stage.name.lower(), wording.stage(stage))


def _inside(spans: Iterable[Span], begin: int, end: int) -> list[Span]:
    """What of them lies in the strip."""
    cut = [Span(one.name, max(one.begin, begin), min(one.end, end)) for one in spans]
    return [one for one in cut if one.end > one.begin]


def _lanes(spans: Iterable[Span]) -> list[list[Span]]:
    """Spans that overlap apart from each other; beyond a few lanes the table alone tells."""
    lanes: list[list[Span]] = []
    for one in spans:
        free = next((lane for lane in lanes if lane[-1].end <= one.begin), None)
        if free is not None:
            free.append(one)
        elif len(lanes) < _MOST_LANES:
            lanes.append([one])
    return lanes
