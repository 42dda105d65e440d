"""A simulated organisation that is asked without HTTP: what a client asks, and what it makes of each answer."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from altaclario.egress.calling import Reply
from altaclario.providers.azure_devops.client import authorization
from altaclario.simulator.asking import Asked, Face
from altaclario.simulator.azure.door import PAT

Answering = Callable[[Asked, Reply], Reply]


def as_it_is(_: Asked, reply: Reply) -> Reply:
    """Nothing is changed on the way."""
    return reply


@dataclass(slots=True)
class Line:
    """Where others have a socket: the organisation itself. `changing` may put another answer in place of one."""

    face: Face
    token: str = PAT
    changing: Answering = as_it_is
    asked: list[Asked] = field(default_factory=list)
    below: str = "/simulated"

    async def send(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Reply:
        question = None if body is None else json.loads(body)
        headers = {"Authorization": authorization("", self.token)}
        asked = Asked(method, f"{self.below}{path}", query or {}, headers, question)
        self.asked.append(asked)
        found = self.face.answer(asked)
        known = {name.lower(): value for name, value in found.headers.items()}
        return self.changing(asked, Reply(found.status, known | {"content-type": found.kind}, found.body))


def answer(value: Any, *, status: int = 200, kind: str = "application/json", **headers: str) -> Reply:
    """An answer that was made up."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    named = {name.replace("_", "-"): one for name, one in headers.items()}
    return Reply(status, {"content-type": kind, **named}, body)
