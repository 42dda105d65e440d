"""The scope of a sprint as a ledger: what was committed, came in, went out, was re-estimated, got done, is left."""

from collections.abc import Sequence
from dataclasses import dataclass

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Tone, Twin
from altaclario.charts.messages import Message, Text, counted
from altaclario.charts.wording import Measure


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: its items by key, and their amount in the measure of the page; None where there is none."""

    keys: tuple[str, ...]
    amount: float | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Committed, added, removed, re-estimated, done and left, in this order; what else is told stands in the table."""

    lines: tuple[Entry, ...]
    done_before_start: tuple[str, ...] = ()
    left_and_returned: tuple[str, ...] = ()
    carried_over: tuple[str, ...] = ()


def chart(scope: Scope | None, measure: Measure, *, why: Text) -> Chart:
    """A bar for each line; re-estimates are hatched, because they are no scope. `why` says why there is no ledger.

    >>> from altaclario.charts.messages import english
    >>> one, none = Entry(("PAY-9",), 1), Entry((), 0)
    >>> english(chart(Scope((none, one, none, none, none, one)), "items", why="").finding)
    '1 item came in later'
    """
    return Chart(
        name="scope",
        finding=Message("No scope to show") if scope is None else _finding(scope),
        caption=_caption(measure),
        drawing=None if scope is None else _drawing(scope, measure),
        twin=Twin((), ()) if scope is None else _twin(scope, measure),
        why=why,
    )


def _finding(scope: Scope) -> Text:
    _, added, removed, *_ = scope.lines
    return moved(len(added.keys), len(removed.keys))


def moved(added: int, removed: int) -> Text:
    """How many came in and went out after the start, as a sentence without its stop.

    >>> from altaclario.charts.messages import english
    >>> english(moved(3, 1)), english(moved(0, 0))
    ('3 items came in later, 1 went out', 'Nothing came in or went out after the start')
    """
    if not added and not removed:
        return Message("Nothing came in or went out after the start")
    if not removed:
        return counted("{count} item came in later", "{count} items came in later", added)
    if not added:
        return counted("{count} item went out later", "{count} items went out later", removed)
    return Message("{came} came in later, {went} went out", {"came": wording.items(added), "went": removed})


def _caption(measure: Measure) -> Text:
    if measure == "points":
        how = Message("points as estimated then; re-estimated is the change inside the sprint, it is not scope")
    else:
        how = Message("items; those with another estimate than at first stand apart, they are not scope")
    return wording.joined([Message("Scope of the sprint"), how])


_NAMES: tuple[tuple[str, Tone], ...] = (
    ("Committed", "muted"),
    ("Added", "cat-2"),
    ("Removed", "ink-2"),
    ("Re-estimated", "muted"),
    ("Done", "cat-1"),
    ("Left", "seq-2"),
)
_RE_ESTIMATED = "Re-estimated"


def _drawing(scope: Scope, measure: Measure) -> Drawing:
    rows = zip(_NAMES, scope.lines, strict=True)
    shown = [(name, tone, entry.amount) for (name, tone), entry in rows if entry.amount is not None]
    marks = [
        Mark("bars", Message(name), tone, ((amount, place),), is_hatched=name == _RE_ESTIMATED)
        for place, (name, tone, amount) in enumerate(shown)
    ]
    return Drawing(
        x=Axis("value", name=Message("points") if measure == "points" else Message("items")),
        y=Axis("category", categories=tuple(Message(name) for name, _, _ in shown)),
        marks=tuple(marks),
    )


def _twin(scope: Scope, measure: Measure) -> Twin:
    lines = zip(_NAMES, scope.lines, strict=True)
    rows = [_row(Message(name), entry.keys, entry.amount, measure) for (name, _), entry in lines]
    beside: Sequence[tuple[Text, tuple[str, ...]]] = (
        (Message("Carried over to a later sprint"), scope.carried_over),
        (Message("Left and returned"), scope.left_and_returned),
        (Message("Done before the start, in no ratio"), scope.done_before_start),
    )
    rows += [_row(name, keys, None, measure) for name, keys in beside if keys]
    heads = [Message("Line"), Message("Items"), Message("Points"), Message("Which")]
    if measure == "items":
        del heads[2]
    return Twin(tuple(heads), tuple(rows), frozenset({1, 2} if measure == "points" else {1}))


def _row(name: Text, keys: tuple[str, ...], amount: float | None, measure: Measure) -> tuple[Text, ...]:
    points = (wording.number(amount),) if measure == "points" else ()
    return (name, str(len(keys)), *points, wording.keys(keys))
