"""A figure as people read it, and how it was counted."""

from dataclasses import dataclass

from altaclario.charts.messages import Text


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a figure was counted: the formula, then pairs such as ("Counted", "107 items")."""

    formula: Text
    rows: tuple[tuple[Text, Text], ...] = ()
    of: str = ""
    """Where the dictionary of figures tells of it, such as "durations-cycle_days"."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `value` is written out, "–" where there is none: then `context` says why."""

    name: Text
    value: Text
    unit: Text
    context: Text
    recipe: Recipe
    doubt: Text = ""
    """What weakens it, such as "12 of 240 items left out: no history"; empty when nothing does."""
    exact: float | str | None = None
    """The number, or the day as 2026-03-31, where `value` says less of it than a program wants, such as whole per cent
    of a share."""
