"""How much of the service one caller may use: units within five minutes, then delays, then refusals."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from altaclario.simulator.azure.refusing import Refused

_WINDOW_SECONDS = 300
BLOCKED = "TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource."
_RESOURCE = "Services/ThroughputUnits"


@dataclass(slots=True)
class Quota:
    """Each request costs `cost` units of `limit`. Over the limit answers are delayed, far over it refused.

    Without a limit nothing is said of it, as the service does towards somebody who is far from it.
    """

    limit: float = 0.0
    cost: float = 1.0
    delay_seconds: float = 0.5
    refuses_from: float = 1.5
    """Which part of the limit is too much even with delays."""
    clock: Callable[[], float] = field(default=time.time)
    spent: list[tuple[float, float]] = field(default_factory=list)

    def used(self) -> float:
        """The units of the last five minutes."""
        since = self.clock() - _WINDOW_SECONDS
        self.spent = [one for one in self.spent if one[0] > since]
        return sum(units for _, units in self.spent)

    def spend(self) -> float:
        """Count a request; gives the seconds by which its answer is delayed. Raises Refused."""
        if not self.limit:
            return 0.0
        used = self.used()
        if used >= self.limit * self.refuses_from:
            raise Refused(429, BLOCKED, "RequestBlockedException")
        self.spent.append((self.clock(), self.cost))
        return self.delay_seconds if used + self.cost > self.limit else 0.0

    def headers(self, delay: float, *, is_refused: bool = False) -> dict[str, str]:
        """What an answer says of it. Retry-After comes with delayed answers too, which are answers nevertheless."""
        if not self.limit:
            return {"Retry-After": "5"} if is_refused else {}
        used = self.used()
        said = {
            "X-RateLimit-Resource": _RESOURCE,
            "X-RateLimit-Limit": f"{self.limit:g}",
            "X-RateLimit-Remaining": f"{max(self.limit - used, 0):g}",
            "X-RateLimit-Reset": str(int(self.clock() + _WINDOW_SECONDS)),
        }
        if delay:
            said |= {"X-RateLimit-Delay": f"{delay:.3f}", "Retry-After": f"{max(delay, 1):g}"}
        if is_refused:
            said["Retry-After"] = "5"
        return said
