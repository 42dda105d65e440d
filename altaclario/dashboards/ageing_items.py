"""What is in progress against the pace of finished work: the chart, and how many items are older than most of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypeAlias

import numpy as np

from altaclario.charts import ageing, wording
from altaclario.charts.ageing import Aged, Lanes
from altaclario.charts.drawing import Chart
from altaclario.charts.figures import Figure, Recipe
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.dashboards import recipes
from altaclario.dashboards.open_items import OpenItem, OpenItems
from altaclario.dashboards.pacing import Pacing
from altaclario.metrics import percentiles
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Stage

Rows: TypeAlias = Sequence[tuple[str, Text]]

_FORMULA = Message(
    "items whose age (day − started day + 1) is more than the age at which so many % of finished items had left the "
    "same status; left to right on the board these ages never fall"
)


def chart(items: OpenItems, pacing: Pacing, settings: Settings, on: date) -> Chart:
    """The items in progress over the bands of finished work."""
    places = pacing.places(items.status, items.stage).tolist()
    aged = [
        Aged(one.key, one.status, one.stage, one.age_days, place, one.passed, one.blocked_since)
        for one, place in zip(items, places, strict=True)
        if one.stage in (Stage.ACTIVE, Stage.WAITING)
    ]
    return ageing.chart(aged, _lanes(pacing), settings, on)


def with_figure(chart: Chart, items: OpenItems, pacing: Pacing, rows: Rows) -> Chart:
    """The chart with its figure in the card."""
    return replace(chart, figures=(figure(Message("Beyond the pace"), items, pacing, rows),))


def figure(name: Text, items: OpenItems, pacing: Pacing, rows: Rows) -> Figure:
    """How many items in progress are older than the main share of finished work in their status.

    `rows` say in the recipe what else it stands on.
    """
    started = [one for one in items if one.stage in (Stage.ACTIVE, Stage.WAITING)]
    recipe = _recipe(started, items.keys_beyond(pacing.share), pacing, rows)
    if pacing.share is None or not pacing.has_pace:
        needs = {"least": percentiles.ENOUGH}
        return Figure(name, "–", "", Message("needs {least} finished items that left a status", needs), recipe)
    count, unjudged = items.beyond(pacing.share), len(_unjudged(started))
    doubt = counted("{count} in a status without a pace", "{count} in a status without a pace", unjudged)
    return Figure(
        name=name,
        value=plain(count),
        unit=Message("item") if count == 1 else Message("items"),
        context=Message(
            "of {started} in progress: age above {share} % in their status",
            {"started": len(started), "share": pacing.share},
        ),
        recipe=recipe,
        doubt=doubt if unjudged else "",
    )


def _lanes(pacing: Pacing) -> Lanes:
    names = tuple(map(wording.stage, pacing.stages)) if pacing.stages else pacing.statuses
    return Lanes(names, pacing.bands, pacing.share, pacing.finished)


def _unjudged(started: Sequence[OpenItem]) -> list[str]:
    """Items with an age, in a status that too few finished ones left."""
    return [one.key for one in started if one.passed is None and one.age_days is not None]


def _recipe(started: Sequence[OpenItem], which: Sequence[str], pacing: Pacing, rows: Rows) -> Recipe:
    left_out = {
        "start not known": sum(one.age_days is None for one in started),
        "in a status that too few finished items left": len(_unjudged(started)),
    }
    finished = counted("{count} finished item", "{count} finished items", pacing.finished)
    return recipes.recipe(
        _FORMULA,
        ("Which", wording.keys(which)),
        ("Left out", recipes.tally(left_out)),
        ("Compared with", finished),
        *(("Ages at leaving", words) for words in _paces(pacing)),
        *rows,
    )


def _paces(pacing: Pacing) -> list[Text]:
    """Each place with its percentiles, and how many finished items left it."""
    rows = zip(_lanes(pacing).names, pacing.bands.n.tolist(), pacing.bands.days.tolist(), strict=True)
    return [_pace(pacing, name, n, days) for name, n, days in rows]


def _pace(pacing: Pacing, name: Text, n: int, row: Sequence[float]) -> Text:
    if np.isnan(row).any():
        return Message("{name}: too few ({n} items)", {"name": name, "n": n})
    steps = zip(pacing.bands.shares, row, strict=True)
    words = (Message("{share} % {days} d", {"share": share, "days": days}) for share, days in steps)
    return Message("{name}: {steps} ({n} items)", {"name": name, "steps": wording.joined(words, by=", "), "n": n})
