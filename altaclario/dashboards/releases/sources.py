"""Who works on releases: teams or projects beside each other, each with a pace of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards.counted_items import ItemTable
from altaclario.metrics import samples, teams
from altaclario.metrics.calendar import Days
from altaclario.metrics.questions import ReleaseQuestion
from altaclario.metrics.samples import Lack, Sample
from altaclario.metrics.settings import Settings

_LONGEST_BREAK = 366
"""Days after which work goes on at the latest."""


@dataclass(frozen=True, slots=True)
class Source:
    """One of them: which of the counted items are its own, and what it finished in the days of the history."""

    name: str
    is_own: NDArray[np.bool_]
    sample: Sample
    lack: Lack | None
    """Why nothing can be said of it."""


def sources(
    items: ItemTable, question: ReleaseQuestion, history: tuple[date, date], settings: Settings
) -> tuple[Source, ...]:
    """The team that is asked for; else each team with work here, and of what is no team's each project; else these.

    What belongs to two teams is of both.
    """
    rows = items.lives.items
    if question.team is not None:
        masks: list[tuple[str, NDArray[np.bool_]]] = [(question.team.name, np.ones(len(rows), np.bool_))]
    else:
        masks = [(one.name, teams.items(items.snapshot, one).take(rows)) for one in question.teams]
        masks += _projects(items, [mask for _, mask in masks])
    # What was finished long before the history is in no sample; a day not worked counts on the next one.
    begin = np.datetime64(history[0] - timedelta(_LONGEST_BREAK), "D")
    recent = np.flatnonzero(items.dates.finished >= begin)
    finished = items.dates.finished.take(recent)
    return tuple(_source(name, mask, finished[mask.take(recent)], history, settings) for name, mask in masks)


def _projects(items: ItemTable, of_teams: Sequence[NDArray[np.bool_]]) -> list[tuple[str, NDArray[np.bool_]]]:
    of_none = ~np.any(of_teams, axis=0) if of_teams else np.ones(len(items), np.bool_)
    project = items.snapshot.items.project.take(items.lives.items)
    known = np.unique(project[of_none]).tolist()
    return [(items.snapshot.projects[one], of_none & (project == one)) for one in known]


def _source(
    name: str, is_own: NDArray[np.bool_], finished: Days, history: tuple[date, date], settings: Settings
) -> Source:
    sample = samples.sample(finished, *history, settings)
    return Source(name, is_own, sample, samples.lack(sample.items))
