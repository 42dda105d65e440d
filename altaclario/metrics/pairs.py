"""Measuring between another beginning and another end than the stages say."""

from dataclasses import replace

from altaclario.metrics.chosen import Pair
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Snapshot, Stage


def measured(snapshot: Snapshot, settings: Settings, pair: Pair) -> Settings:
    """The settings under which work begins and ends as the pair says, in every figure.

    In progress: the statuses of its start. Finished: those of its end, and whatever is done. Cancelled stays so, all
    else lies before the beginning. A status that the tracker no longer lists stays unknown.
    Source: METRICS, "Ground": stages; several ways to measure cycle time stand side by side.

    >>> from tests import building
    >>> build = Pair("Build", frozenset({"In Progress"}), frozenset({"Testing"}))
    >>> {status: stage.name for status, stage in measured(building.snapshot(), Settings(), build).stages.items()}
    {'To Do': 'BACKLOG', 'In Progress': 'ACTIVE', 'Testing': 'DONE', 'Done': 'DONE', 'Closed': 'DONE'}
    """
    found: dict[str, Stage] = {}
    for status in snapshot.statuses:
        stage = settings.stages.get(status.id, status.stage)
        if stage is not None or status.id in pair.start | pair.finish:
            found[status.id] = _stage(status.id, stage, pair)
    return replace(settings, stages={**settings.stages, **found})


def _stage(status: str, stage: Stage | None, pair: Pair) -> Stage:
    if status in pair.finish:
        return Stage.DONE
    if status in pair.start:
        return stage if stage in (Stage.ACTIVE, Stage.WAITING) else Stage.ACTIVE
    return stage if stage in (Stage.DONE, Stage.CANCELLED) else Stage.BACKLOG
