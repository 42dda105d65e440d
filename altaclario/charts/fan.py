"""How many items are finished by each day, with which certainty."""

from collections.abc import Sequence
from datetime import date

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Tone, Twin
from altaclario.charts.messages import Message, Text, Value, plain
from altaclario.metrics import percentiles

_TONES: tuple[Tone, ...] = ("band-4", "band-3", "band-2", "band-1")


def chart(
    rows: Sequence[tuple[date, Sequence[int]]],
    shares: Sequence[int],
    off: Sequence[tuple[date, date]],
    *,
    why: Text,
) -> Chart:
    """A band for each share in per cent, the most certain one lowest: so many items or more are finished by then.

    `rows` hold the day and the items of each share, ascending. `why` says why there is no day.

    >>> from altaclario.charts.messages import english
    >>> told = chart([(date(2026, 3, 2), (3, 1))], (50, 85), [], why="")
    >>> english(told.finding)
    '1 item or more by 2 Mar 2026 with 85\u202f%, 3 with 50\u202f%'
    """
    return Chart(
        name="fan",
        finding=_finding(rows, shares) if rows else Message("No number to tell"),
        caption=wording.joined(
            [
                Message("Items finished after today, by the end of each working day: so many or more"),
                Message("hatched: not worked") if off else "",
            ]
        ),
        drawing=_drawing(rows, shares, off) if rows else None,
        twin=_twin(rows, shares),
        why=why,
    )


def _finding(rows: Sequence[tuple[date, Sequence[int]]], shares: Sequence[int]) -> Text:
    day, counts = rows[-1]
    told = dict(zip(shares, counts, strict=True))
    main, least = percentiles.main(shares) or 0, min(shares, default=0)
    values: dict[str, Value] = {"items": wording.items(told.get(main, 0)), "day": day, "share": main}
    if main == least:
        return Message("{items} or more by {day} with {share}\u202f%", values)
    text = "{items} or more by {day} with {share}\u202f%, {more} with {least}\u202f%"
    return Message(text, {**values, "more": told[least], "least": least})


def _drawing(
    rows: Sequence[tuple[date, Sequence[int]]], shares: Sequence[int], off: Sequence[tuple[date, date]]
) -> Drawing:
    surest_first = sorted(range(len(shares)), key=lambda place: -shares[place])
    marks, below = [], [0] * len(rows)
    for tone, place in zip((_TONES * len(shares))[: len(shares)], surest_first, strict=False):
        counts = [row[place] for _, row in rows]
        share = shares[place]
        name = Message("{share}\u202f% or more", {"share": share})
        marks.append(
            Mark(
                kind="area",
                name=name,
                tone=tone,
                points=tuple(
                    (day.isoformat(), count - low) for (day, _), count, low in zip(rows, counts, below, strict=True)
                ),
                stack="fan",
                end=Message("{count} · {share}\u202f%", {"count": counts[-1], "share": share}),
                tips=tuple((plain(day), name, wording.items(row[place])) for day, row in rows),
            )
        )
        below = counts
    return Drawing(
        x=Axis("day", first=rows[0][0].isoformat(), last=rows[-1][0].isoformat()),
        y=Axis("value", name=Message("items")),
        marks=tuple(marks),
        off=tuple((first.isoformat(), last.isoformat()) for first, last in off),
    )


def _twin(rows: Sequence[tuple[date, Sequence[int]]], shares: Sequence[int]) -> Twin:
    heads = (Message("By the end of"), *(Message("{share}\u202f%", {"share": share}) for share in shares))
    cells = tuple((plain(day), *(plain(count) for count in counts)) for day, counts in rows)
    return Twin(heads, cells, frozenset(range(1, len(heads))))
