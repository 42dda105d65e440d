"""The flow page: how long work takes, what is under way, how much gets done."""

from datetime import date

from altaclario.charts import ageing, cumulative, scatter, weekly, wording
from altaclario.charts.ageing import Aged
from altaclario.charts.drawing import Chart, Text
from altaclario.charts.messages import Message, counted
from altaclario.charts.panels import Page
from altaclario.charts.scatter import Finished
from altaclario.dashboards import flow_figures, item_lists, open_items, recipes
from altaclario.dashboards.flow_answers import FlowAnswer
from altaclario.dashboards.questions import Asked
from altaclario.metrics.percentiles import Spread, longer, number
from altaclario.metrics.settings import FlowQuestion


def page(answer: FlowAnswer, asked: Asked[FlowQuestion], today: date) -> Page:
    """The answer as a page. It has words for every case in which there is no figure."""
    return Page(
        question=Message("How long does work take, what is under way, how much gets done?"),
        answer=_answer(answer),
        more=_more(answer),
        as_of=recipes.as_of(today, asked.settings),
        filters=asked.filters,
        figures=flow_figures.figures(answer, asked.settings),
        charts=_charts(answer, asked),
        items=item_lists.in_progress(answer.in_progress, answer.figures.cycle_days, answer.last),
        notes=(*asked.notes, *_notes(answer)),
    )


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
    share = scatter.main_share(cycle.percentiles)
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
    wip, limit = answer.figures.wip, ageing.limit_of(answer.figures.cycle_days)
    if wip is None:
        return ""
    if not wip:
        return Message("Nothing is in progress.")
    older = 0 if limit is None else longer(answer.in_progress.age_days, limit[1])
    if limit is None or not older:
        return counted("{count} item is in progress.", "{count} items are in progress.", wip)
    return counted(
        "Of {wip} in progress, {count} is older than that.",
        "Of {wip} in progress, {count} are older than that.",
        older,
        wip=wording.items(wip),
    )


def _charts(answer: FlowAnswer, asked: Asked[FlowQuestion]) -> tuple[Chart, ...]:
    figures, series, settings = answer.figures, answer.series, asked.settings
    window = (answer.first, answer.last)
    order = open_items.order_of_statuses(answer.items.snapshot, asked.question.board)
    aged = [Aged(one.key, one.status, one.stage, one.age_days) for one in answer.in_progress]
    bare = answer.remarks.get("no history", 0)
    return (
        scatter.chart(_finished(answer), figures.cycle_days, settings, window, left_out=bare),
        ageing.chart(aged, order, figures.cycle_days, settings, answer.last),
        cumulative.chart(series.days, series.cfd, series.edges),
        weekly.chart(series.weeks, figures.throughput, window),
    )


def _finished(answer: FlowAnswer) -> list[Finished]:
    """What was finished in the window and has a cycle time."""
    items, places = answer.items, answer.finished
    rows = zip(
        places.tolist(), answer.counted_on.take(places).tolist(), items.cycle_days.take(places).tolist(), strict=True
    )
    lengths = ((place, day, number(length)) for place, day, length in rows)
    return [
        Finished(items.key(place), items.type(place), day, length, items.flags(place))
        for place, day, length in lengths
        if length is not None
    ]


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
