"""The headline figures of the portfolio page, each with its recipe."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from altaclario.charts import wording
from altaclario.charts.figures import Figure, Recipe
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.charts.shaded_days import LIKELY
from altaclario.dashboards import recipes
from altaclario.dashboards.portfolio.answers import SLIP_DAYS, PortfolioAnswer
from altaclario.dashboards.portfolio.rows import Shown
from altaclario.metrics.settings import Settings

NONE = "–"
_NAMED = 3

_BELOW = Message(
    "P(all of its items are finished by the end of its day) < 70 %; computed exactly, not simulated. The day of a "
    "release is its own; that of a parent is the last one of the releases that it is in, or else of those that each of "
    "its open items is in"
)
_ORDER = Message(
    "parents: each team works on one after the other, the one with the first day first, and several teams are the "
    "product of their chances; releases: the same, as the Releases dashboard tells them"
)
_SLIP = Message("day with the share today − the same day as it read four weeks ago, from what was known then")
_WAITS = Message("open items that an open item of another team blocks, by a link of today; each counts once")
_UNCLASSIFIED = Message(
    "items finished in the last twelve months that are of no class of work ÷ all that were finished"
)


def figures(
    answers: Sequence[PortfolioAnswer], shown: Sequence[Shown], share: int, settings: Settings
) -> tuple[Figure, ...]:
    """Initiatives below 70 %, the largest slip, waits between teams, the share of work without a class."""
    made = (answers, settings)
    return (
        _below(shown, _recipe(_BELOW, *made, ("Order of work", _ORDER))),
        _slip(shown, share, _recipe(_SLIP, *made, ("Share", Message("{share}\u202f%", {"share": share})))),
        _waits(answers, _recipe(_WAITS, *made)),
        _unclassified(answers, _recipe(_UNCLASSIFIED, *made)),
    )


def largest_slip(shown: Sequence[Shown], share: int) -> tuple[Shown, int] | None:
    """The initiative that moved back by the most days in four weeks; None where none did."""
    moved = [(days, one) for one in shown if (days := one.told.slipped(share)) is not None and days > 0]
    if not moved:
        return None
    days, one = max(moved, key=lambda pair: pair[0])
    return one, days


def _below(shown: Sequence[Shown], recipe: Recipe) -> Figure:
    name = Message("Below {share}\u202f%", {"share": round(100 * LIKELY)})
    aimed = [one for one in shown if one.by_then is not None]
    doubtful = [one.name for one in aimed if one.is_doubtful]
    without = len([one for one in shown if one.told.what.target is None])
    if not aimed:
        return Figure(name, NONE, "", _no_target(shown), recipe)
    context = wording.some(doubtful, _NAMED) if doubtful else Message("each is likely to meet its day")
    doubt = Message("{count} without a day", {"count": without}) if without else ""
    return Figure(name, plain(len(doubtful)), Message("of {count}", {"count": len(aimed)}), context, recipe, doubt)


def _no_target(shown: Sequence[Shown]) -> Text:
    if not shown:
        return Message("nothing that is open has a parent or a release")
    return Message("no initiative has both a day and a history to forecast from")


def _slip(shown: Sequence[Shown], share: int, recipe: Recipe) -> Figure:
    name = Message("Largest slip")
    if all(one.told.slipped(share) is None for one in shown):
        return Figure(name, NONE, "", Message("no day can be compared with that of four weeks ago"), recipe)
    found = largest_slip(shown, share)
    if found is None:
        return Figure(
            name, "0", Message("days"), Message("nothing moved back in {days} days", {"days": SLIP_DAYS}), recipe
        )
    one, days = found
    unit = Message("day") if days == 1 else Message("days")
    return Figure(
        name, plain(days), unit, Message("{name}, in {days} days", {"name": one.name, "days": SLIP_DAYS}), recipe
    )


def _waits(answers: Sequence[PortfolioAnswer], recipe: Recipe) -> Figure:
    name = Message("Cross-team waits")
    told = [one.waits for one in answers if one.waits]
    if not told:
        return Figure(name, NONE, "", Message("it takes two teams with work in one tracker"), recipe)
    count = sum(len(one.items) for one in told)
    unit = Message("item") if count == 1 else Message("items")
    pairs = sum(int(np.count_nonzero(one.between)) for one in told)
    context = counted("between {count} pair of teams", "between {count} pairs of teams", pairs)
    return Figure(name, plain(count), unit, context if count else Message("no team waits for another"), recipe)


def _unclassified(answers: Sequence[PortfolioAnswer], recipe: Recipe) -> Figure:
    name = Message("Unclassified")
    every = sum(int(one.allocation.items.sum()) for one in answers)
    bare = sum(int(np.sum(one.allocation.items[:, -1])) for one in answers)
    if not every:
        return Figure(name, NONE, "", Message("nothing was finished in twelve months"), recipe)
    context = Message("{count} of {items} finished in twelve months", {"count": bare, "items": wording.items(every)})
    return Figure(name, wording.percent(bare / every), "%", context, recipe, exact=100 * bare / every)


def _recipe(
    formula: Message, answers: Sequence[PortfolioAnswer], settings: Settings, *rows: tuple[str, Text]
) -> Recipe:
    first: date = min(one.first for one in answers)
    left_out: dict[str, int] = {}
    for one in answers:
        for reason, count in one.left_out.items():
            left_out[reason] = left_out.get(reason, 0) + count
    return recipes.recipe(
        formula,
        *rows,
        ("Counted", wording.items(sum(one.counted for one in answers))),
        ("History", recipes.window(first, max(one.last for one in answers), settings)),
        ("Working days", recipes.calendar(settings)),
        ("Not counted", recipes.tally(left_out)),
    )
