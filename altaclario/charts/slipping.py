"""How the forecast of a release moved: what it would have said week by week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Rule, Tone, Twin
from altaclario.charts.messages import Message, Text, Value, counted, plain
from altaclario.metrics import percentiles

_TONES: tuple[Tone, ...] = ("seq-4", "cat-1", "cat-2", "ink-2")


@dataclass(frozen=True, slots=True)
class Row:
    """What was known at the end of a day: items left, and the day of each share; None where nothing could be said."""

    asked: date
    left: int
    days: Sequence[date | None]


def chart(rows: Sequence[Row], shares: Sequence[int], target: date | None, *, why: Text) -> Chart:
    """A line for each share, above the diagonal on which today lies; `why` says why there is none.

    >>> from altaclario.charts.messages import english
    >>> asked = [date(2026, 3, 2), date(2026, 3, 9)]
    >>> rows = [Row(asked[0], 9, [date(2026, 4, 1)]), Row(asked[1], 8, [date(2026, 4, 11)])]
    >>> english(chart(rows, (85,), None, why="").finding)
    'The 85\u202f% day moved 10 days later in 1 week'
    """
    shown = [place for place, share in enumerate(shares) if share in (50, percentiles.main(shares))]
    is_told = any(one.days[place] is not None for one in rows for place in shown)
    return Chart(
        name="slippage",
        finding=_finding(rows, shares),
        caption=wording.joined(
            [
                Message("The day that a forecast would have named at the end of each week, from what was known then"),
                Message("dotted: the day on which it was asked"),
                Message("days of releases as of now"),
            ]
        ),
        drawing=_drawing(rows, shares, shown, target) if is_told else None,
        twin=_twin(rows, shares),
        why=why,
    )


def _finding(rows: Sequence[Row], shares: Sequence[int]) -> Text:
    main = percentiles.main(shares)
    if main is None:
        return Message("No share is chosen")
    place = list(shares).index(main)
    known = [(one.asked, day) for one in rows if (day := one.days[place]) is not None]
    if len(known) < 2:
        return Message("Too few past forecasts to say how they moved")
    (began, first), (ended, last) = known[0], known[-1]
    moved, weeks = (last - first).days, round((ended - began).days / 7)
    values: dict[str, Value] = {"share": main, "days": wording.days(abs(moved))}
    if not moved:
        return counted(
            "The {share}\u202f% day is the same as {count} week before",
            "The {share}\u202f% day is the same as {count} weeks before",
            weeks,
            share=main,
        )
    if moved > 0:
        return counted(
            "The {share}\u202f% day moved {days} later in {count} week",
            "The {share}\u202f% day moved {days} later in {count} weeks",
            weeks,
            **values,
        )
    return counted(
        "The {share}\u202f% day moved {days} earlier in {count} week",
        "The {share}\u202f% day moved {days} earlier in {count} weeks",
        weeks,
        **values,
    )


def _drawing(rows: Sequence[Row], shares: Sequence[int], shown: Sequence[int], target: date | None) -> Drawing:
    marks = [_line(rows, shares[place], place, _TONES[at]) for at, place in enumerate(shown)]
    asked = [one.asked for one in rows]
    days = [day for one in rows for place in shown if (day := one.days[place]) is not None]
    is_near = target is not None and abs((target - max(days)).days) <= 366
    ends = [*asked, *days, *([target] if target is not None and is_near else [])]
    diagonal = tuple((one.isoformat(), one.isoformat()) for one in asked)
    rules = (
        (Rule("y", target.isoformat(), Message("target {day}", {"day": target}), tone="act"),)
        if target is not None and is_near
        else ()
    )
    return Drawing(
        x=Axis("day", first=min(asked).isoformat(), last=max(asked).isoformat()),
        y=Axis("day", name=Message("forecast day"), first=min(ends).isoformat(), last=max(ends).isoformat()),
        marks=(*marks, Mark("line", Message("Today"), "muted", diagonal, is_dashed=True, is_context=True)),
        rules=rules,
    )


def _line(rows: Sequence[Row], share: int, place: int, tone: Tone) -> Mark:
    name = Message("{share}\u202f%", {"share": share})
    days = [(one.asked, one.days[place]) for one in rows]
    return Mark(
        "line",
        name,
        tone,
        tuple((asked.isoformat(), None if day is None else day.isoformat()) for asked, day in days),
        end=name,
        has_dots=True,
        tips=tuple((plain(asked), name, "–" if day is None else plain(day)) for asked, day in days),
    )


def _twin(rows: Sequence[Row], shares: Sequence[int]) -> Twin:
    heads: tuple[Text, ...] = (
        Message("Asked on"),
        Message("Items left"),
        *(Message("{share}\u202f% by", {"share": share}) for share in shares),
    )
    cells = tuple(
        (plain(one.asked), plain(one.left), *("–" if day is None else plain(day) for day in one.days)) for one in rows
    )
    return Twin(heads, cells, frozenset({1}))
