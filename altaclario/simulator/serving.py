"""Simulated trackers and issuers on a loopback socket: faults, latency, the log of requests, and pages of its own."""

import asyncio
import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ssl import SSLContext
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from altaclario.simulator import living, sending
from altaclario.simulator.altering import altered
from altaclario.simulator.asking import Answered, Asked, Face
from altaclario.simulator.azure import door as azure_door
from altaclario.simulator.azure import server as azure_server
from altaclario.simulator.azure.door import PAT, AzureFace
from altaclario.simulator.azure.organisation import NAME as ORGANISATION
from altaclario.simulator.azure.process import Process
from altaclario.simulator.azure.server import SERVER_PAT, ServerFace
from altaclario.simulator.data_center import door as data_center_door
from altaclario.simulator.data_center.door import DataCenterFace
from altaclario.simulator.faults import Faults
from altaclario.simulator.granting import door as granting_door
from altaclario.simulator.granting import entra as entra_door
from altaclario.simulator.granting.door import AtlassianFace
from altaclario.simulator.granting.entra import EntraFace
from altaclario.simulator.happening import CannotHappen, Happenings
from altaclario.simulator.issuer import door as issuer_door
from altaclario.simulator.issuer.door import IssuerFace
from altaclario.simulator.jira.answering import Answers
from altaclario.simulator.jira.door import CLOUD_ID, EMAIL, GATEWAY, POWERLESS_TOKEN, SCOPED_TOKEN, TOKEN, JiraFace
from altaclario.simulator.tracker import Json, Tracker

__all__ = ["CLOUD_ID", "EMAIL", "PAT", "TOKEN", "Simulated", "running", "serve"]

_LOOKS_EVERY = 1.0


