"""The cumulative flow diagram: what arrived, what left, and what is in between."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Tone, Twin
from altaclario.charts.messages import Message, Text, plain
from altaclario.metrics.cfd import Edges, Flow

_LOADING = Message("This diagram needs the whole history, which is still being read. It appears when that is there.")
_EMPTY = Message("Nothing was in progress or got done in these days. Each stage appears here as a band.")


def chart(days: Sequence[date], bands: Flow | None, edges: Edges | None) -> Chart:
    """Bands of done, waiting and active, and the two lines above and below them; None while history is loading.

    >>> from altaclario.charts.messages import english
    >>> from altaclario.metrics import cfd
    >>> none, some = np.zeros(2, int), np.array([2, 3])
    >>> bands = Flow(backlog=none, active=some, waiting=none, done=some)
    >>> english(chart([date(2026, 3, 2), date(2026, 3, 3)], bands, cfd.edges(bands)).finding)
    'In progress grew from 2 to 3 items'
    """
    if bands is None or edges is None or not len(days) or not (bands.wip.any() or edges.departures.any()):
        why = _LOADING if bands is None else _EMPTY
        return Chart("cumulative-flow", Message("No cumulative flow to show"), _caption(days), None, _twin((), {}), why)
    return Chart(
        name="cumulative-flow",
        finding=_finding(bands.wip),
        caption=_caption(days),
        drawing=_drawing(days, bands, edges),
        twin=_twin(days, _columns(bands, edges)),
    )


def _finding(wip: NDArray[np.int64]) -> Text:
    first, last = int(wip[0]), int(wip[-1])
    if first == last:
        return Message("As many in progress at the end as at the beginning: {items}", {"items": wording.items(last)})
    text = "In progress grew from {first} to {last}" if last > first else "In progress shrank from {first} to {last}"
    return Message(text, {"first": first, "last": wording.items(last)})


def _caption(days: Sequence[date]) -> Text:
    what = Message("Items by stage at the end of each day, as known then; the lines are what came and what left")
    return wording.joined([what, wording.span(days[0], days[-1])] if days else [what])


def _drawing(days: Sequence[date], bands: Flow, edges: Edges) -> Drawing:
    areas = [_area(Message("Done"), "seq-2", days, edges.departures)]
    if bands.waiting.any():
        areas.append(_area(Message("Waiting"), "cat-3", days, bands.waiting))
    areas.append(_area(Message("Active"), "seq-4", days, bands.active))
    return Drawing(
        x=Axis("day", first=days[0].isoformat(), last=days[-1].isoformat()),
        y=Axis("value", name=Message("items")),
        marks=(
            Mark("line", Message("Departures"), "cat-1", _points(days, edges.departures), end=Message("Departures")),
            Mark("line", Message("Arrivals"), "cat-2", _points(days, edges.arrivals), end=Message("Arrivals")),
            *areas,
        ),
    )


def _area(name: Text, tone: Tone, days: Sequence[date], band: NDArray[np.int64]) -> Mark:
    return Mark("area", name, tone, _points(days, band), stack="stages")


def _points(days: Sequence[date], values: NDArray[np.int64]) -> tuple[tuple[str, int], ...]:
    return tuple(zip((day.isoformat() for day in days), values.tolist(), strict=True))


def _columns(bands: Flow, edges: Edges) -> dict[str, NDArray[np.int64]]:
    """The columns of the table; one for waiting where any status counts as such."""
    waiting = {"Waiting": bands.waiting} if bands.waiting.any() else {}
    ends = {"Arrivals": edges.arrivals, "Departures": edges.departures}
    return {**ends, "Active": bands.active, **waiting, "In progress": bands.wip}


def _twin(days: Sequence[date], columns: Mapping[str, NDArray[np.int64]]) -> Twin:
    numbers = [[str(value) for value in column.tolist()] for column in columns.values()]
    rows = tuple(zip(map(plain, days), *numbers, strict=True)) if numbers else ()
    return Twin(tuple(map(Message, ("Day", *columns))), rows, frozenset(range(1, len(columns) + 1)))
