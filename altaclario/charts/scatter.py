"""How long each finished item took, by the day of its finish."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Rule, Text, Tone, Twin
from altaclario.charts.messages import Message, counted, plain
from altaclario.metrics.percentiles import Spread
from altaclario.metrics.settings import Settings

_MOST_KEYS = 6
_LOOKS: tuple[tuple[Tone, str], ...] = (("cat-1", "circle"), ("cat-2", "square"), ("cat-4", "diamond"))
_OTHERS = Message("Other types")


@dataclass(frozen=True, slots=True)
class Finished:
    """One finished item: the day on which its finish counts, and its cycle time in days."""

    key: str
    type: str
    day: date
    days: int | float
    flags: tuple[str, ...] = ()


def chart(
    finished: Sequence[Finished], spread: Spread, settings: Settings, window: tuple[date, date], *, left_out: int
) -> Chart:
    """A dot for each item, a rule for each percentile; `left_out` were finished too, but nobody knows when they began.

    >>> from altaclario.charts.messages import english
    >>> one = Finished("PAY-1", "Story", date(2026, 3, 5), 3)
    >>> english(chart([one], Spread(1, {85: 3}), Settings(), (one.day, one.day), left_out=0).finding)
    '1 item was finished'
    """
    ordered = sorted(finished, key=lambda one: one.day)
    return Chart(
        name="cycle-time",
        finding=_finding(spread),
        caption=_caption(spread, settings, window, left_out),
        drawing=_drawing(ordered, spread, settings, window) if ordered else None,
        twin=_twin(ordered),
        why=_why(left_out),
    )


def main_share(percentiles: Mapping[int, int | float | None]) -> int | None:
    """The percentile that a headline names: 85, or the highest where the team chose others; None without any.

    >>> main_share({50: 3, 85: 9}), main_share({50: 3, 90: 12}), main_share({})
    (85, 90, None)
    """
    return 85 if 85 in percentiles else max(percentiles, default=None)


def _finding(spread: Spread) -> Text:
    share = main_share(spread.percentiles)
    if not spread.n:
        return Message("No cycle time can be told for this window")
    if spread.n < wording.ENOUGH or share is None:
        return counted("{count} item was finished", "{count} items were finished", spread.n)
    limit = wording.days(spread.percentiles[share] or 0)
    return Message("{share} % of items were done within {days}", {"share": share, "days": limit})


def _caption(spread: Spread, settings: Settings, window: tuple[date, date], left_out: int) -> Text:
    parts: list[Text] = [
        counted(
            "Cycle time of {count} finished item by day of finish",
            "Cycle time of {count} finished items by day of finish",
            spread.n,
        ),
        wording.clock(settings),
        wording.span(*window),
    ]
    if 0 < spread.n < wording.ENOUGH:
        needs = {"least": wording.ENOUGH, "found": spread.n}
        parts.append(Message("a percentile needs at least {least} finished items, here are {found}", needs))
    if left_out:
        parts.append(counted("{count} left out: no history", "{count} left out: no history", left_out))
    return wording.joined(parts)


def _why(left_out: int) -> Text:
    if left_out:
        return counted(
            "{count} item was finished, but the tracker gave no history of it: nobody can say how long it took.",
            "{count} items were finished, but the tracker gave no history of them: nobody can say how long they took.",
            left_out,
        )
    return Message("Nothing was finished in these days. Each finished item appears here with the days that it took.")


def _drawing(ordered: Sequence[Finished], spread: Spread, settings: Settings, window: tuple[date, date]) -> Drawing:
    first, last = (day.isoformat() for day in window)
    unit = Message("working days") if settings.clock == "working" else Message("days")
    return Drawing(
        x=Axis("day", first=first, last=last),
        y=Axis("value", name=unit),
        marks=tuple(_marks(ordered)),
        rules=rules(spread) if spread.n >= wording.ENOUGH else (),
    )


def rules(spread: Spread) -> tuple[Rule, ...]:
    """One rule for each length that a percentile names; percentiles of the same length share it.

    >>> from altaclario.charts.messages import english
    >>> [english(rule.label) for rule in rules(Spread(20, {50: 5, 70: 5, 85: 8}))]
    ['5 d · 50, 70 %', '8 d · 85 %']
    """
    known = sorted((length, share) for share, length in spread.percentiles.items() if length is not None)
    found = []
    for length, same in groupby(known, key=lambda one: one[0]):
        shares = ", ".join(str(share) for _, share in same)
        found.append(Rule("y", length, Message("{days} d · {shares} %", {"days": length, "shares": shares})))
    return tuple(found)


def _marks(ordered: Sequence[Finished]) -> list[Mark]:
    """One mark for each of the commonest types, so that shape and colour stay few; the rest is one more."""
    common = [name for name, _ in Counter(sorted(one.type for one in ordered)).most_common()]
    named = common if len(common) <= len(_LOOKS) else common[: len(_LOOKS) - 1]
    groups: list[tuple[Text, list[Finished]]] = [(name, [one for one in ordered if one.type == name]) for name in named]
    others = [one for one in ordered if one.type not in named]
    if others:
        groups.append((_OTHERS, others))
    return [_mark(name, some, *look) for (name, some), look in zip(groups, _LOOKS, strict=False)]


def _mark(name: Text, some: Sequence[Finished], tone: Tone, shape: str) -> Mark:
    """Items of one spot are one dot, whose tip counts them."""
    spots: dict[tuple[date, float], list[Finished]] = {}
    for one in some:
        spots.setdefault((one.day, one.days), []).append(one)
    points = tuple((day.isoformat(), length) for day, length in spots)
    tips = tuple(_tip(name, same) for same in spots.values())
    return Mark("dots", name, tone, points, shape=shape, tips=tips)  # type: ignore[arg-type]  # one of three shapes


def _tip(name: Text, same: Sequence[Finished]) -> tuple[Text, ...]:
    names = wording.keys(one.key for one in same[:_MOST_KEYS])
    more = len(same) - _MOST_KEYS
    title: Text = names
    if more > 0:
        title = counted("{names} and {count} more", "{names} and {count} more", more, names=names)
    pairs: list[Text] = [Message("Cycle time"), wording.days(same[0].days)]
    pairs += [Message("Finished"), plain(same[0].day), Message("Type"), name]
    if len(same) > 1:
        pairs += [Message("Items"), str(len(same))]
    return (title, *pairs)


def _twin(ordered: Sequence[Finished]) -> Twin:
    heads = (Message("Item"), Message("Type"), Message("Finished"), Message("Cycle time, days"), Message("Noted"))
    rows = [(one.key, one.type, plain(one.day), plain(one.days), wording.flags(one.flags)) for one in ordered]
    width = len(heads) if any(one.flags for one in ordered) else len(heads) - 1
    return Twin(heads[:width], tuple(row[:width] for row in rows), frozenset({3}))
