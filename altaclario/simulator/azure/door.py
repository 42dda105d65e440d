"""Who may come in, by which version of the interface, and how much of it is left: the face as its callers see it."""

import base64
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

import msgspec

from altaclario.simulator.asking import Answered, Asked
from altaclario.simulator.azure import answering, refusing, translating
from altaclario.simulator.azure.answering import Answers
from altaclario.simulator.azure.organisation import NAME, Organisation
from altaclario.simulator.azure.process import Process
from altaclario.simulator.azure.quota import BLOCKED, Quota
from altaclario.simulator.azure.refusing import Refused
from altaclario.simulator.tracker import Json, Tracker

PAT = "simulated-azure-pat"
FOREIGN_PAT, POWERLESS_PAT = "simulated-pat-of-another-organisation", "simulated-pat-without-rights"
NARROW_PAT = "simulated-pat-without-work-items"
SignIn = Literal["page", "redirect", "refused"]
KIND = "application/json; charset=utf-8"
_PAGE = (
    b'<!DOCTYPE html>\r\n<html lang="en-US"><head><title>Azure DevOps Services | Sign In</title></head>'
    b'<body><a href="https://login.microsoftonline.com/">Sign in to Azure DevOps Services</a></body></html>'
)
# As recorded: a status, no body, and no type of it.
_UNAUTHORIZED = Answered(
    401, b"", "text/plain", {"WWW-Authenticate": 'Basic realm="https://simulated.visualstudio.com/"'}
)
_VERSION = re.compile(r"(\d)\.(\d)(-preview(?:\.\d+)?)?")
_NEWEST = (7, 2)
_INTERNAL = ("TF400898: An Internal Error Occurred.", "TeamFoundationServerException")
_FAILURES = {
    401: ("TF400813: The user is not authorized to access this resource.", "UnauthorizedRequestException"),
    403: ("TF401027: You need the Work items (read) permission to do this.", "AccessCheckException"),
    429: (BLOCKED, "RequestBlockedException"),
}
_NOBODY = {"accountId": "0:1", "displayName": "Nobody", "emailAddress": "nobody@acme.test"}


@dataclass(slots=True, repr=False)
class AzureFace:
    """The organisation `simulated`. It is made when somebody asks for it, out of the tracker as it is then."""

    tracker: Tracker
    process: Process = field(default_factory=Process)
    quota: Quota = field(default_factory=Quota)
    sign_in: SignIn = "page"
    """What a stranger gets: the page with status 203, a redirect to it, or 401, which may also be asked for."""
    now_ms: Callable[[], int] = field(default=lambda: int(time.time() * 1000))
    lock: threading.RLock = field(default_factory=threading.RLock)
    opens: Callable[[str], bool] = lambda _token: False
    """Whether what Microsoft granted to an app or a principal opens the organisation."""
    _answers: Answers | None = None
    _nobody: Answers = field(init=False)
    _seen: int = 0

    def __post_init__(self) -> None:
        # Somebody without rights is shown an organisation without projects, not an error.
        self._nobody = Answers(Organisation(), self.process, _NOBODY, self.now_ms)

    @property
    def answers(self) -> Answers:
        """The organisation's answers, with everything that happened until now."""
        with self.lock:
            if self._answers is None:
                organisation = translating.translate(self.tracker, self.process)
                self._answers = Answers(organisation, self.process, _person(self.tracker), self.now_ms)
                self._seen = len(self.tracker.changed)
            self._catch_up(self._answers)
            return self._answers

    @property
    def organisation(self) -> Organisation:
        return self.answers.organisation

    def project_id(self, key: str) -> str:
        """The GUID of the project with the issues of a key."""
        return self.organisation.of_key(key).id

    def team_id(self, key: str) -> str:
        """The GUID of the team with the issues of a key."""
        return self.organisation.home(key).team.id

    def changed(self) -> None:
        """Forget what was written down of the organisation, after it was changed by hand."""
        self.answers.encoded.drop({0})

    def answer(self, asked: Asked) -> Answered:
        """The answer of an organisation that is well."""
        stranger = self._stranger(asked)
        if stranger is not None:
            return stranger
        try:
            said = version(asked)
            delay = self.quota.spend()
            return self.answered(asked, said).with_headers(self.quota.headers(delay))
        except Refused as refused:
            answer = Answered(refused.status, refused.body, KIND, refused=refused.asked_for_contents)
            return answer.with_headers(self.quota.headers(0.0, is_refused=refused.status == 429))

    def subject(self, asked: Asked) -> str:
        """The address tells it."""
        return asked.path

    def first_page(self, asked: Asked) -> Asked:
        """The same question without its token."""
        return replace(asked, query={name: one for name, one in asked.query.items() if name != "continuationToken"})

    def repeated(self, body: bytes, number: int = 0) -> bytes:
        """A batch that names itself as the next one, by a token of that number."""
        answer = msgspec.json.decode(body)
        if "isLastBatch" in answer:
            answer |= {"isLastBatch": False, "continuationToken": f"1;1;{number}"}
        return msgspec.json.encode(answer)

    def failure(self, status: int, reason: str) -> Answered:
        """An error of the service itself."""
        if status == 203:
            return Answered(203, _PAGE, "text/html; charset=utf-8")
        message, key = _FAILURES.get(status, _INTERNAL)
        body = msgspec.json.encode(refusing.said(reason or message, key))
        return Answered(status, body, KIND, self.quota.headers(0.0, is_refused=status == 429))

    def answered(self, asked: Asked, version: str) -> Answered:
        """The answer to somebody who may come in. Raises Refused."""
        kind = f"{KIND}; api-version={version}"
        answers = self._nobody if token(asked) == POWERLESS_PAT else self.answers
        with self.lock:
            if asked.method == "GET":
                body, headers = answers.get(asked.path, asked.query)
                return Answered(200, body, kind, headers)
            if asked.method == "POST" and isinstance(asked.question, dict):
                return Answered(200, answers.post(asked.path, asked.query, asked.question), kind)
        raise Refused(405, f"The requested resource does not support http method '{asked.method}'.", "HttpException")

    def _stranger(self, asked: Asked) -> Answered | None:
        """What somebody gets who may not come in; nothing for those who may."""
        shown = token(asked)
        if shown == FOREIGN_PAT:
            return self.failure(401, "")
        if shown == NARROW_PAT:
            rest = asked.path.lower().partition("/_apis/")[2]
            return _UNAUTHORIZED if rest.startswith(("wit", "work")) else None
        head = asked.headers.get("Authorization", "")
        if shown in (PAT, POWERLESS_PAT) or (head.startswith("Bearer ") and self.opens(head.removeprefix("Bearer "))):
            return None
        if self.sign_in == "refused" or asked.headers.get("X-TFS-FedAuthRedirect", "").lower() == "suppress":
            return _UNAUTHORIZED
        if self.sign_in == "redirect":
            there = "https://spsprodweu1.vssps.visualstudio.com/_signin?realm=dev.azure.com"
            return Answered(302, b"", "text/html; charset=utf-8", {"Location": there})
        return Answered(203, _PAGE, "text/html; charset=utf-8", {"X-TFS-FedAuthRealm": "https://dev.azure.com/"})

    def _catch_up(self, answers: Answers) -> None:
        """Tell again what something happened to since the last time."""
        changed = self.tracker.changed[self._seen :]
        if changed:
            translating.tell_again(answers.organisation, self.tracker, self.process, changed)
            answers.encoded.drop(set(changed))
            self._seen += len(changed)


