"""When releases are done, how likely that is by their days, and what changed in one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from altaclario.dashboards import counted_items, ground
from altaclario.dashboards.counted_items import ItemTable
from altaclario.dashboards.releases import contents as release_contents
from altaclario.dashboards.releases import details, outlooks, standings
from altaclario.dashboards.releases import sources as release_sources
from altaclario.dashboards.releases.contents import Contents
from altaclario.dashboards.releases.details import Aligned, Detail
from altaclario.dashboards.releases.sources import Source
from altaclario.dashboards.releases.standings import Marks, Standing
from altaclario.metrics import counting, samples, stages, teams
from altaclario.metrics.questions import ReleaseQuestion
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class ReleasesAnswer:
    """The answer to a question about releases, from the history `first` to `last`."""

    today: date
    first: date
    last: date
    every: tuple[Standing, ...]
    """Open ones as they come, then those that are out, then archived ones."""
    sources: tuple[Source, ...]
    has_history: bool
    """Whether the tracker says when items came into a release."""
    one: Standing | None
    """The release that is asked for."""
    detail: Detail | None
    """What can be told of it; None without one, or where nothing ever was in it."""
    against: Aligned | None
    """The one that it is compared with."""
    left_out: Mapping[str, int]
    is_loading: bool
    """Not all of the history is read, so that it begins later than asked."""


def answer_releases(snapshot: Snapshot, settings: Settings, question: ReleaseQuestion, today: date) -> ReleasesAnswer:
    """What is to be said of releases at the end of `today`. Nothing in the snapshot may be later.

    Today itself is not over: it is neither in the history nor among the days to come.
    """
    is_base = counting.base_level(snapshot)
    counted = is_base & teams.items(snapshot, question.team)
    table = counted_items.table(snapshot, settings, stages.stays(snapshot, settings, counted), today)
    begin = samples.begin(snapshot, table.lives, settings)
    history, held, who, marks, every = stood(table, settings, question, today)
    one = next((one for one in every if one.release.id == question.version), None)
    other = next((one for one in every if one.release.id == question.against), None)
    return ReleasesAnswer(
        today=today,
        first=history[0],
        last=history[1],
        every=every,
        sources=who,
        has_history=held.releases.has_history,
        one=one,
        detail=None if one is None else details.detail(held, one, who, question, begin, marks),
        against=None if one is None or other is None else details.aligned(held, other),
        left_out=ground.left_out(snapshot, table.lives, off_team=int(np.count_nonzero(is_base & ~counted))),
        is_loading=bool(snapshot.complete_from) and history[0] > question.first,
    )


def stood(
    table: ItemTable, settings: Settings, question: ReleaseQuestion, today: date
) -> tuple[tuple[date, date], Contents, tuple[Source, ...], Marks, tuple[Standing, ...]]:
    """The history, the contents, who works on them, marks of what is left, and where each stood at the end of a day.

    What was finished by then is taken from the dates of the table.
    """
    begin = samples.begin(table.snapshot, table.lives, settings)
    history = max(question.first, begin), min(question.last, today - timedelta(1))
    held = release_contents.contents(table, today, settings)
    order = sorted(
        (place for place, one in enumerate(held.releases.every) if one.is_open),
        key=lambda place: held.releases.every[place].order,
    )
    who = release_sources.sources(table, question, history, settings)
    found = outlooks.outlooks(held, order, who, question, settings)
    marks = standings.marks(held, settings)
    return history, held, who, marks, standings.standings(held, found, marks)
