"""One team against its own past: what it finished in each of some weeks, and had in progress at the end of each."""

from collections.abc import Sequence
from datetime import date

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Twin
from altaclario.charts.messages import Message, Text, plain
from altaclario.metrics.xmr import Process


def chart(name: str, team: Text, weeks: Sequence[date], finished: Process, in_progress: Process, most: float) -> Chart:
    """Columns for what was finished, a line for what was in progress, on one axis up to `most`, the same for all teams.

    >>> import numpy as np
    >>> from altaclario.charts.messages import english
    >>> week, one = date(2026, 3, 2), Process(np.array([3.0]), None, None)
    >>> english(chart("weeks-1", "Kestrel", [week], one, Process(np.array([5.0]), None, None), 8).finding)
    'Kestrel: too few weeks to say'
    """
    done, working = finished.values.astype(int).tolist(), in_progress.values.astype(int).tolist()
    return Chart(
        name=name,
        finding=Message("{team}: {state}", {"team": team, "state": _state(finished, in_progress)}),
        caption=_caption(done, weeks),
        drawing=_drawing(weeks, finished, in_progress, most),
        twin=_twin(weeks, done, working),
        is_small=True,
    )


def last_signals(process: Process) -> bool:
    """Whether the last week tells that something changed."""
    return bool(len(process.changes) and process.changes[-1] == len(process.values) - 1)


def _state(finished: Process, in_progress: Process) -> Text:
    if finished.limits is None:
        return Message("too few weeks to say")
    parts: list[Text] = [
        Message("throughput changed") if last_signals(finished) else "",
        Message("work in progress changed") if last_signals(in_progress) else "",
    ]
    return wording.joined(parts, by=", ") or Message("within its limits")


def _caption(done: Sequence[int], weeks: Sequence[date]) -> Text:
    ordered = sorted(done)
    if not ordered:
        return ""
    median = ordered[-(-len(ordered) // 2) - 1]
    values = {"median": median, "least": ordered[0], "most": ordered[-1]}
    return wording.joined(
        [
            Message("median {median} a week, range {least} to {most}", values),
            Message("whole weeks from {day}", {"day": weeks[0]}),
        ]
    )


def _drawing(weeks: Sequence[date], finished: Process, in_progress: Process, most: float) -> Drawing:
    days = [one.isoformat() for one in weeks]
    signals = finished.changes.tolist()
    working = in_progress.changes.tolist()
    return Drawing(
        x=Axis("day", first=days[0], last=days[-1]),
        y=Axis("value", name=Message("items"), most=most),
        marks=(
            Mark(
                kind="columns",
                name=Message("Finished a week"),
                tone="seq-2",
                points=tuple(zip(days, finished.values.astype(int).tolist(), strict=True)),
                rings=tuple(signals),
                tips=_tips(weeks, Message("Finished"), finished),
            ),
            Mark(
                kind="line",
                name=Message("In progress at its end"),
                tone="ink-2",
                points=tuple(zip(days, in_progress.values.astype(int).tolist(), strict=True)),
                rings=tuple(working),
                tips=_tips(weeks, Message("In progress"), in_progress),
            ),
        ),
    )


def _tips(weeks: Sequence[date], name: Text, process: Process) -> tuple[tuple[Text, ...], ...]:
    counts = process.values.astype(int).tolist()
    return tuple(
        (Message("Week of {day}", {"day": one}), name, plain(count)) for one, count in zip(weeks, counts, strict=True)
    )


def _twin(weeks: Sequence[date], done: Sequence[int], working: Sequence[int]) -> Twin:
    heads = (Message("Week of"), Message("Finished"), Message("In progress"))
    rows = tuple((plain(one), plain(a), plain(b)) for one, a, b in zip(weeks, done, working, strict=True))
    return Twin(heads, rows, frozenset({1, 2}))
