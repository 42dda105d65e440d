"""The forecast page: when, how many, and whether that can be trusted."""

from dataclasses import replace
from datetime import date

from altaclario.charts import calibrated, endings, fan, feature_days, likelihood, odds, sampled, team_days, wording
from altaclario.charts.day_rows import Row
from altaclario.charts.drawing import Chart
from altaclario.charts.likelihood import Other, Target
from altaclario.charts.messages import Message, Text, Value, plain
from altaclario.charts.panels import Filter, Listing, Page
from altaclario.charts.sampled import Day
from altaclario.dashboards import recipes
from altaclario.dashboards.forecast import choices as forecast_choices
from altaclario.dashboards.forecast import figures as forecast_figures
from altaclario.dashboards.forecast import scenarios
from altaclario.dashboards.forecast.answers import ForecastAnswer, Outlook, Told
from altaclario.dashboards.open_items import OpenItem
from altaclario.dashboards.questions import Asked
from altaclario.metrics import percentiles, workdays
from altaclario.metrics.questions import ForecastQuestion
from altaclario.metrics.settings import Settings

MOST_ROWS = 100
_MOST_HATCHED = 400
"""Weekends further away than so many days would be a pattern of their own."""
_SURE = 0.999
_NOTHING_OPEN = Message("Nothing is open, so that there is no end to wait for.")


def page(answer: ForecastAnswer, asked: Asked[ForecastQuestion], today: date) -> Page:
    """The answer as a page. It has words for every case in which nothing is forecast."""
    return Page(
        question=Message("When? How many? Can I trust it?"),
        answer=_answer(answer, asked.settings),
        more=_more(answer, asked.settings),
        as_of=_as_of(answer, asked, today),
        filters=(*asked.filters, *_of_features(answer, asked)),
        figures=forecast_figures.figures(answer, asked.settings),
        charts=_charts(answer, asked.question, asked.settings),
        items=_items(answer, asked.question),
        notes=(*asked.notes, *_notes(answer)),
        earlier=asked.earlier,
        later=asked.later,
    )


def _answer(answer: ForecastAnswer, settings: Settings) -> Text:
    told = answer.outlook
    if told is None:
        return Message("Cannot forecast: {why}.", {"why": forecast_figures.why(answer)})
    if not answer.items:
        return _NOTHING_OPEN
    share = percentiles.main(settings.percentiles) or 85
    values: dict[str, Value] = {"items": wording.items(answer.items), "share": share, "by": answer.by}
    values["chance"] = odds.chance(told.by_then)
    day = told.day(share)
    if day is None:
        return Message("{items}: {chance} likely by {by}, and {share}\u202f% is more than ten years away.", values)
    return Message("{items}: {chance} likely by {by}, {share}\u202f% by {day}.", {**values, "day": day})


def _more(answer: ForecastAnswer, settings: Settings) -> Text:
    told = answer.outlook
    if told is None or not len(told.shares):
        return ""
    share = percentiles.main(settings.percentiles)
    count = dict(zip(told.shares, told.promised.tolist(), strict=True)).get(share or 0, 0)
    text = "With {share}\u202f%, {items} or more are finished by {by}."
    return Message(text, {"share": share or 0, "items": wording.items(count), "by": answer.by})


def _as_of(answer: ForecastAnswer, asked: Asked[ForecastQuestion], today: date) -> Text:
    if asked.today != today:
        then = Message("As it was known at the end of {day}", {"day": asked.today})
        parts = [then, Message("exact, not simulated"), _history(answer), asked.settings.zone]
        return wording.joined([*parts, wording.clock(asked.settings)])
    return wording.joined([Message("Exact, not simulated"), _history(answer), recipes.as_of(today, asked.settings)])


def _history(answer: ForecastAnswer) -> Text:
    days = len(answer.input.sample.items)
    if not days:
        return ""
    text = "throughput of {days}, {span}"
    values = {"days": odds.working_days(days), "span": wording.span(answer.first, answer.last)}
    return Message(text, values)


def _charts(answer: ForecastAnswer, question: ForecastQuestion, settings: Settings) -> tuple[Chart, ...]:
    told, why = answer.outlook, _why(answer)
    curve = _curve(told, answer.by)
    promised = [] if told is None else [(share, told.day(share)) for share in told.shares]
    target = Target(answer.by, 0.0 if told is None else told.by_then)
    others = [Other(scenarios.name(one.scenario), _curve(one, answer.by)) for one in answer.scenarios]
    ends = [one.curve[-1][0] for one in others if one.curve]
    off = _between(curve[0][0], max([curve[-1][0], answer.by, *ends]), settings) if curve else []
    shown = 1 + (question.last - question.first).days
    found = (
        replace(
            likelihood.chart(curve, target, promised, off, answer.items, others, why=why),
            figures=forecast_figures.compared(answer, settings),
        ),
        endings.chart(curve, answer.by, promised, _likely(told), why=why),
        fan.chart(*_fan(answer, told, settings), why=_why_no_fan(answer)),
        calibrated.chart(answer.scores, shown),
        sampled.chart(_days(answer), answer.input.sample.mean, _off_before(answer, settings)),
    )
    return (*found, *_features(answer), *_teams(answer))


