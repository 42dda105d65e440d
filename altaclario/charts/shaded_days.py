"""A row for each of several things to be finished, whose bar fades as its end becomes likely, beside its target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from altaclario.charts import odds, wording
from altaclario.charts.drawing import Axis, Band, Chart, Drawing, Mark, Shape, Tone, Twin
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.metrics import percentiles

MOST = 12
"""So many rows are drawn; the table has all."""
LIKELY = 0.7
"""A target that is less likely is doubtful."""
_HALF = 0.32
_BANDS: tuple[Literal["band-4", "band-3", "band-2", "band-1"], ...] = ("band-4", "band-3", "band-2", "band-1")


@dataclass(frozen=True, slots=True)
class Row:
    """What it is called, by which day with which share in per cent (None: too far away), its target and its chance."""

    name: Text
    days: Mapping[int, date | None]
    target: date | None
    by_then: float | None


def chart(rows: Sequence[Row], today: date) -> Chart:
    """Each row from today on: dark while it is hardly done, fading at the day of each share.

    >>> from altaclario.charts.messages import english
    >>> one = Row("PAY-7", {50: date(2026, 3, 5), 85: date(2026, 3, 9)}, date(2026, 3, 6), 0.6)
    >>> english(chart([one], date(2026, 3, 2)).finding)
    'The one target is below 70\u202f%'
    """
    return Chart(
        name="timeline",
        finding=_finding(rows),
        caption=_caption(rows, today),
        drawing=_drawing(rows[:MOST], today),
        twin=_twin(rows),
        why=Message("Nothing that is open can be forecast. Each initiative appears here as a bar that fades."),
    )


def is_doubtful(row: Row) -> bool:
    """Whether it is less likely than 70 % to be done by its target."""
    return row.by_then is not None and row.by_then < LIKELY


def _finding(rows: Sequence[Row]) -> Text:
    aimed = [one for one in rows if one.by_then is not None]
    doubtful = sum(map(is_doubtful, aimed))
    share = round(100 * LIKELY)
    if not aimed:
        return Message("None of them has a target")
    if not doubtful:
        return Message("Every target is {share}\u202f% likely or more", {"share": share})
    if len(aimed) == 1:
        return Message("The one target is below {share}\u202f%", {"share": share})
    return counted(
        "{count} of {all} targets is below {share}\u202f%",
        "{count} of {all} targets are below {share}\u202f%",
        doubtful,
        all=len(aimed),
        share=share,
    )


def _caption(rows: Sequence[Row], today: date) -> Text:
    beyond = len(rows) - MOST
    parts: list[Text] = [
        Message("From today on; each bar fades at the days with 50, 70, 85 and 95\u202f%")
        if rows and list(rows[0].days) == [50, 70, 85, 95]
        else Message("From today on; each bar fades at the day of each share"),
        Message("exact, not simulated"),
        Message("targets that are over are in the table")
        if any(one.target and one.target < today for one in rows)
        else "",
        counted("{count} more is in the table", "{count} more are in the table", beyond) if beyond > 0 else "",
    ]
    return wording.joined(parts)


def _drawing(rows: Sequence[Row], today: date) -> Drawing | None:
    days = [day for one in rows for day in (*one.days.values(), one.target) if day is not None and day >= today]
    if not any(any(one.days.values()) for one in rows):
        return None
    main = percentiles.main(rows[0].days) or 0
    marks = [
        _dots(
            Message("{share}\u202f%", {"share": main}),
            "cat-1",
            "diamond",
            [(one, one.days.get(main)) for one in rows],
            today,
        ),
        _dots(
            Message("Target"),
            "ink-2",
            "square",
            [(one, None if is_doubtful(one) else one.target) for one in rows],
            today,
        ),
        _dots(
            Message("Target below {share}\u202f%", {"share": round(100 * LIKELY)}),
            "act",
            "square",
            [(one, one.target if is_doubtful(one) else None) for one in rows],
            today,
        ),
    ]
    return Drawing(
        x=Axis("day", first=min([*days, today]).isoformat(), last=max([*days, today]).isoformat()),
        y=Axis("category", categories=tuple(one.name for one in rows)),
        marks=tuple(mark for mark in marks if mark.points),
        bands=tuple(band for place, one in enumerate(rows) for band in _fading(one, place, today)),
    )


def _fading(row: Row, place: int, today: date) -> list[Band]:
    found: list[Band] = []
    begin = today
    for tone, day in zip(_BANDS, row.days.values(), strict=False):
        if day is None:
            break
        if day > begin:
            found.append(Band(tone, begin.isoformat(), day.isoformat(), low=place + _HALF, high=place - _HALF))
            begin = day
    return found


def _dots(name: Text, tone: Tone, shape: Shape, days: Sequence[tuple[Row, date | None]], today: date) -> Mark:
    known = [(day, place, one.name) for place, (one, day) in enumerate(days) if day is not None and day >= today]
    return Mark(
        kind="dots",
        name=name,
        tone=tone,
        shape=shape,
        points=tuple((day.isoformat(), place) for day, place, _ in known),
        tips=tuple((of, name, plain(day)) for day, _, of in known),
    )


def _twin(rows: Sequence[Row]) -> Twin:
    shares = list(rows[0].days) if rows else []
    heads: tuple[Text, ...] = (
        Message("Initiative"),
        *(Message("{share}\u202f% by", {"share": share}) for share in shares),
        Message("Target"),
        Message("Likely by then"),
    )
    cells = tuple(
        (
            one.name,
            *(_day(one.days[share]) for share in shares),
            "–" if one.target is None else plain(one.target),
            "–" if one.by_then is None else odds.chance(one.by_then),
        )
        for one in rows
    )
    return Twin(heads, cells, frozenset({len(heads) - 1}))


def _day(day: date | None) -> Text:
    return Message("more than ten years away") if day is None else plain(day)
