"""Who may come in, and by which door: a site with its account's tokens, and the gateway for scoped ones."""

import base64
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import msgspec

from altaclario.simulator.asking import Answered, Asked
from altaclario.simulator.jira.answering import Answers, Refused
from altaclario.simulator.tracker import Tracker

EMAIL, TOKEN = "ada@acme.test", "ATATT-simulated-token"
SCOPED_TOKEN, POWERLESS_TOKEN, CLOUD_ID = "ATSTT-simulated-scoped-token", "ATATT-token-without-rights", "11111111-2222"
_GATEWAY = re.compile(r"/ex/jira/([^/]+)")
GATEWAY = f"/ex/jira/{CLOUD_ID}"
_LIMIT = 350
_HEADERS = {"X-RateLimit-Limit": str(_LIMIT), "X-RateLimit-Remaining": str(_LIMIT - 10)}
_NOT_KNOWN = b'{"errorMessages":["Client must be authenticated to access this resource."],"errors":{}}'
_FAILED = b'{"errorMessages":["simulated"],"errors":{}}'


@dataclass(slots=True, repr=False)
class JiraFace:
    """A site with one account, which has a classic and a scoped token and one that may do nothing."""

    tracker: Tracker
    id_page: int = 5000
    now_ms: Callable[[], int] = field(default=lambda: int(time.time() * 1000))
    lock: threading.RLock = field(default_factory=threading.RLock)
    opens: Callable[[str, str], bool] = lambda _token, _cloud: False
    """Whether what was granted to an app opens the site of that id."""
    answers: Answers = field(init=False)
    nobody: Answers = field(init=False)

    def __post_init__(self) -> None:
        self.answers = Answers(self.tracker, self.now_ms, id_page=self.id_page)
        # An account without rights is shown a site without projects, not an error.
        site = Tracker(fields=self.tracker.fields, statuses=self.tracker.statuses, types=self.tracker.types)
        self.nobody = Answers(site, self.now_ms)

    def answer(self, asked: Asked) -> Answered:
        """Status and body as a Jira without faults gives them."""
        head = asked.headers.get("Authorization", "")
        token, gateway = _token(head), _GATEWAY.match(asked.path)
        is_granted = gateway is not None and self.opens(head.removeprefix("Bearer "), gateway[1])
        allowed = {SCOPED_TOKEN} if asked.path.startswith(GATEWAY) else {TOKEN, POWERLESS_TOKEN}
        if not is_granted and (token not in allowed or (gateway and gateway[0] != GATEWAY)):
            return Answered(401, _NOT_KNOWN, headers=_HEADERS)
        answers = self.nobody if token == POWERLESS_TOKEN else self.answers
        try:
            with self.lock:
                return Answered(200, _answered(answers, asked), headers=_HEADERS)
        except Refused as refused:
            return Answered(refused.status, refused.body, headers=_HEADERS, refused=refused.asked_for_contents)

    def subject(self, asked: Asked) -> str:
        """The address tells it."""
        return asked.path

    def first_page(self, asked: Asked) -> Asked:
        """The same question without its token, or from the beginning."""
        if not isinstance(asked.question, dict):
            return replace(
                asked, query={name: one for name, one in asked.query.items() if name != "startAt" or one == "0"}
            )
        return replace(asked, question={name: one for name, one in asked.question.items() if name != "nextPageToken"})

    def repeated(self, body: bytes, number: int = 0) -> bytes:
        """A page that names itself as the next one, by a token of that number."""
        answer = msgspec.json.decode(body) | {"nextPageToken": f"T0.{number:x}"}
        return msgspec.json.encode(answer | {"isLast": False} if "isLast" in answer else answer)

    def failure(self, status: int, reason: str) -> Answered:
        """A status that is no answer; with 429 the reason is the limit that was reached."""
        why = {"RateLimit-Reason": reason or "jira-burst-based"} if status == 429 else {}
        return Answered(status, _FAILED, headers=_HEADERS | why)


def _answered(answers: Answers, asked: Asked) -> bytes:
    below = _GATEWAY.sub("", asked.path, count=1)
    if asked.method == "GET":
        return answers.get(below, dict(asked.query))
    if asked.method == "POST" and isinstance(asked.question, dict):
        return answers.post(below, asked.question)
    raise Refused(405, "Method Not Allowed")


def _token(header: str) -> str:
    """The token of a Basic header for the one known account, or nothing."""
    found = re.fullmatch(r"Basic ([A-Za-z0-9+/=]+)", header)
    if not found:
        return ""
    try:
        email, _, token = base64.b64decode(found[1]).decode().partition(":")
    except ValueError:
        return ""
    return token if email == EMAIL else ""
