"""The headline figures of the flow page, each with its recipe."""

from altaclario.charts import wording
from altaclario.charts.figures import Figure, Recipe
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.dashboards import recipes
from altaclario.dashboards.flow.answers import FlowAnswer
from altaclario.metrics import percentiles
from altaclario.metrics.percentiles import Spread
from altaclario.metrics.service_level import PROPOSED_FROM_DAYS, Expectation
from altaclario.metrics.settings import Settings

NONE = "–"
"""What stands where there is no figure."""

_CYCLE = Message("finished day − started day + 1; the smallest value with so many % of the items at or below it")
_ELAPSED = Message("time from start to finish; the smallest value with so many % of the items at or below it")
_LEAD = Message("finished day − created day + 1; the smallest value with so many % of the items at or below it")
_WIP = Message("items in an active or waiting stage at the end of the last day; age = that day − started day + 1")
_HITS = Message("finished items that took no longer than the service level expectation ÷ finished items")
_EFFICIENCY = Message("active ÷ (active + waiting), of the time that finished items spent in work")


def figures(answer: FlowAnswer, settings: Settings) -> tuple[Figure, ...]:
    """Cycle time, throughput, in progress, hit rate, lead time; flow efficiency once a status counts as waiting."""
    shown = (_cycle, _throughput, _wip, _hit_rate, _lead)
    found = [one(answer, settings) for one in shown]
    if answer.figures.flow_efficiency is not None:
        found.append(_efficiency(answer.figures.flow_efficiency, answer, settings))
    return tuple(found)


def _cycle(answer: FlowAnswer, settings: Settings) -> Figure:
    remarks = dict(answer.remarks)
    bare = remarks.pop("no history", 0)
    recipe = recipes.recipe(
        _ELAPSED if settings.elapsed else _CYCLE,
        ("Counted", _finished(answer.figures.cycle_days.n)),
        ("Left out", recipes.tally({"no history": bare})),
        ("Noted", recipes.tally(remarks)),
        *ground(answer, settings),
        of="durations-cycle_days",
    )
    return _spread("Cycle time", answer.figures.cycle_days, recipe, bare=bare)


def _lead(answer: FlowAnswer, settings: Settings) -> Figure:
    lead = answer.figures.lead_days
    recipe = recipes.recipe(_LEAD, ("Counted", _finished(lead.n)), *ground(answer, settings), of="durations-lead_days")
    return _spread("Lead time", lead, recipe, bare=0)


def _spread(name: str, spread: Spread, recipe: Recipe, *, bare: int) -> Figure:
    """The main percentile of a length, beside the half, and what weakens it."""
    share = percentiles.main(spread.percentiles)
    length = None if share is None else spread.percentiles[share]
    if length is None:
        return Figure(Message(name), NONE, "", Message("nothing was finished that could tell"), recipe)
    half = spread.percentiles.get(50)
    parts: list[Text] = [wording.items(spread.n)]
    if half is not None and share != 50:
        parts.insert(0, Message("half within {days}", {"days": wording.days(half)}))
    return Figure(
        name=Message("{name} p{share}", {"name": Message(name), "share": share or 0}),
        value=plain(length),
        unit=Message("day") if length == 1 else Message("days"),
        context=wording.joined(parts),
        recipe=recipe,
        doubt=_doubt(spread.n, bare),
    )


def _doubt(n: int, bare: int) -> Text:
    if n < wording.ENOUGH:
        return Message("needs {least} finished items, has {found}", {"least": wording.ENOUGH, "found": n})
    return counted("{count} item left out: no history", "{count} items left out: no history", bare) if bare else ""


def _throughput(answer: FlowAnswer, settings: Settings) -> Figure:
    done = answer.figures.throughput
    recipe = recipes.recipe(
        Message(
            "items finished a week, {week}; the median of the complete weeks",
            {"week": wording.week(settings.week_start)},
        ),
        ("Counted", _finished(done.total)),
        ("Day", _counted_on(settings)),
        *ground(answer, settings),
        of="throughput-throughput",
    )
    name = Message("Throughput")
    if not answer.series.days:
        return Figure(name, NONE, "", Message("no day to tell about yet"), recipe)
    if done.per_week_median is None:
        unit = Message("item") if done.total == 1 else Message("items")
        return Figure(name, plain(done.total), unit, Message("in less than a whole week"), recipe)
    values = {"total": done.total, "least": done.per_week_min or 0, "most": done.per_week_max or 0}
    context = Message("{total} finished, {least} to {most} a week", values)
    return Figure(name, plain(done.per_week_median), Message("a week"), context, recipe)


