"""Ways in which the simulated trackers fail, when they are told to."""

import re
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Kind = Literal[
    # What comes is another answer, or none of the tracker's own.
    "status",
    "html",
    "text",
    "empty",
    "nonsense",
    # What comes is the answer, but for something in it.
    "edited",
    "recoded",
    "truncated",
    "repeated_token",
    "endless",
    "with_headers",
    # What comes is the answer, but not as it should come.
    "slow",
    "silent",
    "trickle",
    "dropped",
    "cut",
    "padded",
    "flood",
    "encoded",
    "bomb",
    "broken_gzip",
    "old",
    "no_http",
    # The answer is right, and something has happened before it.
    "happens",
]
Continued = Literal["", "yes", "no"]
Edit: TypeAlias = tuple[str, str] | tuple[str, str, str]
"""Where, what is done there, and, if something is set or added, its JSON: see `altering`."""


@dataclass(slots=True)
class Fault:
    """Fails requests whose path begins with `path`: the ones after the first `after`, `times` of them (0: always).

    A `*` in the path stands for anything, as in `/simulated/*/_apis/wit/wiql`; case does not matter. With `continued`
    only requests count that ask for a further page ("yes"), or none that does ("no").

    `retry_after` is the wait that a refusal names, "" for none even where the tracker always names one. `status` is
    that of the answer, 0 for what the kind usually has. The other members say more about some kinds: `body` and `media`
    of `text`, `charset` and `declared` of `recoded`, `edits` of `edited`, `happening` of `happens`, `size` of `padded`
    and `bomb`, `seconds` of `slow` and `trickle`, `encoding` of `encoded`.
    """

    path: str
    kind: Kind
    status: int = 0
    retry_after: float | str | None = None
    times: int = 0
    after: int = 0
    continued: Continued = ""
    seconds: float = 0.0
    reason: str = ""
    body: str = ""
    media: str = ""
    charset: str = ""
    declared: str = ""
    encoding: str = ""
    size: int = 0
    edits: tuple[Edit, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    happening: dict[str, Any] = field(default_factory=dict)
    seen: int = 0

    def strikes(self, path: str, *, is_continued: bool = False) -> bool:
        """Whether this request is one of those that fail; counts it."""
        pattern = re.escape(self.path).replace(r"\*", ".*")
        if re.match(pattern, path, re.IGNORECASE) is None:
            return False
        if self.continued and is_continued != (self.continued == "yes"):
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

    def striking(self, path: str, *, is_continued: bool = False) -> Fault | None:
        """The first fault that strikes this request."""
        return next((fault for fault in self.set if fault.strikes(path, is_continued=is_continued)), None)
