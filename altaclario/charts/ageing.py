"""How old each item in progress is, in the status in which it stands, over the pace of finished work there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Band, Chart, Drawing, Mark, Twin
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.metrics.pace import Bands
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Stage

_MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class Aged:
    """One item in progress; without a known start it has no age."""

    key: str
    status: str
    stage: Stage
    days: int | float | None
    place: int
    """Which of the lanes it stands in."""
    passed: int | None = None
    """The share of finished work that was younger when it left this place; None where nobody can say."""
    blocked_since: date | None = None


@dataclass(frozen=True, slots=True)
class Lanes:
    """Statuses in the order of the board, or stages where there are many, and the pace of finished work in each."""

    names: tuple[Text, ...]
    bands: Bands
    share: int | None
    """The share beyond which an item is named."""
    finished: int
    """The finished items that set the pace."""

    @property
    def has_pace(self) -> bool:
        """Whether enough finished items left any of them."""
        return bool((~np.isnan(self.bands.days)).any())


def chart(items: Sequence[Aged], lanes: Lanes, settings: Settings, on: date) -> Chart:
    """A dot for each item over the bands of its lane; those beyond the main share are named.

    >>> from altaclario.charts.messages import english
    >>> lanes = Lanes(("Review",), Bands((85,), np.array([20]), np.array([[8.0]])), 85, 20)
    >>> english(chart([Aged("PAY-1", "Review", Stage.ACTIVE, 12, 0, 85)], lanes, Settings(), date(2026, 3, 5)).finding)
    '1 of 1 items in progress is older than 85 % of finished work in its status: PAY-1'
    """
    known = [one for one in items if one.days is not None]
    return Chart(
        name="ageing",
        finding=_finding(items, known, lanes),
        caption=_caption(items, known, lanes, settings, on),
        drawing=_drawing(items, known, lanes, settings) if known else None,
        twin=_twin(items),
        why=_why(items),
    )


def _finding(items: Sequence[Aged], known: Sequence[Aged], lanes: Lanes) -> Text:
    if not items:
        return Message("Nothing is in progress")
    if not known:
        return Message("The age of what is in progress is not known")
    if lanes.share is None or all(one.passed is None for one in known):
        oldest = wording.days(max(one.days or 0 for one in known))
        return Message("The oldest item in progress is {days} old", {"days": oldest})
    older = _beyond(known, lanes)
    if not older:
        return Message(
            "No item in progress is older than {share} % of finished work in its status", {"share": lanes.share}
        )
    return counted(
        "{count} of {all} items in progress is older than {share} % of finished work in its status: {names}",
        "{count} of {all} items in progress are older than {share} % of finished work in their status: {names}",
        len(older),
        all=len(items),
        share=lanes.share,
        names=wording.some([one.key for one in older], _MOST_NAMES),
    )


def _beyond(known: Sequence[Aged], lanes: Lanes) -> list[Aged]:
    return [one for one in known if _is_beyond(one, lanes)]


def _is_beyond(one: Aged, lanes: Lanes) -> bool:
    return one.passed is not None and lanes.share is not None and one.passed >= lanes.share


def _caption(items: Sequence[Aged], known: Sequence[Aged], lanes: Lanes, settings: Settings, on: date) -> Text:
    parts: list[Text] = [
        counted("Age of {count} item in progress by status", "Age of {count} items in progress by status", len(known)),
        wording.clock(settings),
        Message("at the end of {day}", {"day": on}),
    ]
    if lanes.has_pace:
        one = "over the ages at which {count} finished item left each status"
        parts.append(counted(one, one.replace("item", "items"), lanes.finished))
    else:
        needs = {"least": wording.ENOUGH, "found": lanes.finished}
        parts.append(
            Message("to compare, at least {least} finished items must have left a status; here are {found}", needs)
        )
    if any(one.blocked_since for one in items):
        parts.append(Message("dotted ring: blocked"))
    bare = len(items) - len(known)
    if bare:
        parts.append(counted("{count} without a known start", "{count} without a known start", bare))
    return wording.joined(parts)


def _why(items: Sequence[Aged]) -> Text:
    if items:
        return Message("The tracker gave no history of these items: nobody can say when they began.")
    return Message("Each item that is started and not done appears here, above the status in which it stands.")


def _drawing(items: Sequence[Aged], known: Sequence[Aged], lanes: Lanes, settings: Settings) -> Drawing:
    counts = Counter(one.place for one in items)
    unit = Message("working days in progress") if settings.clock == "working" else Message("days in progress")
    return Drawing(
        x=Axis("category", categories=tuple(_category(name, counts[place]) for place, name in enumerate(lanes.names))),
        y=Axis("value", name=unit),
        marks=_marks(known, lanes),
        bands=tuple(_bands(lanes)),
    )


def _category(name: Text, count: int) -> Text:
    return Message("{status}\n{items}", {"status": name, "items": wording.items(count)})


def _bands(lanes: Lanes) -> list[Band]:
    """The pace of each lane, in steps of its shares; those of the last lane that has any are named."""
    told = [place for place, row in enumerate(lanes.bands.days.tolist()) if not np.isnan(row).any()]
    return [
        Band(
            tone=f"band-{min(step, 3) + 1}",  # type: ignore[arg-type]  # one of four
            first=place,
            last=place,
            low=low,
            high=high,
            edge="main" if share == lanes.share else "plain",
            label=Message("{share} %", {"share": share}) if place == told[-1] else "",
        )
        for place in told
        for step, (share, (low, high)) in enumerate(
            zip(lanes.bands.shares, pairwise([0.0, *lanes.bands.days[place].tolist()]), strict=True)
        )
    ]


def _marks(known: Sequence[Aged], lanes: Lanes) -> tuple[Mark, ...]:
    """What is older than the main share has a shape, a colour and a name of its own."""
    older = _beyond(known, lanes)
    if not older:
        return (_mark(Message("In progress"), known),)
    rest = [one for one in known if not _is_beyond(one, lanes)]
    name = Message("Older than {share} % of finished work in its status", {"share": lanes.share or 0})
    found = [_mark(Message("Up to {share} %", {"share": lanes.share or 0}), rest), _mark(name, older, is_older=True)]
    return tuple(one for one in found if one.points)


def _mark(name: Text, some: Sequence[Aged], *, is_older: bool = False) -> Mark:
    return Mark(
        kind="dots",
        name=name,
        tone="act" if is_older else "cat-1",
        points=tuple((one.place, one.days) for one in some),
        shape="square" if is_older else "circle",
        rings=tuple(place for place, one in enumerate(some) if one.blocked_since),
        notes=tuple(one.key for one in some) if is_older else (),
        tips=tuple(map(_tip, some)),
    )


def _tip(one: Aged) -> tuple[Text, ...]:
    found: list[Text] = [one.key, Message("Age"), wording.days(one.days or 0), Message("Status"), one.status]
    if one.passed:
        found += [Message("Older than"), Message("{share} % of finished work", {"share": one.passed})]
    if one.blocked_since:
        found += [Message("Blocked since"), plain(one.blocked_since)]
    return tuple(found)


def _twin(items: Sequence[Aged]) -> Twin:
    heads = ("Item", "Status", "Stage", "Age, days", "Older than", "Blocked since")
    rows = [_row(one) for one in items]
    width = len(heads) if any(one.blocked_since for one in items) else len(heads) - 1
    return Twin(tuple(map(Message, heads[:width])), tuple(row[:width] for row in rows), frozenset({3, 4}))


def _row(one: Aged) -> tuple[Text, ...]:
    passed = "–" if one.passed is None else Message("{share} %", {"share": one.passed})
    since = plain(one.blocked_since) if one.blocked_since else ""
    return (one.key, one.status, wording.stage(one.stage), wording.number(one.days), passed, since)
