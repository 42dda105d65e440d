"""How likely it is that so many items are finished, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from altaclario.charts import odds, wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Rule, Tone, Twin
from altaclario.charts.messages import Message, Text, plain
from altaclario.metrics import percentiles

_MOST_DAYS = 400
"""On a longer axis a weekend is less than a point."""


_TONES: tuple[Tone, ...] = ("cat-2", "cat-3", "cat-4", "ink-2", "seq-4")


@dataclass(frozen=True, slots=True)
class Other:
    """The curve of a scenario beside that of the plan."""

    name: Text
    curve: Sequence[tuple[date, float]]


@dataclass(frozen=True, slots=True)
class Target:
    """The day that is asked for, and the chance that all is finished by its end."""

    day: date
    chance: float


def chart(
    curve: Sequence[tuple[date, float]],
    target: Target | None,
    promised: Sequence[tuple[int, date | None]],
    off: Sequence[tuple[date, date]],
    items: int,
    others: Sequence[Other] = (),
    *,
    why: Text,
) -> Chart:
    """A curve that holds over days not worked; each day counts at its end.

    `curve` has the working days, `promised` the day of each share in per cent; without a `target` no day is asked for.
    `why` says why there is no curve.

    >>> from altaclario.charts.messages import english
    >>> monday, friday = date(2026, 3, 2), date(2026, 3, 6)
    >>> told = chart([(monday, 0.4), (friday, 0.9)], Target(monday, 0.4), [(85, friday)], [], 3, why="")
    >>> english(told.finding)
    '40\u202f% likely by 2 Mar 2026; 85\u202f% by 6 Mar 2026'
    """
    return Chart(
        name="likelihood",
        finding=_finding(target, promised) if curve else Message("No day to tell"),
        caption=_caption(items, bool(off)),
        drawing=_drawing(curve, target, promised, off, others) if curve else None,
        twin=_twin(curve, others),
        why=why,
    )


def _finding(target: Target | None, promised: Sequence[tuple[int, date | None]]) -> Text:
    share = percentiles.main(share for share, _ in promised)
    day = dict(promised).get(share) if share else None
    if target is None:
        if day is None:
            return Message("{share}\u202f% is more than ten years away", {"share": share or 0})
        return Message("{share}\u202f% likely by {day}", {"share": share or 0, "day": day})
    parts = {"chance": odds.chance(target.chance), "target": target.day, "share": share or 0}
    if day is None:
        return Message("{chance} likely by {target}; {share}\u202f% is more than ten years away", parts)
    return Message("{chance} likely by {target}; {share}\u202f% by {day}", {**parts, "day": day})


def _caption(items: int, is_hatched: bool) -> Text:
    what = Message("Chance that {items} are finished by the end of each day", {"items": wording.items(items)})
    return wording.joined([what, Message("hatched: not worked") if is_hatched else ""])


def _drawing(
    curve: Sequence[tuple[date, float]],
    target: Target | None,
    promised: Sequence[tuple[int, date | None]],
    off: Sequence[tuple[date, date]],
    others: Sequence[Other],
) -> Drawing:
    held = _held(curve)
    points = tuple((day.isoformat(), odds.percent(chance)) for day, chance in held)
    tips = tuple((plain(day), Message("All finished by then"), odds.chance(chance)) for day, chance in held)
    chances = dict(curve)
    known = [(share, day) for share, day in promised if day is not None]
    shown = tuple((day.isoformat(), odds.percent(chances[day])) for _, day in known if day in chances)
    notes = tuple(
        Message("{share}\u202f% by {day}", {"share": share, "day": f"{day.day} {day:%b}"})
        for share, day in known
        if day in chances
    )
    first = min(curve[0][0], *(one.curve[0][0] for one in others if one.curve), curve[0][0])
    ends = [curve[-1][0], *(one.curve[-1][0] for one in others if one.curve)]
    is_near = target is not None and (target.day - curve[-1][0]).days < len(curve)
    last = max([*ends, *([target.day] if target is not None and is_near else [])])
    return Drawing(
        x=Axis("day", first=first.isoformat(), last=last.isoformat()),
        y=Axis("value", name=Message("% likely")),
        marks=(
            Mark("line", Message("Chance"), "cat-1", points, is_thin=len(points) > _MOST_DAYS, tips=tips),
            Mark("dots", Message("Promised"), "cat-1", shown, notes=notes),
            *(_other(one, place) for place, one in enumerate(others) if one.curve),
        ),
        rules=(_rule(target),) if target is not None and first <= target.day <= last else (),
        off=tuple((first.isoformat(), end.isoformat()) for first, end in off),
    )


def _rule(target: Target) -> Rule:
    label = Message("{chance} by {day}", {"chance": odds.chance(target.chance), "day": target.day})
    return Rule("x", target.day.isoformat(), label, tone="act")


def _other(one: Other, place: int) -> Mark:
    held = _held(one.curve)
    points = tuple((day.isoformat(), odds.percent(chance)) for day, chance in held)
    tips = tuple((plain(day), one.name, odds.chance(chance)) for day, chance in held)
    return Mark("line", one.name, _TONES[place % len(_TONES)], points, is_dashed=True, tips=tips)


def _held(curve: Sequence[tuple[date, float]]) -> list[tuple[date, float]]:
    """The curve with the days between, on which nothing changes; as it is where nobody could see them."""
    if (curve[-1][0] - curve[0][0]).days > _MOST_DAYS:
        return list(curve)
    found: list[tuple[date, float]] = []
    for day, chance in curve:
        while found and found[-1][0] + timedelta(1) < day:
            found.append((found[-1][0] + timedelta(1), found[-1][1]))
        found.append((day, chance))
    return found


def _twin(curve: Sequence[tuple[date, float]], others: Sequence[Other]) -> Twin:
    """Each day of any curve; of one that has not begun yet, or is over, what it says there."""
    own = dict(curve)
    known = [dict(one.curve) for one in others]
    rows: list[tuple[Text, ...]] = []
    before = [0.0] * (1 + len(others))
    for day in sorted(set(own).union(*known)):
        now = [one.get(day, last) for one, last in zip([own, *known], before, strict=True)]
        rows.append((plain(day), odds.chance(now[0]), odds.share(now[0] - before[0]), *map(odds.chance, now[1:])))
        before = now
    heads = (Message("By the end of"), Message("All finished"), Message("On that day"), *(one.name for one in others))
    return Twin(heads, tuple(rows), frozenset(range(1, len(heads))))
