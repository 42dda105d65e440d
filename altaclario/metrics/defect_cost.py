"""What the inflow of defects costs a plan, in working days."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import forecast, samples

MOST_DAYS = 2610
"""Ten years of working days; what takes longer has no date."""
MOST_SHARE = 0.9
"""With more than this taken away, nothing is left to forecast from."""


@dataclass(frozen=True, slots=True)
class Cost:
    """How many working days so many items take, and how many when new defects are done first."""

    taken: float
    """The share of throughput that the inflow of defects takes, at most 0.9."""
    plain: int | None
    slowed: int | None

    @property
    def days(self) -> int | None:
        """What the inflow costs; None where either lies too far ahead."""
        return None if self.plain is None or self.slowed is None else self.slowed - self.plain


def taken(created: int, finished: int) -> float | None:
    """The share of throughput that defects take as fast as they come in: defects created ÷ items finished, both in the
    same window; more than 1 says that more come in than anything gets done. None where nothing was finished.

    Source: METRICS, "Quality", and our design study: "defect inflow costs 6 working days".

    >>> taken(3, 12), taken(3, 0)
    (0.25, None)
    """
    return created / finished if finished else None


def cost(finished: NDArray[np.int64], items: int, taken: float, share: int) -> Cost | None:
    """In how many working days `items` are done with that chance in per cent: by all of the throughput, and by what
    new defects leave of it, if they keep coming and each is done as one item.

    `finished` are the items of each working day of a sample. The rest of the throughput is a binomial thinning of it,
    as for people who are away. None where the sample says too little, or there is nothing to do.
    Source: METRICS, "Forecast": exact, and what-if.

    >>> cost(np.array([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]), 6, 0.5, 85)
    Cost(taken=0.5, plain=6, slowed=16)
    """
    if items < 1 or samples.lack(finished) is not None:
        return None
    daily, kept = samples.law(finished), min(taken, MOST_SHARE)
    laws = (daily, samples.thinned(daily, 1 - kept))
    days = [forecast.first_day(forecast.when(law, [items], MOST_DAYS)[:, 0], share) for law in laws]
    return Cost(kept, *days)
