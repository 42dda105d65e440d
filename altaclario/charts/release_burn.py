"""What is done of a release and how its scope moved, day by day, and how it may go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Band, Chart, Drawing, Mark, Rule, Tone, Twin
from altaclario.charts.messages import Message, Text, plain
from altaclario.metrics import percentiles

_LINES: tuple[Tone, ...] = ("cat-1", "seq-4", "cat-2", "ink-2")


@dataclass(frozen=True, slots=True)
class Ahead:
    """Days to come, and how many items are done by each, for each share in per cent: so many or more."""

    shares: Sequence[int]
    rows: Sequence[tuple[date, Sequence[int]]]


def chart(days: Sequence[tuple[date, int, int]], ahead: Ahead, today: date, target: date | None, *, why: Text) -> Chart:
    """Steps of done and scope up to today, then a dashed line for each share. Each day has its scope and what is done.

    `why` says why there are no days.

    >>> from altaclario.charts.messages import english
    >>> monday, friday = date(2026, 3, 2), date(2026, 3, 6)
    >>> english(chart([(monday, 5, 2)], Ahead((85,), [(friday, [4])]), monday, friday, why="").finding)
    '2 of 5 items are done'
    """
    return Chart(
        name="burn-up",
        finding=_finding(days) if days else Message("No days to show"),
        caption=_caption(days, ahead),
        drawing=_drawing(days, ahead, today, target) if days else None,
        twin=_twin(days, ahead),
        why=why,
    )


def _finding(days: Sequence[tuple[date, int, int]]) -> Text:
    _, scope, done = days[-1]
    text = "{done} of {scope} is done" if done == 1 else "{done} of {scope} are done"
    return Message(text, {"done": done, "scope": wording.items(scope)})


def _caption(days: Sequence[tuple[date, int, int]], ahead: Ahead) -> Text:
    parts: list[Text] = [Message("Items done and in the release at the end of each day")]
    if days:
        parts.append(wording.span(days[0][0], days[-1][0]))
    if ahead.rows:
        parts.append(Message("dashed: so many or more are done by then, of what is in it now"))
    return wording.joined(parts)


def _drawing(days: Sequence[tuple[date, int, int]], ahead: Ahead, today: date, target: date | None) -> Drawing:
    last, scope, done = days[-1]
    marks = [
        _steps(Message("Done"), "cat-1", [(day, many) for day, _, many in days], None if ahead.rows else done),
        _steps(Message("Scope"), "ink-2", [(day, many) for day, many, _ in days], None if ahead.rows else scope),
        *(_line(share, place, ahead, (last, done)) for place, share in enumerate(ahead.shares) if ahead.rows),
    ]
    every = [*(day for day, _, _ in days), *(day for day, _ in ahead.rows)]
    is_near = target is not None and (target - last).days <= max((max(every) - min(every)).days, 30)
    shown = [*every, *([target] if target is not None and is_near and target >= min(every) else [])]
    rules = [Rule("x", today.isoformat(), Message("today"))] if ahead.rows else []
    if target is not None and target in shown:
        rules.append(Rule("x", target.isoformat(), Message("target {day}", {"day": target}), tone="act"))
    return Drawing(
        x=Axis("day", first=min(shown).isoformat(), last=max(shown).isoformat()),
        y=Axis("value", name=Message("items")),
        marks=tuple(marks),
        rules=tuple(rules),
        bands=_bands(ahead),
    )


def _steps(name: Message, tone: Tone, points: Sequence[tuple[date, int]], last: int | None) -> Mark:
    """Before a fan there is no room for a name at the end: the key has it."""
    end: Text = "" if last is None else Message("{name} {count}", {"name": name, "count": last})
    return Mark("step", name, tone, tuple((day.isoformat(), many) for day, many in points), end=end)


def _line(share: int, place: int, ahead: Ahead, today: tuple[date, int]) -> Mark:
    name = Message("{share}\u202f%", {"share": share})
    points = [today, *((day, counts[place]) for day, counts in ahead.rows)]
    main = percentiles.main(ahead.shares)
    return Mark(
        "line",
        name,
        "cat-1" if share == main else "muted",
        tuple((day.isoformat(), many) for day, many in points),
        is_dashed=True,
        is_thin=share != main,
        tips=tuple((plain(day), name, wording.items(many)) for day, many in points),
    )


def _bands(ahead: Ahead) -> tuple[Band, ...]:
    """Between the surest and the boldest line, day by day."""
    pairs = zip([None, *(day for day, _ in ahead.rows[:-1])], ahead.rows, strict=True) if ahead.rows else ()
    return tuple(
        Band("band-1", (before or day).isoformat(), day.isoformat(), low=min(counts), high=max(counts))
        for before, (day, counts) in pairs
        if len(counts) > 1 and max(counts) > min(counts)
    )


def _twin(days: Sequence[tuple[date, int, int]], ahead: Ahead) -> Twin:
    shares = [Message("{share}\u202f% or more", {"share": share}) for share in ahead.shares] if ahead.rows else []
    none = ("–",) * len(shares)
    past = [(plain(day), plain(scope), plain(done), *none) for day, scope, done in days]
    later = [(plain(day), "–", "–", *map(plain, counts)) for day, counts in ahead.rows]
    heads = (Message("Day"), Message("Scope"), Message("Done"), *shares)
    return Twin(heads, (*past, *later), frozenset(range(1, len(heads))))
