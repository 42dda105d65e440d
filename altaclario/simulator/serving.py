"""The simulated Jira on a loopback socket: credentials, limits, faults, latency and the log of requests."""

import asyncio
import base64
import gzip
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
from aiohttp import web

from altaclario.simulator.faults import Faults, spoiled
from altaclario.simulator.jira.answering import Answers, Refused
from altaclario.simulator.tracker import Json, Tracker

EMAIL, TOKEN = "ada@acme.test", "ATATT-simulated-token"
SCOPED_TOKEN, POWERLESS_TOKEN, CLOUD_ID = "ATSTT-simulated-scoped-token", "ATATT-token-without-rights", "11111111-2222"
_GATEWAY = f"/ex/jira/{CLOUD_ID}"
_COMPRESSED_FROM = 1400
_LIMIT = 350
_IN_PARTS_FROM = 1 << 18


@dataclass(slots=True)
class Simulated:
    """A running simulator, and what tests want of it."""

    tracker: Tracker
    latency_ms: float = 0.0
    compresses: bool = True
    id_page: int = 5000
    faults: Faults = field(default_factory=Faults)
    requests: list[Json] = field(default_factory=list)
    url: str = ""
    email: str = EMAIL
    token: str = TOKEN
    scoped_token: str = SCOPED_TOKEN
    powerless_token: str = POWERLESS_TOKEN
    answers: Answers = field(init=False)
    nobody: Answers = field(init=False)

    def __post_init__(self) -> None:
        self.answers = Answers(self.tracker, id_page=self.id_page)
        # An account without rights is shown a site without projects, not an error.
        site = Tracker(fields=self.tracker.fields, statuses=self.tracker.statuses, types=self.tracker.types)
        self.nobody = Answers(site)

    @property
    def api_url(self) -> str:
        """The address of the gateway, for the scoped token."""
        return self.url + _GATEWAY

    def application(self) -> web.Application:
        """The whole site as a web application."""
        application = web.Application(client_max_size=16 << 20)
        application.router.add_route("*", "/_simulator/{what:.*}", self._steer)
        application.router.add_route("*", "/{path:.*}", self._answer)
        return application

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        question = await self._question(request)
        if self.latency_ms:
            await asyncio.sleep(self.latency_ms / 1000)
        fault = self.faults.striking(request.path)
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        repeats = fault is not None and fault.kind == "repeated_token"
        asked = {name: value for name, value in question.items() if name != "nextPageToken"} if repeats else question
        status, body, refused = self._decided(request, asked)
        kind = "application/json"
        headers = {"X-RateLimit-Limit": str(_LIMIT), "X-RateLimit-Remaining": str(_LIMIT - 10)}
        if fault:
            status, body, kind = spoiled(fault, _with_the_same_token(body) if repeats else body)
            headers |= {"Retry-After": f"{fault.retry_after:g}"} if fault.retry_after is not None else {}
            headers |= {"RateLimit-Reason": fault.reason or "jira-burst-based"} if status == 429 else {}
        self._note(request, question, status, len(body), refused=refused)
        return await self._sent(request, status, body, kind, headers)

    async def _question(self, request: web.Request) -> Any:
        if request.method != "POST":
            return None
        try:
            return json.loads(await request.read())
        except ValueError:
            return None

    def _decided(self, request: web.Request, question: Any) -> tuple[int, bytes, bool]:
        """Status and body as a Jira without faults gives them, and whether contents were asked for."""
        token = _token(request.headers.get("Authorization", ""))
        path = request.path
        at_gateway = path.startswith(_GATEWAY)
        allowed = {SCOPED_TOKEN} if at_gateway else {TOKEN, POWERLESS_TOKEN}
        if token not in allowed:
            message = b'{"errorMessages":["Client must be authenticated to access this resource."],"errors":{}}'
            return 401, message, False
        answers = self.nobody if token == POWERLESS_TOKEN else self.answers
        below = path.removeprefix(_GATEWAY)
        try:
            if request.method == "GET":
                return 200, answers.get(below, dict(request.query)), False
            if request.method == "POST" and isinstance(question, dict):
                return 200, answers.post(below, question), False
            raise Refused(405, "Method Not Allowed")
        except Refused as refused:
            return refused.status, refused.body, refused.asked_for_contents

    async def _sent(
        self, request: web.Request, status: int, body: bytes, kind: str, headers: dict[str, str]
    ) -> web.StreamResponse:
        if self.compresses and "gzip" in request.headers.get("Accept-Encoding", "") and len(body) > _COMPRESSED_FROM:
            body = await asyncio.to_thread(gzip.compress, body, 1)
            headers["Content-Encoding"] = "gzip"
        if len(body) < _IN_PARTS_FROM:
            return web.Response(status=status, body=body, content_type=kind, charset="UTF-8", headers=headers)
        return await _in_parts(request, body, headers | {"Content-Type": f"{kind};charset=UTF-8"})

    def _note(self, request: web.Request, question: Any, status: int, size: int, *, refused: bool) -> None:
        self.requests.append(
            {
                "method": request.method,
                "path": request.path,
                "query": dict(request.query),
                "body": question,
                "status": status,
                "bytes": size,
                "refused": refused,
                "at": time.monotonic(),
            }
        )

    def _log(self, *, is_brief: bool) -> list[Json]:
        return [asked | {"body": None} for asked in self.requests] if is_brief else self.requests

    async def _steer(self, request: web.Request) -> web.Response:
        """The simulator's own pages: what was asked, what is planted, what is made up, which faults are set."""
        what = request.match_info["what"]
        if what == "requests":
            return web.json_response(self._log(is_brief="brief" in request.query))
        if what == "canaries":
            return web.json_response(self.tracker.canaries)
        if what == "made-up":
            return web.json_response(self.tracker.made_up)
        if what == "faults" and request.method == "POST":
            self.faults.add(**await request.json())
            return web.json_response({})
        if what == "faults" and request.method == "DELETE":
            self.faults.clear()
            return web.json_response({})
        if what == "latency" and request.method == "POST":
            self.latency_ms = float((await request.json())["milliseconds"])
            return web.json_response({})
        return web.json_response({"errorMessages": ["no such page of the simulator"]}, status=404)


