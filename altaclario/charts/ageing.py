"""How old each item in progress is, by the status in which it stands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Rule, Text, Twin
from altaclario.charts.messages import Message, counted
from altaclario.charts.scatter import main_share
from altaclario.metrics import percentiles
from altaclario.metrics.percentiles import Spread
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Stage

_MOST_STATUSES = 8


@dataclass(frozen=True, slots=True)
class Aged:
    """One item in progress; without a known start it has no age."""

    key: str
    status: str
    stage: Stage
    days: int | float | None


def chart(items: Sequence[Aged], order: Sequence[str], usual: Spread, settings: Settings, on: date) -> Chart:
    """A dot for each item, in the order of the statuses, and the main percentile of finished work as a rule.

    With many statuses the stages take their place.

    >>> from altaclario.charts.messages import english
    >>> old = Aged("PAY-1", "Review", Stage.ACTIVE, 12)
    >>> english(chart([old], ["Review"], Spread(20, {85: 8}), Settings(), date(2026, 3, 5)).finding)
    '1 of 1 items in progress is older than 85 % of finished work'
    """
    known = [one for one in items if one.days is not None]
    limit = limit_of(usual)
    return Chart(
        name="ageing",
        finding=_finding(items, known, limit),
        caption=_caption(items, known, usual, settings, on),
        drawing=_drawing(items, known, order, limit, settings) if known else None,
        twin=_twin(items),
        why=_why(items),
    )


def limit_of(usual: Spread) -> tuple[int, int | float] | None:
    """The main percentile of finished work and its days; None with too few items to say it.

    >>> limit_of(Spread(20, {85: 8})), limit_of(Spread(6, {85: 8}))
    ((85, 8), None)
    """
    share = main_share(usual.percentiles)
    length = None if share is None else usual.percentiles[share]
    return None if share is None or length is None or usual.n < wording.ENOUGH else (share, length)


def _finding(items: Sequence[Aged], known: Sequence[Aged], limit: tuple[int, int | float] | None) -> Text:
    if not items:
        return Message("Nothing is in progress")
    if not known:
        return Message("The age of what is in progress is not known")
    if limit is None:
        oldest = wording.days(max(one.days or 0 for one in known))
        return Message("The oldest item in progress is {days} old", {"days": oldest})
    share, length = limit
    older = percentiles.longer(np.array([one.days for one in known], np.float64), length)
    if not older:
        return Message("No item in progress is older than {share} % of finished work", {"share": share})
    return counted(
        "{count} of {all} items in progress is older than {share} % of finished work",
        "{count} of {all} items in progress are older than {share} % of finished work",
        older,
        all=len(items),
        share=share,
    )


def _caption(items: Sequence[Aged], known: Sequence[Aged], usual: Spread, settings: Settings, on: date) -> Text:
    parts: list[Text] = [
        counted("Age of {count} item in progress by status", "Age of {count} items in progress by status", len(known)),
        wording.clock(settings),
        Message("at the end of {day}", {"day": on}),
    ]
    if usual.n < wording.ENOUGH:
        needs = {"least": wording.ENOUGH, "found": usual.n}
        parts.append(Message("to compare, it needs at least {least} finished items, here are {found}", needs))
    else:
        parts.append(counted("against {count} finished item", "against {count} finished items", usual.n))
    bare = len(items) - len(known)
    if bare:
        parts.append(counted("{count} without a known start", "{count} without a known start", bare))
    return wording.joined(parts)


def _why(items: Sequence[Aged]) -> Text:
    if items:
        return Message("The tracker gave no history of these items: nobody can say when they began.")
    return Message("Each item that is started and not done appears here, above the status in which it stands.")


def _drawing(
    items: Sequence[Aged],
    known: Sequence[Aged],
    order: Sequence[str],
    limit: tuple[int, int | float] | None,
    settings: Settings,
) -> Drawing:
    has_many = len({one.status for one in items}) > _MOST_STATUSES
    place_of = _stage if has_many else _status
    counts = Counter(place_of(one) for one in items)
    wanted = [stage.name for stage in Stage] if has_many else [*order, *sorted(counts)]
    places = [name for name in dict.fromkeys(wanted) if name in counts]
    words: list[Text] = [wording.stage(Stage[name]) for name in places] if has_many else list(places)
    unit = Message("working days in progress") if settings.clock == "working" else Message("days in progress")
    return Drawing(
        x=Axis("category", categories=tuple(map(_category, words, (counts[name] for name in places)))),
        y=Axis("value", name=unit),
        marks=tuple(_marks([(places.index(place_of(one)), one) for one in known], limit)),
        rules=() if limit is None else (_rule(*limit),),
    )


def _stage(one: Aged) -> str:
    return one.stage.name


def _status(one: Aged) -> str:
    return one.status


def _category(name: Text, count: int) -> Text:
    return Message("{status}\n{items}", {"status": name, "items": wording.items(count)})


def _rule(share: int, length: int | float) -> Rule:
    return Rule("y", length, Message("{days} d · {share} %", {"days": length, "share": share}))


def _marks(placed: Sequence[tuple[int, Aged]], limit: tuple[int, int | float] | None) -> list[Mark]:
    """What is older than the limit has a shape and a colour of its own."""
    if limit is None:
        return [_mark(Message("In progress"), placed)]
    share, length = limit
    usual = [(place, one) for place, one in placed if (one.days or 0) <= length]
    older = [(place, one) for place, one in placed if (one.days or 0) > length]
    name = Message("Older than {share} % of finished work", {"share": share})
    younger = Message("Up to {share} %", {"share": share})
    found = [_mark(younger, usual), _mark(name, older, is_older=True)]
    return [one for one in found if one.points]


def _mark(name: Text, placed: Sequence[tuple[int, Aged]], *, is_older: bool = False) -> Mark:
    points = tuple((place, one.days) for place, one in placed)
    tips = tuple(_tip(one) for _, one in placed)
    if is_older:
        return Mark("dots", name, "act", points, shape="square", tips=tips)
    return Mark("dots", name, "cat-1", points, tips=tips)


def _tip(one: Aged) -> tuple[Text, ...]:
    return (one.key, Message("Age"), wording.days(one.days or 0), Message("Status"), one.status)


def _twin(items: Sequence[Aged]) -> Twin:
    rows = tuple((one.key, one.status, wording.stage(one.stage), wording.number(one.days)) for one in items)
    heads = (Message("Item"), Message("Status"), Message("Stage"), Message("Age, days"))
    return Twin(heads, rows, frozenset({3}))