@dataclass(slots=True, repr=False)
class Simulated:
    """A running simulator, and what tests want of it. Azure DevOps tells the same history, or that of a tracker of its
    own."""

    tracker: Tracker
    latency_ms: float = 0.0
    compresses: bool = True
    id_page: int = 5000
    azure_tracker: Tracker | None = None
    process: Process = field(default_factory=Process)
    faults: Faults = field(default_factory=Faults)
    requests: list[Json] = field(default_factory=list)
    url: str = ""
    email: str = EMAIL
    token: str = TOKEN
    scoped_token: str = SCOPED_TOKEN
    powerless_token: str = POWERLESS_TOKEN
    personal_token: str = data_center_door.TOKEN
    pat: str = PAT
    server_pat: str = SERVER_PAT
    clock: Callable[[], float] = time.time
    """The time of both trackers, in seconds."""
    pace: float = 0.0
    """How many things happen by themselves in an hour."""
    jira: JiraFace = field(init=False)
    data_center: DataCenterFace = field(init=False)
    azure: AzureFace = field(init=False)
    server: ServerFace = field(init=False)
    atlassian: AtlassianFace = field(init=False)
    entra: EntraFace = field(init=False)
    issuers: dict[str, IssuerFace] = field(default_factory=dict)
    lives: asyncio.Task[None] | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self.atlassian = AtlassianFace(lambda: self.clock())
        self.entra = EntraFace(lambda: self.clock())
        self.jira = JiraFace(self.tracker, self.id_page, self.now_ms, self._lock, opens=self.atlassian.opens)
        self.data_center = DataCenterFace(self.tracker, self.id_page, self.now_ms, self._lock)
        self.azure = AzureFace(self.azure_tracker or self.tracker, self.process, now_ms=self.now_ms, lock=self._lock)
        self.azure.opens = self.entra.opens
        self.server = ServerFace(self.azure)

    def now_ms(self) -> int:
        """What time it is for both trackers."""
        return int(self.clock() * 1000)

    @property
    def api_url(self) -> str:
        """The address of Jira's gateway, for the scoped token."""
        return self.url + GATEWAY

    @property
    def azure_url(self) -> str:
        """The address of the organisation."""
        return f"{self.url}/{ORGANISATION}"

    @property
    def server_url(self) -> str:
        """The address of the collection of the Azure DevOps Server."""
        return self.url + azure_server.BELOW

    @property
    def data_center_url(self) -> str:
        """The address of the Data Center."""
        return self.url + data_center_door.BELOW

    @property
    def answers(self) -> Answers:
        """What the Jira answers to its account."""
        return self.jira.answers

    def issuer(self, name: str = "acme") -> IssuerFace:
        """The issuer of that name; each is another one, with keys of its own."""
        if name not in self.issuers:
            self.issuers[name] = IssuerFace(name, lambda: self.url, self.clock)
        return self.issuers[name]

    def happen(self, what: str, *, at_ms: int | None = None, azure_only: bool = False, **told: Any) -> int:
        """Let something happen, on both faces; see `happening`. Gives the id of the issue. Raises CannotHappen.

        Where Azure DevOps has a tracker of its own, `azure_only` says that it happens there.
        """
        tracker = self.azure.tracker if azure_only else self.tracker
        with self._lock:
            return Happenings(tracker, self.now_ms(), at_ms).happen(what, **told)

    def live_on(self, times: int = 1, *, at_ms: int | None = None) -> list[int]:
        """Let things happen that could happen next; gives the ids of the issues."""
        with self._lock:
            return [living.live_on(Happenings(self.tracker, self.now_ms(), at_ms)) for _ in range(times)]

    @property
    def canaries(self) -> list[str]:
        """What is planted in either tracker."""
        return list(dict.fromkeys([*self.tracker.canaries, *self.azure.tracker.canaries]))

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
        face = self._face(request.path)
        asked = Asked(request.method, request.path, dict(request.query), request.headers, question)
        first = face.first_page(asked)
        fault = self.faults.striking(face.subject(asked), is_continued=first != asked)
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        if fault and fault.happening:
            self.happen(**fault.happening)
        answer = face.answer(first if fault and fault.kind in ("repeated_token", "endless") else asked)
        if fault:
            answer = altered(fault, answer, face)
        if "X-RateLimit-Delay" in answer.headers:
            await asyncio.sleep(float(answer.headers["X-RateLimit-Delay"]))
        self._note(request, question, answer)
        return await sending.send(request, answer, fault, compresses=self.compresses)

    def _face(self, path: str) -> Face:
        if issuer_door.serves(path):
            return self.issuer(path.removeprefix(issuer_door.BELOW).partition("/")[0])
        if data_center_door.serves(path):
            return self.data_center
        if azure_server.serves(path):
            return self.server
        if granting_door.serves(path):
            return self.atlassian
        if entra_door.serves(path):
            return self.entra
        return self.azure if azure_door.serves(path) else self.jira

    async def _question(self, request: web.Request) -> Any:
        if request.method != "POST":
            return None
        if request.content_type == "application/x-www-form-urlencoded":
            return dict(parse_qsl(await request.text()))
        try:
            return json.loads(await request.read())
        except ValueError:
            return None

    def _note(self, request: web.Request, question: Any, answer: Answered) -> None:
        self.requests.append(
            {
                "method": request.method,
                "path": request.path,
                "query": dict(request.query),
                "body": question,
                "status": answer.status,
                "bytes": len(answer.body),
                "refused": answer.refused,
                "at": time.monotonic(),
            }
        )

    def _let_happen(self, wanted: Json) -> web.Response:
        try:
            if wanted.get("what") == "anything":
                return web.json_response({"items": self.live_on(int(wanted.get("times", 1)))})
            return web.json_response({"item": self.happen(**wanted)})
        except (CannotHappen, TypeError) as cannot:
            return web.json_response({"errorMessages": [str(cannot)]}, status=400)

    def _log(self, *, is_brief: bool) -> list[Json]:
        return [asked | {"body": None} for asked in self.requests] if is_brief else self.requests

    async def _steer(self, request: web.Request) -> web.Response:
        """The simulator's own pages: what was asked, what is planted, what is made up, which faults are set."""
        what = request.match_info["what"]
        if what == "requests":
            return web.json_response(self._log(is_brief="brief" in request.query))
        if what == "canaries":
            return web.json_response(self.canaries)
        if what == "made-up":
            return web.json_response(self.tracker.made_up)
        if what == "faults" and request.method == "POST":
            self.faults.add(**await request.json())
            return web.json_response({})
        if what == "faults" and request.method == "DELETE":
            self.faults.clear()
            return web.json_response({})
        if what == "happen" and request.method == "POST":
            return self._let_happen(await request.json())
        if what == "pace" and request.method == "POST":
            self.pace = float((await request.json())["an_hour"])
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
def running(simulated: Simulated, *, port: int = 0, tls: SSLContext | None = None) -> Iterator[Simulated]:
    """The simulator in a thread of its own, for as long as the block lasts; with `tls` behind a certificate."""
    loop = asyncio.new_event_loop()
    runner = loop.run_until_complete(_started(simulated, port, tls))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield simulated
    finally:
        asyncio.run_coroutine_threadsafe(_ended(runner), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _live(simulated: Simulated) -> None:
    """Let things happen at the pace that is set, which may be changed at any time."""
    # Chance of its own: it runs beside tests that watch the one which all share.
    chance = random.Random()
    while True:
        await asyncio.sleep(_LOOKS_EVERY)
        # As many as there are in this time on average; what is less than one may happen or not.
        expected = simulated.pace * _LOOKS_EVERY / 3600
        times = int(expected) + (chance.random() < expected % 1)
        simulated.live_on(times)


async def _started(simulated: Simulated, port: int, tls: SSLContext | None = None) -> web.AppRunner:
    runner = web.AppRunner(simulated.application(), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, ssl_context=tls).start()
    simulated.url = f"{'https' if tls else 'http'}://127.0.0.1:{runner.addresses[0][1]}"
    simulated.lives = asyncio.create_task(_live(simulated))
    return runner


async def _ended(runner: web.AppRunner) -> None:
    """No answer is under way any more, not even a slow one to somebody who left."""
    await runner.cleanup()
    under_way = asyncio.all_tasks() - {asyncio.current_task()}
    for task in under_way:
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)