def _wip(answer: FlowAnswer, settings: Settings) -> Figure:
    wip, age = answer.figures.wip, answer.figures.total_age_days
    recipe = recipes.recipe(
        _WIP,
        ("Day", Message("end of {day}", {"day": answer.last})),
        ("Clock", wording.joined([wording.clock(settings), recipes.calendar(settings)], by=": ")),
        ("Limits", _limits(answer, settings)),
        ("Not counted", recipes.tally(answer.left_out)),
        ("Noted", recipes.tally(answer.open_remarks)),
        ("The reading noticed", recipes.tally(answer.items.snapshot.findings)),
        of="wip-ageing",
    )
    name = Message("In progress")
    if wip is None:
        return Figure(name, NONE, "", Message(answer.reasons["wip"]), recipe)
    unit = Message("item") if wip == 1 else Message("items")
    total = Message("total age {days}", {"days": wording.days(age or 0)})
    return Figure(name, plain(wip), unit, total, recipe, doubt=_excess(answer))


def _limits(answer: FlowAnswer, settings: Settings) -> Text:
    """The limits of the statuses that have one."""
    named = {one.id: one.name for one in answer.items.snapshot.statuses}
    return wording.joined(
        (
            Message("{status} {limit}", {"status": named[id], "limit": limit})
            for id, limit in settings.wip_limits.items()
            if id in named
        ),
        by=", ",
    )


def _excess(answer: FlowAnswer) -> Text:
    """Where there is more than a limit says."""
    told = (
        Message(
            "{items} in {status}, whose limit is {limit}",
            {"items": wording.items(one.items), "status": one.status, "limit": one.limit},
        )
        for one in answer.beyond_limits
    )
    return wording.joined(told, by="; ")


def _hit_rate(answer: FlowAnswer, settings: Settings) -> Figure:
    expectation, hits = answer.figures.expectation, answer.figures.hits
    recipe = recipes.recipe(
        _HITS,
        ("Expectation", "" if expectation is None else _expectation(expectation)),
        ("Chosen", "" if expectation is None else _chosen(expectation)),
        ("Counted", _finished(hits.n if hits else 0)),
        ("Left out", recipes.tally({"no history": answer.remarks.get("no history", 0)})),
        *ground(answer, settings),
        of="service_level-hits",
    )
    name = Message("SLE hit rate")
    if expectation is None or hits is None:
        return Figure(name, NONE, "", Message(answer.reasons["service_level"]), recipe)
    if hits.share is None:
        return Figure(name, NONE, "", Message("nothing was finished that could tell"), recipe)
    days = wording.days(expectation.days)
    context = Message("{within} of {all} within {days}", {"within": hits.within, "all": hits.n, "days": days})
    doubt = "" if expectation.is_chosen else Message("proposed")
    return Figure(name, wording.percent(hits.share), "%", context, recipe, doubt, exact=100 * hits.share)


def _expectation(expectation: Expectation) -> Text:
    days = wording.days(expectation.days)
    return Message("{share} % of items within {days}", {"share": expectation.share, "days": days})


def _chosen(expectation: Expectation) -> Text:
    if expectation.is_chosen:
        return Message("by the team")
    return counted(
        "by nobody yet; this is our proposal from {count} item finished in the last {days} days",
        "by nobody yet; this is our proposal from {count} items finished in the last {days} days",
        expectation.n,
        days=PROPOSED_FROM_DAYS,
    )


def _efficiency(share: float, answer: FlowAnswer, settings: Settings) -> Figure:
    rows = (("Counted", _finished(answer.figures.throughput.total)), *ground(answer, settings))
    context = Message("of the time in work was not waiting")
    recipe = recipes.recipe(_EFFICIENCY, *rows, of="time_in_stage-flow_efficiency")
    return Figure(Message("Flow efficiency"), wording.percent(share), "%", context, recipe, exact=100 * share)


def _finished(count: int) -> Text:
    return counted("{count} finished item", "{count} finished items", count)


def _counted_on(settings: Settings) -> Text:
    if settings.clock == "calendar":
        return Message("the day of the current finish")
    return Message("the day of the current finish; one on a day off counts on the next working day")


def ground(answer: FlowAnswer, settings: Settings) -> tuple[tuple[str, Text], ...]:
    """What every figure of a window stands on, as rows of its recipe."""
    return (
        ("Not counted", recipes.tally(answer.left_out)),
        ("Clock", wording.joined([wording.clock(settings), recipes.calendar(settings)], by=": ")),
        ("Window", recipes.window(answer.first, answer.last, settings)),
        ("The reading noticed", recipes.tally(answer.items.snapshot.findings)),
    )
