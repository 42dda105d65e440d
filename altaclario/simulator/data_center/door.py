"""Who may come in: whoever shows a personal access token, as a Bearer."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import msgspec

from altaclario.simulator.asking import Answered, Asked
from altaclario.simulator.data_center import answering
from altaclario.simulator.data_center.answering import MOST, DataCenterAnswers
from altaclario.simulator.jira.answering import Refused
from altaclario.simulator.tracker import Tracker

BELOW = "/jira"
"""The site answers below a path of its own, as many do."""
TOKEN, POWERLESS_TOKEN = "MDcxNzg0simulated-personal-token", "MDcxNzg0personal-token-without-rights"
_NOT_KNOWN = b'{"message":"Client must be authenticated to access this resource.","status-code":401}'
_FAILED = b'{"errorMessages":["simulated"],"errors":{}}'
_REFUSED = {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}
_LATER = re.compile(r"^\((.*)\) AND created >= \d+ ORDER BY", re.DOTALL)


def serves(path: str) -> bool:
    """Whether an address is one of this site."""
    return path.startswith(f"{BELOW}/")


@dataclass(slots=True, repr=False)
class DataCenterFace:
    """A site with one account, which has a token, and another that may do nothing."""

    tracker: Tracker
    most: int = MOST
    """How many issues its administrator lets one answer hold."""
    now_ms: Callable[[], int] = field(default=lambda: int(time.time() * 1000))
    lock: threading.RLock = field(default_factory=threading.RLock)
    answers: DataCenterAnswers = field(init=False)
    nobody: DataCenterAnswers = field(init=False)

    def __post_init__(self) -> None:
        self.answers = answering.of(self.tracker, self.now_ms, most=min(self.most, MOST))
        site = Tracker(fields=self.tracker.fields, statuses=self.tracker.statuses, types=self.tracker.types)
        self.nobody = answering.of(site, self.now_ms)

    def answer(self, asked: Asked) -> Answered:
        """Status and body as a site without faults gives them."""
        token = asked.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in (TOKEN, POWERLESS_TOKEN):
            return Answered(401, _NOT_KNOWN, headers=_REFUSED)
        answers = self.nobody if token == POWERLESS_TOKEN else self.answers
        try:
            with self.lock:
                return Answered(200, _answered(answers, asked))
        except Refused as refused:
            return Answered(refused.status, refused.body, refused=refused.asked_for_contents)

    def subject(self, asked: Asked) -> str:
        """The address, and for a search what it is for: one address answers every question about issues."""
        question = asked.question
        if not isinstance(question, dict) or "jql" not in question:
            return asked.path
        fields, has_changes = question.get("fields"), bool(question.get("expand"))
        if question.get("maxResults") == 0:
            return f"{asked.path}?count"
        if fields == ["issuetype"]:
            return f"{asked.path}?epics"
        if fields == ["created"]:
            return f"{asked.path}?{'history' if has_changes else 'ids'}"
        return f"{asked.path}?{'history of items' if has_changes else 'items'}"

    def first_page(self, asked: Asked) -> Asked:
        """The same question from the beginning."""
        if not isinstance(asked.question, dict):
            kept = {name: one for name, one in asked.query.items() if name != "startAt" or one == "0"}
            return replace(asked, query=kept)
        jql = _LATER.sub(r"\1 ORDER BY", str(asked.question.get("jql", "")))
        return replace(asked, question=asked.question | {"jql": jql, "startAt": 0})

    def repeated(self, body: bytes, number: int = 0) -> bytes:  # noqa: ARG002
        """A page after which there is always another."""
        answer = msgspec.json.decode(body)
        return msgspec.json.encode(answer | {"isLast": False} if "isLast" in answer else answer)

    def failure(self, status: int, reason: str) -> Answered:  # noqa: ARG002
        """A status that is no answer."""
        return Answered(status, _FAILED)


def _answered(answers: DataCenterAnswers, asked: Asked) -> bytes:
    below = asked.path.removeprefix(BELOW)
    if asked.method == "GET":
        return answers.get(below, dict(asked.query))
    if asked.method == "POST" and isinstance(asked.question, dict):
        return answers.post(below, asked.question)
    raise Refused(405, "Method Not Allowed")
