"""How many requests to a tracker are under way at once: fewer when it shows that it has enough, more by and by after.

Additive increase, multiplicative decrease, as TCP shares a line (Chiu and Jain, 1989): a refusal, or the word that
little is left, halves the number; each round of answers lets one more through, up to the most that was wished for.
"""

from asyncio import CancelledError, Condition
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from altaclario.providers import quota
from altaclario.providers.quota import Quota

MOST = 8
"""Requests under way at once, where nobody says how many."""


class Pace:
    """The pace of one reading of one tracker."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.allowed = float(most)
        """As many may be under way; its fraction is a part of the way to one more."""
        self.quota: Quota | None = None
        """What the tracker told last."""
        self._under_way = 0
        self._round = 0
        self._changed = Condition()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[int]:
        """Waits until one more may be under way, which it is for the length of the block; gives its round.

        All that set out before the same cut are of one round.
        """
        async with self._changed:
            while self._under_way >= int(self.allowed):
                try:
                    await self._changed.wait()
                except CancelledError:
                    # The place that it may have been told of is free for another.
                    self._changed.notify()
                    raise
            self._under_way += 1
        try:
            yield self._round
        finally:
            self._under_way -= 1
            async with self._changed:
                self._changed.notify(max(int(self.allowed) - self._under_way, 0))

    def learn(self, status: int, headers: Mapping[str, str], *, sent_in: int) -> None:
        """Take what an answer tells, to a request of the round `sent_in`, into account.

        Those that were under way together are refused together, so they count as one refusal.
        """
        told = quota.told(headers)
        self.quota = told or self.quota
        if status == 429 or (told and told.is_near):
            if sent_in == self._round:
                self.allowed = max(self.allowed / 2, 1.0)
                self._round += 1
        elif status < 400:
            self.allowed = min(self.allowed + 1 / self.allowed, float(self.most))
