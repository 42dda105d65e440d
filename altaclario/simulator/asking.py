"""What a request asks and what comes back, without HTTP: the form that both faces share."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `question` is the decoded JSON of a POST, None for anything else."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    question: Any = None


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer. `refused` says that contents were asked for."""

    status: int
    body: bytes
    kind: str = JSON_TYPE
    headers: Mapping[str, str] = field(default_factory=dict)
    refused: bool = False

    def with_headers(self, headers: Mapping[str, str]) -> "Answered":
        return replace(self, headers={**self.headers, **headers})


class Face(Protocol):
    """One tracker as its callers see it: credentials, paths and ways of failing."""

    def answer(self, asked: Asked) -> Answered:
        """What it answers when nothing is wrong with it."""
        ...

    def subject(self, asked: Asked) -> str:
        """What a question is about, by which faults strike: its address, and more where one address answers many."""
        ...

    def first_page(self, asked: Asked) -> Asked:
        """The same question for the first page."""
        ...

    def repeated(self, body: bytes, number: int = 0) -> bytes:
        """A page that names itself as the next one, by a token of that number."""
        ...

    def failure(self, status: int, reason: str) -> Answered:
        """What it says with a status that is no answer; the reason is one of its own, or nothing."""
        ...
