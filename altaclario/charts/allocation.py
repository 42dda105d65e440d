"""Which share of what was finished each class of work had, month by month."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Tone, Twin
from altaclario.charts.messages import Message, Text, plain

MOST = 5
"""So many classes are told apart."""
UNCLASSIFIED = Message("Unclassified")
_OTHERS = Message("All other classes")
_TONES: tuple[Tone, ...] = ("cat-1", "cat-2", "cat-3", "cat-4", "seq-2")


def chart(months: Sequence[date], names: Sequence[str], items: NDArray[np.int64]) -> Chart:
    """A column for each month, from bottom to top: the classes with the most items, and the unclassified ones hatched.

    `items` has a column for each name, and one more for what is unclassified.

    >>> from altaclario.charts.messages import english
    >>> found = chart([date(2026, 1, 1), date(2026, 2, 1)], ["Story", "Bug"], np.array([[2, 1, 0], [1, 0, 0]]))
    >>> english(found.finding)
    'Story had 75\u202f% of what was finished'
    """
    told, counts = _folded(names, items)
    return Chart(
        name="allocation",
        finding=_finding(told, counts),
        caption=wording.joined(
            [
                Message("Share of items finished a month, by class of work"),
                wording.span(months[0], months[-1]) if len(months) else "",
                Message("the last month is not over"),
            ]
        ),
        drawing=_drawing(months, told, counts) if counts.sum() else None,
        twin=_twin(months, told, counts),
        why=Message("Nothing was finished in twelve months. Each month appears here as a column."),
    )


def _folded(names: Sequence[str], items: NDArray[np.int64]) -> tuple[list[Text], NDArray[np.int64]]:
    """The classes that have any, the largest first, at most five of them; what is unclassified comes last."""
    totals = items[:, :-1].sum(axis=0)
    order = [place for place in np.argsort(-totals, kind="stable").tolist() if totals[place]]
    kept, others = (order, []) if len(order) <= MOST else (order[: MOST - 1], order[MOST - 1 :])
    columns, told = [items[:, place] for place in kept], [*(names[place] for place in kept)]
    every: list[Text] = [*told]
    if others:
        columns.append(items[:, others].sum(axis=1))
        every.append(_OTHERS)
    return [*every, UNCLASSIFIED], np.column_stack([*columns, items[:, -1]])


def _finding(names: Sequence[Text], items: NDArray[np.int64]) -> Text:
    totals = items.sum(axis=0)
    if not totals.sum():
        return Message("Nothing was finished")
    largest = int(totals.argmax())
    values = {"name": names[largest], "share": wording.percent(float(totals[largest] / totals.sum()))}
    return Message("{name} had {share}\u202f% of what was finished", values)


def _drawing(months: Sequence[date], names: Sequence[Text], items: NDArray[np.int64]) -> Drawing:
    shares = _shares(items)
    return Drawing(
        x=Axis("category", categories=tuple(_month(one) for one in months)),
        y=Axis("value", name=Message("% of items")),
        marks=tuple(
            Mark(
                kind="columns",
                name=name,
                tone="ink-2" if name is UNCLASSIFIED else _TONES[place],
                points=tuple((month, _drawn(share)) for month, share in enumerate(shares[:, place].tolist())),
                stack="all",
                is_hatched=name is UNCLASSIFIED,
                tips=tuple(
                    (
                        _month(one),
                        name,
                        Message(
                            "{share}\u202f%, {items}", {"share": round(share or 0, 1), "items": wording.items(count)}
                        ),
                    )
                    for one, share, count in zip(months, shares[:, place], items[:, place].tolist(), strict=True)
                ),
            )
            for place, name in enumerate(names)
            if items[:, place].any()
        ),
    )


def _drawn(share: float) -> float:
    """With a tenth of a per cent, cut off, so that a column is never higher than 100 %."""
    return int(10 * share + 1e-6) / 10


def _shares(items: NDArray[np.int64]) -> NDArray[np.float64]:
    """Per cent of each month; 0 where nothing was finished."""
    totals = items.sum(axis=1, keepdims=True)
    found: NDArray[np.float64] = 100 * items / np.maximum(totals, 1)
    return found


def _twin(months: Sequence[date], names: Sequence[Text], items: NDArray[np.int64]) -> Twin:
    heads: tuple[Text, ...] = (Message("Month"), *names, Message("All"))
    rows = tuple(
        (_month(one), *map(plain, counts), plain(sum(counts)))
        for one, counts in zip(months, items.tolist(), strict=True)
    )
    return Twin(heads, rows, frozenset(range(1, len(heads))))


def _month(first: date) -> str:
    return f"{first:%b %Y}"
