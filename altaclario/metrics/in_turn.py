"""When each of many wholes is done, if each team works on them one after the other."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import forecast
from altaclario.metrics.forecast import Chances
from altaclario.metrics.samples import Law


def thresholds(sizes: NDArray[np.int64], wholes: Sequence[NDArray[np.intp]]) -> NDArray[np.int64]:
    """With which finished item each whole is done; 0 for one that has none left. Shape (wholes,).

    `sizes` are the items left of each part, in the order in which parts are worked on; a whole is made of the parts at
    some places, and is done with the last of them that has any. Parts that are done cost nothing.
    Source: METRICS, "Forecast": several features of one team, one at a time.

    >>> thresholds(np.array([2, 0, 3]), [np.array([0]), np.array([0, 2]), np.array([1])])
    array([2, 5, 0])
    """
    ends = np.where(sizes > 0, np.cumsum(sizes), 0)
    return np.array([ends.take(places).max(initial=0) for places in wholes], np.int64)


def curves(
    reached: NDArray[np.int64], laws: Sequence[Law | None], most_items: int, most_days: int
) -> list[Chances | None]:
    """The chance that each whole is done within 1, 2, 3 … days: the product over the teams that have a part in it.

    `reached` says with which item of each team each whole is done, shape (teams, wholes), as `thresholds`; `laws` are
    what each team finishes in a day. None where a team has no law, or more than `most_items` come before; an empty
    curve where nothing is left.
    Source: METRICS, "Forecast": several teams.

    >>> curves(np.array([[1, 2], [0, 1]]), [np.array([0.5, 0.5]), np.array([0.0, 1.0])], 9, 2)
    [array([0.5 , 0.75]), array([0.  , 0.25])]
    """
    told: list[dict[int, Chances]] = []
    for own, law in zip(reached, laws, strict=True):
        asked = np.unique(own[(own > 0) & (own <= most_items)]) if law is not None else own[:0]
        found = forecast.when(law, asked.tolist(), most_days) if law is not None and len(asked) else np.zeros((0, 0))
        told.append(dict(zip(asked.tolist(), found.T, strict=True)))
    every: list[Chances | None] = []
    for own in reached.T.tolist():
        parts = [one.get(number) for one, number in zip(told, own, strict=True) if number]
        known = [one for one in parts if one is not None]
        if len(known) < len(parts):
            every.append(None)
        else:
            every.append(known[0] if len(known) == 1 else forecast.jointly(known) if known else np.zeros(0))
    return every
