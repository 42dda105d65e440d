"""How far each parent of a release is: what is done, in progress, defined, or not even estimated."""

from collections.abc import Sequence
from dataclasses import dataclass

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Tone, Twin
from altaclario.charts.messages import Message, Text, counted, plain

MOST = 12
_NO_PARENT = Message("No parent")


@dataclass(frozen=True, slots=True)
class Row:
    """The items of one parent (empty: of none): the first four make up all of them."""

    parent: str
    done: int
    in_progress: int
    defined: int
    unestimated: int
    blocked: int

    @property
    def items(self) -> int:
        """All of them."""
        return self.done + self.in_progress + self.defined + self.unestimated


def chart(rows: Sequence[Row], *, has_points: bool, why: Text) -> Chart:
    """A bar for each parent, the one with the most left first; hatched for what is not estimated.

    >>> from altaclario.charts.messages import english
    >>> english(chart([Row("PAY-1", 2, 1, 0, 3, 0), Row("PAY-2", 2, 0, 0, 0, 0)], has_points=True, why="").finding)
    '1 of 2 parents is done; most is left of PAY-1: 4 items'
    """
    shown = rows[:MOST]
    beyond = len(rows) - len(shown)
    return Chart(
        name="readiness",
        finding=_finding(rows),
        caption=wording.joined(
            [
                Message("Items of the release by parent, and where they stand"),
                Message("hatched: not begun and not estimated") if has_points else "",
                counted("{count} more is in the table", "{count} more are in the table", beyond) if beyond > 0 else "",
            ]
        ),
        drawing=_drawing(shown, has_points=has_points) if shown else None,
        twin=_twin(rows, has_points=has_points),
        why=why,
    )


def _finding(rows: Sequence[Row]) -> Text:
    if not rows:
        return Message("Nothing is in it")
    parents = [one for one in rows if one.parent]
    if not parents:
        return Message("None of its items has a parent that was read")
    most = max(parents, key=lambda one: one.items - one.done)
    ready = sum(one.items == one.done for one in parents)
    if ready == len(parents):
        return counted("The one parent is done", "All {count} parents are done", ready)
    return counted(
        "{count} of {all} parents is done; most is left of {key}: {items}",
        "{count} of {all} parents are done; most is left of {key}: {items}",
        ready,
        all=len(parents),
        key=most.parent,
        items=wording.items(most.items - most.done),
    )


def _drawing(rows: Sequence[Row], *, has_points: bool) -> Drawing:
    columns: list[tuple[Message, Tone, list[int], bool]] = [
        (Message("Done"), "cat-1", [one.done for one in rows], False),
        (Message("In progress"), "seq-2", [one.in_progress for one in rows], False),
        (Message("Defined") if has_points else Message("Not begun"), "cat-2", [one.defined for one in rows], False),
        (Message("Not estimated"), "muted", [one.unestimated for one in rows], True),
    ]
    marks = [
        Mark(
            "bars",
            name,
            tone,
            tuple((count, place) for place, count in enumerate(counts) if count),
            stack="readiness",
            is_hatched=is_hatched,
            tips=tuple(
                (rows[place].parent or _NO_PARENT, name, wording.items(count))
                for place, count in enumerate(counts)
                if count
            ),
        )
        for name, tone, counts, is_hatched in columns
    ]
    return Drawing(
        x=Axis("value", name=Message("items")),
        y=Axis("category", categories=tuple(one.parent or _NO_PARENT for one in rows)),
        marks=tuple(mark for mark in marks if mark.points),
    )


def _twin(rows: Sequence[Row], *, has_points: bool) -> Twin:
    heads = ["Parent", "Items", "Done", "In progress", "Defined" if has_points else "Not begun", "Blocked"]
    heads += ["Not estimated"] if has_points else []
    cells = [
        (
            one.parent or _NO_PARENT,
            *map(plain, (one.items, one.done, one.in_progress, one.defined, one.blocked)),
            *([plain(one.unestimated)] if has_points else []),
        )
        for one in rows
    ]
    return Twin(tuple(map(Message, heads)), tuple(cells), frozenset(range(1, len(heads))))
