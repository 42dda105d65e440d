"""One request to a tracker, with patience: it waits as asked, repeats what failed in passing, names what is final."""

import asyncio
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import msgspec

from altaclario.egress.calling import AddressNotAllowed, CallFailed, Reply
from altaclario.providers.faults import TrackerFault, TrackerUnreadable

T = TypeVar("T")

_PASSING = (408, 425, 429, 500, 502, 503, 504)


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


class Asking:
    """Requests over one line. A wait that the tracker asks for holds back every request, not only the refused one."""

    def __init__(
        self,
        line: Sends,
        manners: Manners,
        *,
        patience: Patience = Patience(),
        on_wait: Callable[[float], None] = lambda _: None,
    ) -> None:
        self._line = line
        self._manners = manners
        self._patience = patience
        self._on_wait = on_wait
        self._resume_at = 0.0
        self._line_works = False

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
        patience, tries = self._patience, tries or self._patience.tries
        trouble, status = "", 0
        for attempt in range(tries):
            await self._held_back()
            try:
                reply = await self._line.send(method, path, query=query or None, body=body)
            except AddressNotAllowed:
                raise
            except CallFailed as failed:
                if not self._line_works:
                    raise _not_reached(failed) from None
                trouble, wait, status = str(failed), patience.wait * 2**attempt, 0
            else:
                self._line_works, status = True, reply.status
                if rest := self._manners.rest(reply):
                    self._hold_back(min(rest, patience.longest_asked))
                # Lets the request that waits for this one's place set out before the answer is decoded.
                await asyncio.sleep(0)
                if reply.status == 200 and _is_json(reply):
                    try:
                        return read(reply.body)
                    except (msgspec.MsgspecError, ValueError):
                        trouble = f"{self._manners.name}'s answer broke off or was not of the documented form."
                        wait = patience.wait * 2**attempt
                else:
                    trouble, wait = self._judged(reply, path, attempt)
            if attempt + 1 < tries:
                self._wait(wait)
        raise TrackerUnreadable(
            f"The tracker could not be read: {trouble} It was asked {tries} times.",
            mend=f"If this goes on, the administrator of that {self._manners.name} can say what is wrong with it.",
            next="Run the command again later; nothing was kept of this reading.",
            cause="failing",
            status=status,
        )

    def _judged(self, reply: Reply, path: str, attempt: int) -> tuple[str, float]:
        """What a reply that is no data means: the trouble and the wait before the next try, or a final error."""
        patience, name = self._patience, self._manners.name
        if fault := self._manners.final(reply, path):
            raise fault
        if reply.status == 404:
            raise NotThere
        if reply.status in (400, 422):
            raise NotOffered
        if reply.status == 429:
            return self._limited(reply, attempt)
        if reply.status in _PASSING:
            return f"{name} failed with status {reply.status}.", _asked_wait(reply) or patience.wait * 2**attempt
        if reply.status == 200:
            return f"{name} answered with a web page instead of data.", patience.wait * 2**attempt
        raise TrackerUnreadable(
            f"The tracker answered {path} with status {reply.status}, which no {name} does.",
            mend=self._manners.address_hint,
            cause="no-tracker",
            status=reply.status,
        )

    def _limited(self, reply: Reply, attempt: int) -> tuple[str, float]:
        patience = self._patience
        asked = _asked_wait(reply)
        name = self._manners.name
        if self._manners.is_used_up(reply) or (asked or 0) > patience.longest_asked:
            until = f"for {asked:.0f} seconds" if asked else "until its quota is renewed"
            raise TrackerUnreadable(
                f"{name} asks to be left alone {until} (429): its limit for this account is used up.",
                mend=f"Nobody needs to mend this; an administrator of that {name} can see what else uses the limit.",
                next="Run the command again after that time.",
                cause="quota",
                status=429,
            )
        wait = asked if asked is not None else min(patience.limited_wait * 2**attempt, patience.longest_wait)
        return f"{name} limits the rate of requests (429).", wait

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


def _not_reached(failed: CallFailed) -> TrackerUnreadable:
    return TrackerUnreadable(
        f"The tracker could not be reached: {failed}",
        mend="Check --url and this machine's connection.",
        next="Nothing was read.",
        cause="unreachable",
        detail=str(failed),
    )


def _is_json(reply: Reply) -> bool:
    return reply.headers.get("content-type", "").partition(";")[0].strip() == "application/json"


def _asked_wait(reply: Reply) -> float | None:
    """The seconds that the answer asks to wait, if it names them."""
    try:
        return max(float(reply.headers["retry-after"]), 0.0)
    except (KeyError, ValueError):
        return None
