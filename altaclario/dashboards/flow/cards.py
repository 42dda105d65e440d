"""The figures that stand in the cards of the flow page, each with its recipe."""

from altaclario.charts import wording
from altaclario.charts.figures import Figure
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.dashboards import recipes
from altaclario.dashboards.flow.answers import FlowAnswer
from altaclario.dashboards.flow.blocked_items import BlockedItems
from altaclario.dashboards.flow.figures import NONE, ground
from altaclario.metrics import littles_law, xmr
from altaclario.metrics.littles_law import Check
from altaclario.metrics.questions import FlowQuestion
from altaclario.metrics.settings import Settings
from altaclario.metrics.xmr import Process

_LAW = Message(
    "items in progress at the end of an average day ÷ (finished a day × ends of days that each was in progress: cycle "
    "time − 1); from 0.8 to 1.25 it holds"
)
_LIMITS = Message(
    "average of the baseline ± 2.66 × mean distance of neighbours, not below 0; a signal is a point outside, the 8th "
    "in a row on one side of the average, 2 of 3 beyond 2σ on one side"
)
_SHARE = Message("finished items that were flagged while in an active or waiting stage ÷ finished items")
_HALF = Message(
    "time flagged while in an active or waiting stage: so much or less in half of the finished items that were"
)
_NOW = Message("items in an active or waiting stage that are flagged at the end of the last day")


def law(answer: FlowAnswer, settings: Settings) -> tuple[Figure, ...]:
    """Whether the law of Little holds; nothing without a day to tell about."""
    check = answer.figures.littles_law
    if check is None:
        return ()
    recipe = recipes.recipe(
        _LAW,
        ("In progress", Message("{count} on average", {"count": wording.tenths(check.wip)})),
        ("Finished a day", plain(round(check.per_day, 2))),
        ("In progress for", Message("{count} ends of days on average", {"count": wording.tenths(check.nights)})),
        ("Started and finished", Message("{came} and {went}", {"came": check.arrived, "went": check.departed})),
        ("Counted", _finished(check.finished)),
        ("Left out", recipes.tally({"no history": answer.remarks.get("no history", 0)})),
        *ground(answer, settings),
    )
    name, ratio = Message("Little’s law"), check.ratio
    if ratio is None:
        return (Figure(name, NONE, "", _why(check), recipe),)
    return (Figure(name, plain(round(ratio, 2)), "", _verdict(check), recipe),)


def _verdict(check: Check) -> Text:
    sides = {"wip": wording.tenths(check.wip), "expected": wording.tenths(check.expected)}
    if check.fits is None:
        return wording.joined([_why(check), Message("{wip} in progress, {expected} expected", sides)])
    if check.fits:
        return Message("holds: {wip} in progress on average, {expected} expected", sides)
    if check.wip > check.expected:
        return Message("does not hold: {wip} in progress, {expected} expected; some of it hardly moves", sides)
    return Message("does not hold: {wip} in progress, {expected} expected; work went back in between", sides)


def _why(check: Check) -> Text:
    return Message("says nothing: {why}", {"why": Message(check.reason or littles_law.FEW)})


def throughput_limits(answer: FlowAnswer, question: FlowQuestion, settings: Settings) -> tuple[Figure, ...]:
    """The limits of throughput."""
    process = answer.behaviour.weekly
    points = counted("{count} whole week", "{count} whole weeks", len(process.values))
    return (_limits(process, points, Message("a week"), question, ground(answer, settings)),)


def cycle_limits(answer: FlowAnswer, question: FlowQuestion, settings: Settings) -> tuple[Figure, ...]:
    """The limits of cycle time."""
    process = answer.behaviour.cycle
    older = answer.behaviour.finished - len(process.values)
    rows = (("Left out", recipes.tally({"older": older, "no history": answer.remarks.get("no history", 0)})),)
    return (
        _limits(process, _finished(len(process.values)), Message("days"), question, (*rows, *ground(answer, settings))),
    )


def _limits(
    process: Process, points: Text, unit: Text, question: FlowQuestion, rows: tuple[tuple[str, Text], ...]
) -> Figure:
    limits, name = process.limits, Message("Natural limits")
    base: Text = Message("the first half of the window") if question.baseline == "half" else Message("the whole window")
    if limits is None:
        recipe = recipes.recipe(_LIMITS, ("Points", points), ("Baseline", base), *rows)
        needs = {"least": xmr.ENOUGH, "found": len(process.values)}
        return Figure(
            name, NONE, "", Message("needs {least} points in the baseline, has {found} in all", needs), recipe
        )
    recipe = recipes.recipe(
        _LIMITS,
        ("Points", points),
        ("Baseline", Message("{base}, {n} points", {"base": base, "n": limits.n})),
        ("Average", wording.tenths(limits.centre)),
        ("Sigma", wording.tenths(limits.sigma)),
        *rows,
    )
    ends = {"lower": wording.tenths(limits.lower), "upper": wording.tenths(limits.upper)}
    changes = len(process.changes)
    signals = counted("{count} signal", "{count} signals", changes) if changes else Message("no signal")
    context = Message("{average} on average, {signals}", {"average": wording.tenths(limits.centre), "signals": signals})
    return Figure(name, Message("{lower} to {upper}", ends), unit, context, recipe)


def blocked(answer: FlowAnswer, settings: Settings) -> tuple[Figure, ...]:
    """How many items were blocked, how long, and how many are now; nothing where the tracker tells of no flags."""
    found = answer.blocked
    if found is None:
        return ()
    return (
        _blocked_share(found, answer, settings),
        _blocked_half(found, answer, settings),
        _blocked_now(found, answer),
    )


def _blocked_share(found: BlockedItems, answer: FlowAnswer, settings: Settings) -> Figure:
    recipe = recipes.recipe(
        _SHARE,
        ("Counted", _finished(found.of_finished)),
        ("Left out", recipes.tally({"no history": answer.remarks.get("no history", 0)})),
        *ground(answer, settings),
    )
    name = Message("Had been blocked")
    if found.share is None:
        return Figure(name, NONE, "", Message("nothing was finished that could tell"), recipe)
    values = {"blocked": found.finished, "all": found.of_finished}
    context = Message("{blocked} of {all} finished items", values)
    return Figure(name, wording.percent(found.share), "%", context, recipe, exact=100 * found.share)


def _blocked_half(found: BlockedItems, answer: FlowAnswer, settings: Settings) -> Figure:
    recipe = recipes.recipe(_HALF, ("Counted", _finished(found.finished)), *ground(answer, settings))
    half, name = found.half_days(settings), Message("Blocked for")
    if half is None:
        return Figure(name, NONE, "", Message("no finished item had been blocked"), recipe)
    context = Message("or less in half of the cases, {clock}", {"clock": wording.clock(settings)})
    value = wording.tenths(half)
    return Figure(name, value, Message("day") if value == "1" else Message("days"), context, recipe)


def _blocked_now(found: BlockedItems, answer: FlowAnswer) -> Figure:
    now = [one for one in found if one.since]
    recipe = recipes.recipe(
        _NOW,
        ("Which", wording.keys(one.key for one in now)),
        ("Counted", wording.items(len(answer.in_progress))),
        ("Day", Message("end of {day}", {"day": answer.last})),
    )
    oldest = min((one.since for one in now if one.since), default=None)
    context = Message("longest since {day}", {"day": oldest}) if oldest else Message("nothing in progress is flagged")
    unit = Message("item") if found.now == 1 else Message("items")
    return Figure(Message("Blocked now"), plain(found.now), unit, context, recipe)


def _finished(count: int) -> Text:
    return counted("{count} finished item", "{count} finished items", count)
