"""Who works on releases: teams or projects beside each other, each with a pace of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards.counted_items import ItemTable
from altaclario.metrics import samples, teams
from altaclario.metrics.questions import ReleaseQuestion
from altaclario.metrics.samples import Lack, Sample
from altaclario.metrics.settings import Settings


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
    return tuple(_source(name, mask, items, history, settings) for name, mask in masks)


def _projects(items: ItemTable, of_teams: Sequence[NDArray[np.bool_]]) -> list[tuple[str, NDArray[np.bool_]]]:
    of_none = ~np.any(of_teams, axis=0) if of_teams else np.ones(len(items), np.bool_)
    project = items.snapshot.items.project.take(items.lives.items)
    known = np.unique(project[of_none]).tolist()
    return [(items.snapshot.projects[one], of_none & (project == one)) for one in known]


def _source(
    name: str, is_own: NDArray[np.bool_], items: ItemTable, history: tuple[date, date], settings: Settings
) -> Source:
    sample = samples.sample(items.dates.finished[is_own], *history, settings)
    return Source(name, is_own, sample, samples.lack(sample.items))