def serve(simulated: Simulated, *, port: int, announce: Callable[[str], None]) -> None:
    """Answer on loopback until interrupted; `announce` gets the address. Raises OSError when the port is taken."""

    async def until_interrupted() -> None:
        runner = await _started(simulated, port)
        announce(simulated.url)
        try:
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    asyncio.run(until_interrupted())


@contextmanager
def running(simulated: Simulated, *, port: int = 0) -> Iterator[Simulated]:
    """The simulator in a thread of its own, for as long as the block lasts."""
    loop = asyncio.new_event_loop()
    runner = loop.run_until_complete(_started(simulated, port))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield simulated
    finally:
        asyncio.run_coroutine_threadsafe(_ended(runner), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _started(simulated: Simulated, port: int) -> web.AppRunner:
    runner = web.AppRunner(simulated.application(), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    simulated.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    return runner


async def _ended(runner: web.AppRunner) -> None:
    """No answer is under way any more, not even a slow one to somebody who left."""
    await runner.cleanup()
    under_way = asyncio.all_tasks() - {asyncio.current_task()}
    for task in under_way:
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)


async def _in_parts(request: web.Request, body: bytes, headers: dict[str, str]) -> web.StreamResponse:
    """A large answer, handed to the socket piece by piece: a buffer of megabytes is moved about with every send."""
    response = web.StreamResponse(headers=headers | {"Content-Length": str(len(body))})
    await response.prepare(request)
    parts = memoryview(body)
    for start in range(0, len(body), _IN_PARTS_FROM):
        await response.write(parts[start : start + _IN_PARTS_FROM])
    await response.write_eof()
    return response


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


def _with_the_same_token(body: bytes) -> bytes:
    """A page that names itself as the next one."""
    answer = msgspec.json.decode(body) | {"nextPageToken": "T0.0"}
    return msgspec.json.encode(answer | {"isLast": False} if "isLast" in answer else answer)
