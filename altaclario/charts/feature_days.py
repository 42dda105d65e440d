"""By which day each feature is done, where several share what a team finishes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from altaclario.charts import odds, wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Rule, Shape, Tone, Twin
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.metrics import percentiles

_MARKS: tuple[tuple[Tone, Shape], ...] = (
    ("seq-4", "circle"),
    ("cat-1", "diamond"),
    ("cat-2", "square"),
    ("ink-2", "circle"),
)


@dataclass(frozen=True, slots=True)
class Feature:
    """Its key, the items that are left of it, its day by share in per cent (None: too far away), its chance by then."""

    key: str
    items: int
    days: Mapping[int, date | None]
    by_then: float


def chart(features: Sequence[Feature], target: date, limit: int, error: float, beyond: int) -> Chart:
    """A row for each feature, first come first, with a mark for the day of each share.

    >>> from altaclario.charts.messages import english
    >>> one = Feature("PAY-7", 5, {50: date(2026, 3, 5), 85: date(2026, 3, 9)}, 0.9)
    >>> english(chart([one], date(2026, 3, 6), 1, 0.0, 0).finding)
    'With 85\u202f%, the one feature is done by 9 Mar 2026'
    """
    return Chart(
        name="features",
        finding=_finding(features),
        caption=_caption(limit, error, beyond),
        drawing=_drawing(features, target) if any(any(one.days.values()) for one in features) else None,
        twin=_twin(features, target),
        why=Message("Every one of them is more than ten years away."),
    )


def _finding(features: Sequence[Feature]) -> Text:
    shares = [share for one in features for share in one.days]
    main = percentiles.main(shares)
    if main is None or any(one.days[main] is None for one in features):
        return Message("Not all features have a day within ten years")
    last = max(day for one in features if (day := one.days[main]) is not None)
    return counted(
        "With {share}\u202f%, the one feature is done by {day}",
        "With {share}\u202f%, each of {count} features is done by {day}",
        len(features),
        share=main,
        day=last,
    )


def _caption(limit: int, error: float, beyond: int) -> Text:
    at_once = counted("one at a time", "{count} at once", limit)
    parts: list[Text] = [
        Message(
            "The day by which each is done, if the team works on them alone, in this order, {limit}", {"limit": at_once}
        ),
        Message("each finished item is of any open one alike") if limit > 1 else "",
        Message("exact") if not error else Message("± {error}\u202f%", {"error": round(100 * error, 1)}),
        counted("{count} more is not shown", "{count} more are not shown", beyond) if beyond else "",
    ]
    return wording.joined(parts)


def _drawing(features: Sequence[Feature], target: date) -> Drawing:
    shares = list(features[0].days)
    marks = [_mark(share, features, *_MARKS[place % len(_MARKS)]) for place, share in enumerate(shares)]
    days = [day for one in features for day in one.days.values() if day is not None]
    first, last = min(days), max(days)
    is_near = first <= target <= last
    label = Message("target {day}", {"day": target})
    return Drawing(
        x=Axis("day", first=first.isoformat(), last=last.isoformat()),
        y=Axis("category", categories=tuple(one.key for one in features)),
        marks=tuple(marks),
        rules=(Rule("x", target.isoformat(), label, tone="act"),) if is_near else (),
    )


def _mark(share: int, features: Sequence[Feature], tone: Tone, shape: Shape) -> Mark:
    known = [(day, place, one.key) for place, one in enumerate(features) if (day := one.days[share]) is not None]
    name = Message("{share}\u202f%", {"share": share})
    return Mark(
        kind="dots",
        name=name,
        tone=tone,
        shape=shape,
        points=tuple((day.isoformat(), place) for day, place, _ in known),
        tips=tuple((key, name, plain(day)) for day, _, key in known),
    )


def _twin(features: Sequence[Feature], target: date) -> Twin:
    shares = list(features[0].days) if features else []
    heads: tuple[Text, ...] = (
        Message("Feature"),
        Message("Items left"),
        *(Message("{share}\u202f% by", {"share": share}) for share in shares),
        Message("By {day}", {"day": target}),
    )
    rows = tuple(
        (one.key, plain(one.items), *map(_day, one.days.values()), odds.chance(one.by_then)) for one in features
    )
    return Twin(heads, rows, frozenset({1, len(heads) - 1}))


def _day(day: date | None) -> Text:
    return Message("more than ten years away") if day is None else plain(day)
