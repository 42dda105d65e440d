"""The portfolio page: where the workspace is exposed, over all of its trackers."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from altaclario.charts import allocation, shaded_days, waits, wording
from altaclario.charts.drawing import Chart
from altaclario.charts.messages import Message, Text, counted
from altaclario.charts.panels import Page
from altaclario.charts.shaded_days import LIKELY
from altaclario.dashboards import recipes
from altaclario.dashboards.portfolio import figures as portfolio_figures
from altaclario.dashboards.portfolio import rows
from altaclario.dashboards.portfolio.answers import PortfolioAnswer
from altaclario.dashboards.portfolio.rows import Shown
from altaclario.dashboards.questions import Asked
from altaclario.metrics import percentiles
from altaclario.metrics.questions import PortfolioQuestion


def page(told: Sequence[tuple[Text, PortfolioAnswer]], asked: Asked[PortfolioQuestion], today: date) -> Page:
    """One page of the answers of several trackers, each with the name of its own where there are several."""
    answers = [one for _, one in told]
    share = percentiles.main(asked.settings.percentiles) or 85
    shown = _shown(told)
    finished = sum(one.finished for one in answers)
    return Page(
        question=Message("Where are we exposed across teams?"),
        answer=_answer(shown),
        more=_more(shown, share),
        as_of=_as_of(asked, today),
        filters=asked.filters,
        figures=portfolio_figures.figures(answers, shown, share, asked.settings),
        charts=_charts(answers, shown, asked.today),
        items=rows.listing(shown, finished, share, asked.today),
        notes=(*asked.notes, *_notes(told)),
        earlier=asked.earlier,
        later=asked.later,
    )


def _shown(told: Sequence[tuple[Text, PortfolioAnswer]]) -> list[Shown]:
    """The least likely first, then those that cannot be told by their day; without a day the ones with most left."""
    every = [Shown(one, name) for name, answer in told for one in answer.every]
    return sorted(
        every,
        key=lambda one: (one.by_then is None, one.by_then or 0, one.told.what.target or date.max, -one.told.what.left),
    )


def _answer(shown: Sequence[Shown]) -> Text:
    aimed = [one for one in shown if one.by_then is not None]
    doubtful = [one for one in aimed if one.is_doubtful]
    share = round(100 * LIKELY)
    if not shown:
        return Message("Nothing that is open has a parent or a release, so that there is no initiative to follow.")
    if not aimed:
        return counted(
            "{count} initiative has something left, and it has no day to be judged by.",
            "{count} initiatives have something left, and none has a day to be judged by.",
            len(shown),
        )
    if not doubtful:
        return Message("Every initiative with a day is {share}\u202f% likely or more to meet it.", {"share": share})
    return counted(
        "{count} of {all} initiatives with a day is below {share}\u202f%: {names}.",
        "{count} of {all} initiatives with a day are below {share}\u202f%: {names}.",
        len(doubtful),
        all=len(aimed),
        share=share,
        names=_names(doubtful),
    )


def _more(shown: Sequence[Shown], share: int) -> Text:
    found = portfolio_figures.largest_slip(shown, share)
    if found is None:
        return ""
    one, days = found
    text = "{name} moved back the most in four weeks, by {days}."
    return Message(text, {"name": one.name, "days": wording.days(days)})


def _names(some: Sequence[Shown]) -> Message:
    return Message("{names}", {"names": wording.some([one.name for one in some], 3)})


def _as_of(asked: Asked[PortfolioQuestion], today: date) -> Text:
    if asked.today != today:
        then = Message("As it was known at the end of {day}", {"day": asked.today})
        return wording.joined([then, asked.settings.zone, wording.clock(asked.settings)])
    return wording.joined([Message("Exact, not simulated"), recipes.as_of(today, asked.settings)])


def _charts(answers: Sequence[PortfolioAnswer], shown: Sequence[Shown], today: date) -> tuple[Chart, ...]:
    bars = [rows.bar(one) for one in shown if one.told.odds]
    return (shaded_days.chart(bars, today), *_waits(answers), _allocation(answers))


def _waits(answers: Sequence[PortfolioAnswer]) -> tuple[Chart, ...]:
    """Of all trackers: what a team waits for in one and in another is added. Nothing with fewer than two teams."""
    told = [(one.waiting, one.waits) for one in answers if one.waits]
    if not told:
        return ()
    names = sorted({name for known, _ in told for name in known})
    found = np.zeros((len(names), len(names)), np.int64)
    for known, one in told:
        places = [names.index(name) for name in known]
        found[np.ix_(places, places)] += one.between
    return (waits.chart(names, found.tolist(), sum(len(one.items) for _, one in told)),)


def _allocation(answers: Sequence[PortfolioAnswer]) -> Chart:
    """Of all trackers: classes of the same name are one."""
    names = list(dict.fromkeys(name for one in answers for name in one.allocation.names))
    months = answers[0].allocation.months
    items = np.zeros((len(months), len(names) + 1), np.int64)
    for one in answers:
        places = [names.index(name) for name in one.allocation.names]
        items[:, places] += one.allocation.items[:, :-1]
        items[:, -1] += one.allocation.items[:, -1]
    return allocation.chart(months, names, items)


def _notes(told: Sequence[tuple[Text, PortfolioAnswer]]) -> list[Text]:
    found: list[Text] = []
    for name, one in told:
        if one.is_loading:
            text = "Not all of the history of {site} is read yet." if name else "Not all of the history is read yet."
            found.append(Message(text, {"site": name} if name else {}))
        silent = [team for team in one.silent if team]
        if silent and one.every:
            text = "Too little was finished to forecast for {teams}; what they have a part in has no odds."
            found.append(Message(text, {"teams": wording.keys(silent)}))
        elif one.silent and one.every:
            text = "Too little was finished in the history to forecast."
            found.append(Message(text))
    if beyond := sum(one.beyond for _, one in told):
        found.append(
            Message("{count} more, those with the last days or with none, are not told of.", {"count": beyond})
        )
    return found