def _features(answer: ForecastAnswer) -> tuple[Chart, ...]:
    told = answer.features
    if told is None or not told.every:
        return ()
    rows = [Row(one.key, one.items, one.days, one.by_then) for one in told.every]
    return (feature_days.chart(rows, answer.by, told.limit, told.error, told.beyond),)


def _teams(answer: ForecastAnswer) -> tuple[Chart, ...]:
    told = answer.teams
    if told is None or len(told.every) + len(told.silent) < 2:
        return ()
    rows = [Row(one.name, one.items, one.days, one.by_then) for one in told.every]
    whole = told.together
    every = None if whole is None else Row(Message("All teams"), whole.items, whole.days, whole.by_then)
    return (team_days.chart(rows, every, answer.by, silent=told.silent),)


def _of_features(answer: ForecastAnswer, asked: Asked[ForecastQuestion]) -> list[Filter]:
    shown = [(one.id, one.key) for one in answer.features.every] if answer.features else []
    return forecast_choices.of_features(asked.state, shown, asked.question)


def _why(answer: ForecastAnswer) -> Text:
    if answer.lack is None:
        return _NOTHING_OPEN
    return Message("Cannot forecast: {why}.", {"why": forecast_figures.why(answer)})


def _why_no_fan(answer: ForecastAnswer) -> Text:
    if answer.lack is not None:
        return _why(answer)
    return Message("There is no working day after today up to {day}.", {"day": answer.by})


def _curve(told: Outlook | Told | None, by: date) -> list[tuple[date, float]]:
    """The days up to the one by which nobody would doubt it, and up to the day that is asked for."""
    if told is None:
        return []
    whole = list(zip(told.days.tolist(), told.curve.tolist(), strict=True))
    last = next((place for place, (_, chance) in enumerate(whole) if chance > _SURE), len(whole))
    return [one for place, one in enumerate(whole) if place <= last or one[0] <= by]


def _likely(told: Outlook | None) -> tuple[date, date] | None:
    if told is None or told.likely is None:
        return None
    return told.days[told.likely.first - 1].item(), told.days[told.likely.last - 1].item()


def _fan(
    answer: ForecastAnswer, told: Outlook | None, settings: Settings
) -> tuple[list[tuple[date, list[int]]], tuple[int, ...], list[tuple[date, date]]]:
    if told is None or not told.steps:
        return [], settings.percentiles, []
    ahead = workdays.ahead(answer.today, told.steps[-1], settings)
    rows = [(ahead[step - 1].item(), counts) for step, counts in zip(told.steps, told.fan.tolist(), strict=True)]
    return rows, told.shares, _between(rows[0][0], rows[-1][0], settings)


def _between(first: date, last: date, settings: Settings) -> list[tuple[date, date]]:
    return workdays.off(first, last, settings) if (last - first).days <= _MOST_HATCHED else []


def _off_before(answer: ForecastAnswer, settings: Settings) -> list[tuple[date, date]]:
    return _between(answer.first, answer.last, settings) if answer.first <= answer.last else []


def _days(answer: ForecastAnswer) -> list[Day]:
    stood = answer.input
    odd = set(stood.odd.tolist())
    rows = zip(stood.sample.days.tolist(), stood.sample.items.tolist(), strict=True)
    found = [Day(day, items, is_odd=place in odd) for place, (day, items) in enumerate(rows)]
    gone = zip(stood.sample.left_out, stood.left_out.tolist(), strict=True)
    found += [Day(day, items, is_left_out=True) for day, items in gone]
    return sorted(found, key=lambda one: one.day)


def _notes(answer: ForecastAnswer) -> list[Text]:
    found: list[Text] = []
    if answer.is_loading and answer.first <= answer.last:
        text = "Not all of the history is read yet, so that it begins on {first}."
        found.append(Message(text, {"first": answer.first}))
    if answer.outlook is not None and answer.input.has_changed:
        text = (
            "Throughput changed in the last three weeks, so that days to come may not be like those before: a shorter "
            "history may say more."
        )
        found.append(Message(text))
    return found


def _items(answer: ForecastAnswer, question: ForecastQuestion) -> Listing:
    title = Message("What is to be finished, oldest first")
    if question.items is not None:
        empty = Message("A number was asked for, not items that could be listed.")
        return Listing(title, "", (), (), empty=empty)
    rows = [_row(one) for one, _ in zip(answer.open, range(MOST_ROWS), strict=False)]
    count = len(answer.open)
    shown = Message("the first {most} of them", {"most": MOST_ROWS}) if count > MOST_ROWS else ""
    return Listing(
        title=title,
        caption=wording.joined([wording.items(count), shown, Message("keys only, because titles are contents")]),
        heads=tuple(map(Message, ("Item", "Status", "Age", "Type", "Started"))),
        rows=tuple(rows),
        numbers=frozenset({2}),
        hidden=frozenset({3, 4}),
        empty=Message("Nothing is open."),
    )


def _row(one: OpenItem) -> tuple[Text, ...]:
    return (
        one.key,
        one.status or wording.stage(one.stage),
        "–" if one.age_days is None else Message("{days} d", {"days": one.age_days}),
        one.type,
        "–" if one.started is None else plain(one.started),
    )
