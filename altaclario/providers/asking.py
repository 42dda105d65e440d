"""One request to a tracker, with patience: it waits as asked, repeats what failed in passing, names what is final."""

import asyncio
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from altaclario.egress.calling import AddressNotAllowed, CallFailed, Reply
from altaclario.providers import legible, troubles
from altaclario.providers.endpoints import Endpoint, Tally, listed
from altaclario.providers.faults import CredentialRefused, TrackerFault, TrackerUnreadable
from altaclario.providers.pacing import Pace
from altaclario.providers.troubles import Trouble

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a request is repeated. Waits are in seconds.

    After the trackers' own advice: the wait that they name, else doubling waits, spread by up to a third.
    """

    tries: int = 4
    wait: float = 1.0
    limited_wait: float = 5.0
    longest_wait: float = 30.0
    longest_asked: float = 120.0

    def before_next(self, trouble: Trouble, attempt: int) -> float:
        """The wait after a try that ran into this; the first try has number 0."""
        if trouble.asked_wait is not None:
            return trouble.asked_wait
        first = self.limited_wait if trouble.status == 429 else self.wait
        return min(first * (1 << attempt), self.longest_wait)


class Sends(Protocol):
    """A line to the tracker, or what stands in front of one."""

    async def send(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Reply:
        """One call. Raises CallFailed."""


class Manners(Protocol):
    """What is one tracker's own: how it is called, and what its refusals mean."""

    name: str
    """As in "Jira failed"."""
    address_hint: str
    """What its address looks like."""
    endpoints: tuple[Endpoint, ...]
    """Every address of it that may be asked."""

    def final(self, reply: Reply, path: str) -> TrackerFault | None:
        """The fault of an answer after which asking again is of no use; None for any other."""

    def is_used_up(self, reply: Reply) -> bool:
        """Whether a refusal for too many requests (429) means a limit that is not renewed soon."""

    def rest(self, reply: Reply) -> float:
        """The seconds that an answer, though it is one, asks to wait before the next request; mostly none."""


class NotThere(Exception):
    """The tracker knows no such thing, or does not show it to this account (404)."""


class NotOffered(Exception):
    """The tracker does not offer this here, such as the sprints of a kanban board (400, 422)."""

    def __init__(self, status: int = 400) -> None:
        super().__init__()
        self.status = status


class Asking:
    """Requests over one line, to listed addresses alone.

    A wait that the tracker asks for holds back every request, not only the refused one.
    """

    def __init__(
        self,
        line: Sends,
        manners: Manners,
        *,
        patience: Patience = Patience(),
        on_wait: Callable[[float], None] = lambda _: None,
        tally: Tally | None = None,
        pace: Pace | None = None,
        token_ages: bool = False,
    ) -> None:
        """`tally` counts what is sent, tries included; `pace` says how much may be under way at once.

        With `token_ages` the token ends by itself after an hour or so, and may do that while it is used.
        """
        self._line = line
        self._manners = manners
        self._patience = patience
        self._on_wait = on_wait
        self._tally = Tally() if tally is None else tally
        self._pace = pace or Pace()
        self._resume_at = 0.0
        self._line_works = False
        self._token_ages = token_ages
        self._was_let_in = False

    async def get(self, path: str, read: Callable[[bytes], T], **query: str) -> T:
        """The answer of a GET, read by `read`."""
        return await self._ask("GET", path, read, query=query)

    async def post(
        self, path: str, read: Callable[[bytes], T], question: dict[str, Any], *, tries: int = 0, **query: str
    ) -> T:
        """The answer of a POST that only asks; in fewer `tries` than usual, if there are any."""
        return await self._ask("POST", path, read, query=query, body=json.dumps(question).encode(), tries=tries)

    async def _ask(
        self,
        method: str,
        path: str,
        read: Callable[[bytes], T],
        *,
        query: dict[str, str] | None = None,
        body: bytes | None = None,
        tries: int = 0,
    ) -> T:
        tries = tries or self._patience.tries
        endpoint = listed(self._manners.endpoints, method, path)
        for attempt in range(tries):
            try:
                async with self._pace.turn() as round_:
                    await self._held_back()
                    self._tally[endpoint.name] += 1
                    reply = await self._line.send(method, path, query=query or None, body=body)
                    self._pace.learn(reply.status, reply.headers, sent_in=round_)
            except AddressNotAllowed:
                raise
            except CallFailed as failed:
                trouble = troubles.of_line(failed)
                # Where nobody has answered yet, the address is the first thing to look at, not the next try.
                trouble = trouble if self._line_works else replace(trouble, is_final=True)
            else:
                self._line_works = True
                if rest := self._manners.rest(reply):
                    self._hold_back(min(rest, self._patience.longest_asked))
                # Lets the request that waits for this one's place set out before the answer is decoded.
                await asyncio.sleep(0)
                if reply.status == 200 and _is_json(reply):
                    self._was_let_in = True
                    try:
                        return legible.read(reply.body, reply.headers["content-type"], read)
                    except troubles.NOT_TAKEN as wrong:
                        trouble = troubles.of_decoding(wrong, reply.status)
                else:
                    trouble = self._judged(reply, path)
            if trouble.is_final:
                raise trouble.fault(self._manners.name)
            if attempt + 1 < tries:
                self._wait(self._patience.before_next(trouble, attempt))
        raise trouble.fault(self._manners.name, tries=tries)

    def _judged(self, reply: Reply, path: str) -> Trouble:
        """What a reply that is no data means: a trouble, or a final error."""
        if fault := self._manners.final(reply, path):
            raise self._as_aged(fault)
        if reply.status == 404:
            raise NotThere
        if reply.status in (400, 422):
            raise NotOffered(reply.status)
        is_used_up = reply.status == 429 and self._manners.is_used_up(reply)
        trouble = troubles.of_reply(reply, is_used_up=is_used_up, longest_asked=self._patience.longest_asked)
        if trouble:
            return trouble
        name = self._manners.name
        raise TrackerUnreadable(
            f"The tracker answered {path} with status {reply.status}, which no {name} does.",
            mend=self._manners.address_hint,
            cause="no-tracker",
            status=reply.status,
        )

    def _as_aged(self, fault: TrackerFault) -> TrackerFault:
        """A token that ages and was let in before is no wrong one; if it was taken back, the next reading is told."""
        if fault.cause != "token-refused" or not (self._token_ages and self._was_let_in):
            return fault
        return CredentialRefused(
            f"{self._manners.name} does not accept the token any more ({fault.status}).",
            mend="Read again; it begins with a new one.",
            cause="token-aged",
            status=fault.status,
        )

    def _wait(self, wait: float) -> None:
        # Never sooner than asked; the spread keeps requests from coming back all at once.
        self._hold_back(wait * random.uniform(1.0, 1.3))

    def _hold_back(self, seconds: float) -> None:
        self._resume_at = max(self._resume_at, asyncio.get_running_loop().time() + seconds)
        self._on_wait(seconds)

    async def _held_back(self) -> None:
        loop = asyncio.get_running_loop()
        while (left := self._resume_at - loop.time()) > 0:
            await asyncio.sleep(left)


def _is_json(reply: Reply) -> bool:
    return reply.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"
