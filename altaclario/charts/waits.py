"""Which team waits for which: a cell for each pair, darker the more items wait."""

from collections.abc import Sequence
from typing import Literal

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Band, Chart, Drawing, Mark, Twin
from altaclario.charts.messages import Message, Text, Value, counted, plain

_TONES: tuple[Literal["band-1", "band-2", "band-3", "band-4"], ...] = ("band-1", "band-2", "band-3", "band-4")
_HALF = 0.47


def chart(teams: Sequence[str], between: Sequence[Sequence[int]], items: int) -> Chart:
    """Rows wait for columns.

    >>> from altaclario.charts.messages import english
    >>> english(chart(["Kestrel", "Heron"], [[0, 2], [0, 0]], 2).finding)
    'Kestrel waits for Heron the most: 2 items'
    """
    return Chart(
        name="waits",
        finding=_finding(teams, between),
        caption=wording.joined(
            [
                Message("Open items of a row that an open item of the column blocks, by the links of today"),
                counted("{count} item waits", "{count} items wait", items),
            ]
        ),
        drawing=_drawing(teams, between) if items else None,
        twin=_twin(teams, between),
        why=Message("No open item waits for an open item of another team. Each wait appears here as a cell."),
    )


def _finding(teams: Sequence[str], between: Sequence[Sequence[int]]) -> Text:
    cells = [(count, row, column) for row, counts in enumerate(between) for column, count in enumerate(counts)]
    count, row, column = max(cells, key=lambda cell: cell[0], default=(0, 0, 0))
    if not count:
        return Message("No team waits for another")
    values: dict[str, Value] = {"team": teams[row], "other": teams[column], "items": wording.items(count)}
    return Message("{team} waits for {other} the most: {items}", values)


def _drawing(teams: Sequence[str], between: Sequence[Sequence[int]]) -> Drawing:
    most = max(max(counts) for counts in between)
    cells = [(row, column, count) for row, counts in enumerate(between) for column, count in enumerate(counts) if count]
    return Drawing(
        x=Axis("category", name=Message("waits for"), categories=tuple(teams)),
        y=Axis("category", categories=tuple(teams)),
        marks=(
            Mark(
                kind="dots",
                name=Message("Waiting"),
                tone="cat-1",
                points=tuple((column, row) for row, column, _ in cells),
                notes=tuple(plain(count) for _, _, count in cells),
                tips=tuple(
                    (teams[row], Message("waits for {team}", {"team": teams[column]}), wording.items(count))
                    for row, column, count in cells
                ),
            ),
        ),
        bands=tuple(
            Band(_TONES[-(-4 * count // most) - 1], column, column, low=row + _HALF, high=row - _HALF)
            for row, column, count in cells
        ),
    )


def _twin(teams: Sequence[str], between: Sequence[Sequence[int]]) -> Twin:
    heads: tuple[Text, ...] = (Message("Team"), *(Message("for {team}", {"team": team}) for team in teams))
    rows = tuple(
        (team, *("–" if place == row else plain(count) for place, count in enumerate(counts)))
        for row, (team, counts) in enumerate(zip(teams, between, strict=True))
    )
    return Twin(heads, rows, frozenset(range(1, len(heads))))
