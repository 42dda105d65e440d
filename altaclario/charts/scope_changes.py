"""What came into a release and went out of it, week by week, by parent."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Tone, Twin
from altaclario.charts.messages import Message, Text, plain

_TONES: tuple[Tone, ...] = ("cat-1", "cat-2", "cat-3", "cat-4")
_OTHERS, _NO_PARENT = Message("Other parents"), Message("No parent")


@dataclass(frozen=True, slots=True)
class Week:
    """The first day of one week; how many items came and went, by the key of their parent, empty for none."""

    week: date
    came: Mapping[str, int]
    went: Mapping[str, int]


def chart(weeks: Sequence[Week], *, why: Text) -> Chart:
    """Columns upwards for what came in, downwards for what went out; hatched for what has no parent.

    >>> from altaclario.charts.messages import english
    >>> english(chart([Week(date(2026, 3, 2), {"PAY-1": 3}, {"": 1})], why="").finding)
    '3 items came in later, 1 went out'
    """
    came, went = (sum(sum(found.values()) for found in side) for side in _sides(weeks))
    return Chart(
        name="scope-changes",
        finding=_finding(came, went),
        caption=wording.joined(
            [
                Message("Items that came into the release and went out of it in each week, by parent as of today"),
                Message("its first day is its beginning"),
                Message("what was cancelled went out"),
            ]
        ),
        drawing=_drawing(weeks) if came or went else None,
        twin=_twin(weeks),
        why=why if not weeks else Message("Nothing came in or went out after its first day."),
    )


def _sides(weeks: Sequence[Week]) -> tuple[list[Mapping[str, int]], list[Mapping[str, int]]]:
    return [one.came for one in weeks], [one.went for one in weeks]


def _finding(came: int, went: int) -> Text:
    if not came and not went:
        return Message("Its scope did not change")
    if not went:
        return Message("{items} came in later", {"items": wording.items(came)})
    if not came:
        return Message("{items} went out later", {"items": wording.items(went)})
    return Message("{items} came in later, {went} went out", {"items": wording.items(came), "went": went})


def _names(weeks: Sequence[Week]) -> list[str]:
    """The parents that moved most have colours of their own."""
    total: Counter[str] = Counter()
    for one in weeks:
        total.update(one.came)
        total.update(one.went)
    return [key for key, _ in sorted(total.items(), key=lambda pair: (-pair[1], pair[0])) if key]


def _drawing(weeks: Sequence[Week]) -> Drawing:
    names = _names(weeks)
    own = names[: len(_TONES)] if len(names) <= len(_TONES) else names[: len(_TONES) - 1]
    rest = frozenset(names[len(own) :])
    groups: list[tuple[Text, Tone, frozenset[str], bool]] = [
        (key, tone, frozenset({key}), False) for key, tone in zip(own, _TONES, strict=False)
    ]
    groups += [(_OTHERS, "ink-2", rest, False)] if rest else []
    groups.append((_NO_PARENT, "muted", frozenset({""}), True))
    marks = [_mark(weeks, name, tone, keys, is_hatched=is_hatched) for name, tone, keys, is_hatched in groups]
    return Drawing(
        x=Axis("day", first=weeks[0].week.isoformat(), last=weeks[-1].week.isoformat()),
        y=Axis("value", name=Message("items a week")),
        marks=tuple(mark for mark in marks if mark.points),
    )


def _mark(weeks: Sequence[Week], name: Text, tone: Tone, keys: frozenset[str], *, is_hatched: bool) -> Mark:
    """One pile upwards and one downwards. Each mark has as many points as any other: piles go by their order."""
    counts = [(one.week, count) for one in weeks for count in (_of(one.came, keys), -_of(one.went, keys))]
    rows = [(week, count or None) for week, count in counts]
    return Mark(
        "columns",
        name,
        tone,
        tuple((week.isoformat(), count) for week, count in rows) if any(count for _, count in rows) else (),
        stack="scope",
        is_hatched=is_hatched,
        tips=tuple((Message("Week of {day}", {"day": week}), name, plain(count or 0)) for week, count in rows),
    )


def _of(counts: Mapping[str, int], keys: frozenset[str]) -> int:
    return sum(counts.get(key, 0) for key in keys)


def _twin(weeks: Sequence[Week]) -> Twin:
    rows = [
        (plain(one.week), key or _NO_PARENT, plain(one.came.get(key, 0)), plain(one.went.get(key, 0)))
        for one in weeks
        for key in sorted({*one.came, *one.went})
    ]
    return Twin(tuple(map(Message, ("Week of", "Parent", "Came in", "Went out"))), tuple(rows), frozenset({2, 3}))
