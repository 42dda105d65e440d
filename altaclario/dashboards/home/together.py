"""The answers of several trackers side by side, and each team with what it did in all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from altaclario.charts.messages import Text
from altaclario.dashboards.home.answers import HomeAnswer
from altaclario.metrics import xmr
from altaclario.metrics.xmr import Process


@dataclass(frozen=True, slots=True)
class Part:
    """One tracker: the name of it, where there are several, our id of it, and its answer."""

    name: Text
    key: str
    answer: HomeAnswer


@dataclass(frozen=True, slots=True)
class Team:
    """One team over all trackers, judged by its own weeks alone."""

    id: str
    name: str
    finished: Process
    in_progress: Process


def teams(parts: Sequence[Part]) -> list[Team]:
    """Each team once, in the order of names; all weeks are those of the same days."""
    found: dict[str, tuple[str, np.ndarray, np.ndarray]] = {}
    for part in parts:
        for one in part.answer.teams:
            name, finished, working = found.get(one.id, (one.name, 0 * one.finished, 0 * one.in_progress))
            found[one.id] = name, finished + one.finished, working + one.in_progress
    return [
        Team(id, name, _process(a), _process(b)) for id, (name, a, b) in sorted(found.items(), key=lambda x: x[1][0])
    ]


def _process(counts: np.ndarray) -> Process:
    return xmr.process(counts.astype(np.float64), len(counts))
