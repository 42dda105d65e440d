"""The flow page: how long work takes, what is under way, how much gets done."""

from dataclasses import asdict, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.charts import blocked, cumulative, lengths, scatter, weekly, wording
from altaclario.charts.blocked import Held
from altaclario.charts.drawing import Chart
from altaclario.charts.messages import Message, Text, counted
from altaclario.charts.panels import Page
from altaclario.charts.scatter import Finished
from altaclario.dashboards import ageing_items, item_lists, recipes
from altaclario.dashboards.flow import cards as flow_cards
from altaclario.dashboards.flow import figures as flow_figures
from altaclario.dashboards.flow.answers import FlowAnswer
from altaclario.dashboards.questions import Asked
from altaclario.metrics import percentiles
from altaclario.metrics.percentiles import Spread
from altaclario.metrics.questions import FlowQuestion
from altaclario.metrics.settings import Settings


def page(answer: FlowAnswer, asked: Asked[FlowQuestion], today: date) -> Page:
    """The answer as a page. It has words for every case in which there is no figure."""
    return Page(
        question=Message("How long does work take, what is under way, how much gets done?"),
        answer=_answer(answer),
        more=_more(answer),
        as_of=_as_of(asked, today),
        filters=asked.filters,
        figures=flow_figures.figures(answer, asked.settings),
        charts=_charts(answer, asked),
        items=item_lists.in_progress(answer.in_progress, answer.pacing, answer.last),
        notes=(*asked.notes, *_notes(answer)),
        earlier=asked.earlier,
        later=asked.later,
    )


def _as_of(asked: Asked[FlowQuestion], today: date) -> Text:
    if asked.today == today:
        return recipes.as_of(today, asked.settings)
    then = Message("As it was known at the end of {day}", {"day": asked.today})
    rest = Message("types, boards and resolutions as of today, without what was deleted since")
    return wording.joined([then, asked.settings.zone, wording.clock(asked.settings), rest])


def _answer(answer: FlowAnswer) -> Text:
    cycle, done = answer.figures.cycle_days, answer.figures.throughput.total
    if not answer.series.days:
        return Message("There is no day to tell about yet.")
    if not done:
        return Message("Nothing was finished in this window.")
    if not cycle.n:
        return counted(
            "{count} item was finished; how long it took is not known.",
            "{count} items were finished; how long they took is not known.",
            done,
        )
    if cycle.n < wording.ENOUGH:
        return counted(
            "Only {count} item with a known start was finished, too few to say how long work takes.",
            "Only {count} items with a known start were finished, too few to say how long work takes.",
            cycle.n,
        )
    return _lengths(cycle)


def _lengths(cycle: Spread) -> Text:
    share = percentiles.main(cycle.percentiles)
    half = cycle.percentiles.get(50)
    if share is None:
        return counted("{count} item was finished.", "{count} items were finished.", cycle.n)
    limit = cycle.percentiles[share] or 0
    if half is None or share == 50:
        text = "{share} % of the items take {limit} or less."
        return Message(text, {"share": share, "limit": wording.days(limit)})
    text = "Half of the items take {half} or less, {share} % take {limit} or less."
    if half == limit:
        text = "Half of the items take {half} or less, and so do {share} %."
    return Message(text, {"half": wording.days(half), "share": share, "limit": limit})


def _more(answer: FlowAnswer) -> Text:
    wip, share = answer.figures.wip, answer.pacing.share
    if wip is None:
        return ""
    if not wip:
        return Message("Nothing is in progress.")
    older = answer.in_progress.beyond(share)
    if not older:
        return counted("{count} item is in progress.", "{count} items are in progress.", wip)
    return counted(
        "Of {wip} in progress, {count} is older than {share} % of them were in its status.",
        "Of {wip} in progress, {count} are older than {share} % of them were in their status.",
        older,
        wip=wording.items(wip),
        share=share or 0,
    )


def _charts(answer: FlowAnswer, asked: Asked[FlowQuestion]) -> tuple[Chart, ...]:
    figures, series, settings, question = answer.figures, answer.series, asked.settings, asked.question
    window = (answer.first, answer.last)
    bare = answer.remarks.get("no history", 0)
    ageing = ageing_items.chart(answer.in_progress, answer.pacing, settings, answer.last)
    rows = flow_figures.ground(answer, settings)
    scattered = scatter.chart(
        _finished(answer, answer.finished),
        figures.cycle_days,
        settings,
        window,
        left_out=bare,
        expectation=figures.expectation,
    )
    behaviour = answer.behaviour
    last = _finished(answer, behaviour.items)
    return (
        scattered,
        ageing_items.with_figure(ageing, answer.in_progress, answer.pacing, rows),
        replace(cumulative.chart(series.days, series.cfd, series.edges), figures=flow_cards.law(answer, settings)),
        replace(
            weekly.chart(series.weeks, figures.throughput, behaviour.weekly, window),
            figures=flow_cards.throughput_limits(answer, question, settings),
        ),
        replace(
            lengths.chart(last, behaviour.cycle, settings, of_all=behaviour.finished),
            figures=flow_cards.cycle_limits(answer, question, settings),
        ),
        replace(_blocked(answer, settings, window), figures=flow_cards.blocked(answer, settings)),
    )


def _blocked(answer: FlowAnswer, settings: Settings, window: tuple[date, date]) -> Chart:
    found = answer.blocked
    if found is None:
        return blocked.chart(None, blocked.Counted(0, 0, 0), settings, window)
    held = [Held(**asdict(one)) for one in found]
    return blocked.chart(held, blocked.Counted(found.of_finished, found.finished, found.now), settings, window)


def _finished(answer: FlowAnswer, places: NDArray[np.intp]) -> list[Finished]:
    """Those of these finished items that have a cycle time."""
    items = answer.items
    known = places[~np.isnan(items.cycle_days.take(places))]
    columns = (answer.counted_on.take(known).tolist(), items.cycle_days.take(known).tolist())
    rows = zip(items.named(known), *columns, strict=True)
    return [Finished(key, kind, day, _number(length), flags) for (key, kind, flags), day, length in rows]


def _number(length: float) -> int | float:
    return int(length) if length.is_integer() else length


def _notes(answer: FlowAnswer) -> list[Text]:
    """What the reader should know first: a window cut short, statuses that nobody lists."""
    found: list[Text] = []
    if "window" in answer.reasons:
        text = "The window begins on {first}, later than asked: {why}."
        found.append(Message(text, {"first": answer.first, "why": Message(answer.reasons["window"])}))
    unlisted = answer.findings.get("unlisted status", 0)
    if unlisted:
        found.append(
            counted(
                "{count} item was in a status that the tracker no longer lists; there it keeps the stage before.",
                "{count} items were in a status that the tracker no longer lists; there they keep the stage before.",
                unlisted,
            )
        )
    return found
