"""A small organisation, and a way to ask it without HTTP."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from altaclario.simulator.asking import Answered, Asked
from altaclario.simulator.azure.door import PAT, AzureFace
from altaclario.simulator.generating import Wish, generate
from altaclario.simulator.tracker import Tracker

NOW_MS = 1_772_442_000_000
Ask = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="package")
def tracker() -> Tracker:
    return generate(Wish(issues=400, seed=5, now_ms=NOW_MS))


@pytest.fixture
def face(tracker: Tracker) -> AzureFace:
    return AzureFace(tracker, now_ms=lambda: NOW_MS)


@pytest.fixture
def ask(face: AzureFace) -> Ask:
    """Status and decoded body of one question; with a body it is a POST."""

    def asking(path: str, question: Any = None, token: str = PAT, **query: Any) -> tuple[int, Any]:
        answer = answered(face, path, question, token, **query)
        return answer.status, json.loads(answer.body)

    return asking


def answered(face: AzureFace, path: str, question: Any = None, token: str = PAT, **query: Any) -> Answered:
    """The whole answer. Names of the query that begin with $ are given with an underscore."""
    said = {f"${name[1:]}" if name[0] == "_" else name: str(value) for name, value in query.items()}
    said.setdefault("api-version", "7.1")
    headers = {"Authorization": "Basic " + base64.b64encode(f":{token}".encode()).decode()}
    method = "GET" if question is None else "POST"
    return face.answer(Asked(method, f"/simulated/{path}", said, headers, question))
