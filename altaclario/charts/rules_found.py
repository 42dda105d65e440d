"""What hygiene rules found: how many items each, and the cycle time without them."""

from collections.abc import Sequence
from dataclasses import dataclass

from altaclario.charts import by_name, wording
from altaclario.charts.by_name import Bar
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Twin
from altaclario.charts.messages import Message, Text, counted
from altaclario.metrics.trust import Effect


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: what it is called, how many items it found, about how many it can speak, and what they do."""

    name: Text
    found: int
    of: int
    effect: Effect

    @property
    def share(self) -> str:
        """What it found of what it looked at; a dash where it looked at nothing."""
        return f"{wording.percent(self.found / self.of)} %" if self.of else "–"


def found(rows: Sequence[Row], share: int | None) -> Chart:
    """A bar for each rule that found anything; the table has them all.

    >>> from altaclario.charts.messages import english
    >>> from altaclario.metrics.trust import Headline
    >>> calm = Effect(Headline(8, 5, 3), Headline(8, 5, 3))
    >>> english(found([Row("No start", 3, 40, calm), Row("Backwards", 0, 40, calm)], 85).finding)
    'Most often found: No start, 3 items'
    >>> english(found([Row("No start", 0, 40, calm)], 85).finding)
    'No rule found anything'
    """
    bars = [Bar(one.name, one.found) for one in rows if one.found]
    longest = by_name.longest(bars)
    finding: Text = Message("No rule found anything")
    if longest:
        values = {"items": wording.items(int(longest[0].length)), "name": longest[0].name}
        finding = Message("Most often found: {name}, {items}", values)
    silent = sum(not one.of for one in rows)
    parts = [
        counted("Items found by {count} rule", "Items found by each of {count} rules", len(rows)),
        counted("{count} had nothing to look at", "{count} had nothing to look at", silent) if silent else "",
        by_name.left_out(bars),
    ]
    return Chart(
        name="rules",
        finding=finding,
        caption=wording.joined(parts),
        drawing=by_name.drawing(bars, Message("items")),
        twin=_twin(rows, share),
        why=Message("Nothing to mend: no rule found an item."),
    )


def effects(rows: Sequence[Row], share: int | None, before: float | None) -> Chart:
    """The cycle time that would be told without the items of each rule, against the one that is.

    >>> from altaclario.charts.messages import english
    >>> from altaclario.metrics.trust import Headline
    >>> slow = Effect(Headline(8, 5, 3), Headline(6, 5, 3))
    >>> english(effects([Row("No start", 3, 40, slow)], 85, 8).finding)
    'No start: p85 moves by +2 days'
    """
    moved = [(abs(by), one) for one in rows if one.found and (by := one.effect.cycle_days)]
    moved.sort(key=lambda pair: -pair[0])
    shown = [one for _, one in moved][: by_name.MOST]
    return Chart(
        name="effects",
        finding=_finding(shown, share),
        caption=wording.joined(
            [Message("Cycle time p{share} without the items of a rule, in days", {"share": share or 0})]
            if share
            else [Message("No percentile of cycle time was chosen")]
        ),
        drawing=_drawing(shown, before) if before is not None and shown else None,
        twin=_without(shown, share, before),
        why=Message("No rule moves cycle time: without what it found, the same would be told."),
    )


def moves(by: float | None, one: str, many: str) -> Text:
    """A change of a figure as a cell; a dash where it cannot be told.

    >>> from altaclario.charts.messages import english
    >>> english(moves(2.0, "{by} day", "{by} days")), english(moves(None, "", ""))
    ('+2 days', '–')
    """
    if by is None:
        return "–"
    return Message(one if abs(by) == 1 else many, {"by": wording.signed(by)})


def _finding(shown: Sequence[Row], share: int | None) -> Text:
    if not shown or not share:
        return Message("No rule moves cycle time")
    by = moves(shown[0].effect.cycle_days, "{by} day", "{by} days")
    return Message("{name}: p{share} moves by {by}", {"name": shown[0].name, "share": share, "by": by})


def _drawing(shown: Sequence[Row], before: float) -> Drawing:
    names = (Message("With all items"), *(one.name for one in shown))
    points = tuple((one.effect.without.cycle_days or 0, place) for place, one in enumerate(shown, 1))
    return Drawing(
        x=Axis("value", name=Message("days")),
        y=Axis("category", categories=names),
        marks=(
            Mark("bars", Message("With all items"), "seq-2", ((before, 0),), is_context=True),
            Mark("bars", Message("Without them"), "cat-1", points),
        ),
    )


def _without(shown: Sequence[Row], share: int | None, before: float | None) -> Twin:
    values = {"share": share or 0}
    heads = (Message("Rule"), Message("p{share} with all", values), Message("p{share} without", values))
    lines = [(one.name, wording.number(before), wording.number(one.effect.without.cycle_days)) for one in shown]
    return Twin(heads, tuple(lines), frozenset({1, 2}))


def _twin(rows: Sequence[Row], share: int | None) -> Twin:
    heads = (
        Message("Rule"),
        Message("Found"),
        Message("Looked at"),
        Message("Share"),
        Message("Moves p{share}", {"share": share or 0}),
        Message("Moves throughput"),
        Message("In progress"),
    )
    lines = [
        (
            one.name,
            str(one.found),
            str(one.of),
            one.share,
            moves(one.effect.cycle_days, "{by} day", "{by} days"),
            moves(one.effect.weekly, "{by} a week", "{by} a week"),
            str(one.effect.in_progress),
        )
        for one in rows
    ]
    return Twin(heads, tuple(lines), frozenset({1, 2, 6}))
