"""Ways in which the simulated trackers fail, when they are told to."""

import re
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from altaclario.simulator.asking import Answered, Face

Kind = Literal["status", "html", "truncated", "repeated_token", "slow", "empty", "nonsense"]
_PAGE = b"<!DOCTYPE html><html><head><title>Log in</title></head><body>Log in to continue</body></html>"


@dataclass(slots=True)
class Fault:
    """Fails requests whose path begins with `path`: the ones after the first `after`, `times` of them (0: always).

    A `*` in the path stands for anything, as in `/simulated/*/_apis/wit/wiql`; case does not matter.
    """

    path: str
    kind: Kind
    status: int = 500
    retry_after: float | None = None
    times: int = 0
    after: int = 0
    seconds: float = 0.0
    reason: str = ""
    seen: int = 0

    def strikes(self, path: str) -> bool:
        """Whether this request is one of those that fail; counts it."""
        pattern = re.escape(self.path).replace(r"\*", ".*")
        if re.match(pattern, path, re.IGNORECASE) is None:
            return False
        self.seen += 1
        return self.seen > self.after and (not self.times or self.seen <= self.after + self.times)


@dataclass(slots=True)
class Faults:
    """The faults that are set now."""

    set: list[Fault] = field(default_factory=list)

    def add(self, **wanted: Any) -> None:
        self.set.append(Fault(**wanted))

    def clear(self) -> None:
        self.set.clear()

    def striking(self, path: str) -> Fault | None:
        """The first fault that strikes this request."""
        return next((fault for fault in self.set if fault.strikes(path)), None)


def spoiled(fault: Fault, answer: Answered, face: Face) -> Answered:
    """What comes in the place of an answer that a fault strikes."""
    again = {} if fault.retry_after is None else {"Retry-After": f"{fault.retry_after:g}"}
    match fault.kind:
        case "status":
            answer = face.failure(fault.status, fault.reason)
        case "html":
            answer = replace(answer, status=200, body=_PAGE, kind="text/html")
        case "truncated":
            answer = replace(answer, status=200, body=answer.body[: len(answer.body) // 2])
        case "empty":
            answer = replace(answer, status=200, body=b"")
        case "nonsense":
            answer = replace(answer, status=200, body=b'{"weather": ["rain", 7, null]}')
        case "repeated_token":
            answer = replace(answer, status=200, body=face.repeated(answer.body))
    return answer.with_headers(again)