def version(asked: Asked, newest: tuple[int, int] = _NEWEST) -> str:
    """The version that a question names. Raises Refused for none, and for one that is newer than `newest`."""
    accepts = re.search(r"api-version=([\w.-]+)", asked.headers.get("Accept", ""))
    said = asked.query.get("api-version") or (accepts[1] if accepts else None)
    if said is None:
        message = (
            f'No api-version was supplied for the "{asked.method}" request. The version must be supplied either as '
            'part of the Accept header (e.g. "application/json; api-version=1.0") or as a query parameter '
            '(e.g. "?api-version=1.0").'
        )
        raise refusing.bad(message, "VssVersionNotSpecifiedException")
    found = _VERSION.fullmatch(said)
    if found is None or not (1, 0) <= (int(found[1]), int(found[2])) <= newest:
        message = (
            f'The requested version "{said}" of the resource is out of range. The latest REST API version this server '
            f"supports is {newest[0]}.{newest[1]}."
        )
        raise refusing.bad(message, "VssVersionOutOfRangeException")
    if not found[3] and answering.is_preview(asked.path):
        message = (
            f'The requested version "{said}" of the resource is under preview. The -preview flag must be supplied in '
            f'the api-version for such requests. For example: "{said}-preview"'
        )
        raise refusing.bad(message, "VssInvalidPreviewVersionException")
    return said


def token(asked: Asked) -> str:
    """The token of a Basic header; the name before the colon does not matter."""
    found = re.fullmatch(r"Basic ([A-Za-z0-9+/=]+)", asked.headers.get("Authorization", ""))
    if not found:
        return ""
    try:
        return base64.b64decode(found[1]).decode().partition(":")[2]
    except ValueError:
        return ""


def _person(tracker: Tracker) -> Json:
    """The account whose token is used: one of the people of the tracker."""
    found = (issue.fields.get("assignee") for issue in tracker.issues.values())
    return next((one for one in found if one and one.get("emailAddress")), _NOBODY)


def serves(path: str) -> bool:
    """Whether a path is one of the organisation's."""
    return path.lower().startswith(f"/{NAME}/") or path.lower() == f"/{NAME}"
