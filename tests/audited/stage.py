"""On what a case stands, and the register of cases."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import mail
from django.test import Client
from django.urls import reverse

from altaclario.accounts.tests import signing
from altaclario.accounts.tests.signing import Clock
from altaclario.audit.verbs import Verb
from altaclario.connections.models import Connection
from tests.cast import House, signed_in
from tests.trackers import Simulated


@dataclass(frozen=True, slots=True)
class Stage:
    """Acme with Ada, who owns it, Ben, who may look, and a connection; and people who come to sign in."""

    acme: House
    connection: Connection
    site: Simulated
    clock: Clock

    @property
    def ada(self) -> Client:
        return signed_in(self.acme.ada)

    @property
    def ben(self) -> Client:
        return signed_in(self.acme.ben)

    def at(self, name: str, **parts: Any) -> str:
        """The path of an address in Acme."""
        return reverse(name, kwargs={"slug": self.acme.slug, **parts})

    def code(self) -> str:
        """The one in the newest mail."""
        return signing.mailed_code(mail.outbox)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that succeeds; and what to send instead so that it is refused, if anything can be wrong."""

    browser: Client
    path: str
    sent: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One address, what is noted there, and how to ask it. `act` prepares everything up to the request."""

    address: str
    verb: Verb
    act: Callable[[Stage], Asked]


CASES: list[Case] = []


def case(address: str, verb: Verb) -> Callable[[Callable[[Stage], Asked]], Callable[[Stage], Asked]]:
    """Add a case for the address of that name."""

    def added(act: Callable[[Stage], Asked]) -> Callable[[Stage], Asked]:
        CASES.append(Case(address, verb, act))
        return act

    return added
