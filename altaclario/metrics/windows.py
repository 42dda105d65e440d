"""From when until when a sprint is counted."""

from dataclasses import dataclass

import numpy as np

from altaclario.snapshots.snapshot import NEVER, Instants, Sprint


@dataclass(frozen=True, slots=True)
class Windows:
    """Stretches of time, such as sprints: in UTC seconds, shape (windows,) each.

    Who enters before `end` is in; who leaves at `end` was in to the last. What is done at `last` or before is done.
    """

    begin: Instants
    end: Instants
    last: Instants


def of_sprints(sprints: tuple[Sprint, ...], until: int) -> Windows:
    """From activation to completion, or to `until` for a sprint that is active. Shape (sprints,).

    >>> closed = Sprint("7", "S7", "closed", activated=100, completed=900)
    >>> of_sprints((closed, Sprint("8", "S8", "active", activated=950)), 2000).end
    array([ 900, 2000], dtype=uint32)
    """
    begin = [one.activated for one in sprints]
    end = [until if one.state == "active" else closing(one) for one in sprints]
    last = [until - 1 if one.state == "active" else closing(one) for one in sprints]
    return Windows(*(np.array(column, np.uint32) for column in (begin, end, last)))


def closing(sprint: Sprint) -> int:
    """When a closed sprint ended: its completion, else its planned end, else `NEVER`.

    >>> closing(Sprint("7", "S7", "closed", end=900))
    900
    """
    return sprint.completed if sprint.completed != NEVER else sprint.end
