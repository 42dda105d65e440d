"""Ways in which the simulated Jira fails, when it is told to."""

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["status", "html", "truncated", "repeated_token", "slow", "empty", "nonsense"]
_PAGE = b"<!DOCTYPE html><html><head><title>Log in</title></head><body>Log in to continue</body></html>"


@dataclass(slots=True)
class Fault:
    """Fails requests whose path begins with `path`: the ones after the first `after`, `times` of them (0: always)."""

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
        if not path.startswith(self.path):
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


def spoiled(fault: Fault, body: bytes) -> tuple[int, bytes, str]:
    """Status, body and content type of a request that a fault strikes; the body is what it would have been."""
    json_type = "application/json"
    match fault.kind:
        case "status":
            return fault.status, b'{"errorMessages":["simulated"],"errors":{}}', json_type
        case "html":
            return 200, _PAGE, "text/html"
        case "truncated":
            return 200, body[: len(body) // 2], json_type
        case "empty":
            return 200, b"", json_type
        case "nonsense":
            return 200, b'{"weather": ["rain", 7, null]}', json_type
        case _:
            return 200, body, json_type
