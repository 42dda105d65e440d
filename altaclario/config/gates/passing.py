"""All gates, and what happens at them: the server edition starts when every one is open, and not otherwise."""

from collections.abc import Callable, Sequence
from ipaddress import ip_address

from django.conf import settings

from altaclario.config.arguments import BadArgument
from altaclario.config.gates import analytics, granting, handing, machine, roles, secrets, storage, texts, web

Gate = Callable[[], str]
"""Looks, and says in one sentence what is wrong and what to do; an empty one means it is open."""

ALL: tuple[Gate, ...] = (
    *web.GATES,
    *handing.GATES,
    *handing.ALWAYS,
    *secrets.GATES,
    *storage.GATES,
    *roles.GATES,
    *machine.GATES,
    *texts.GATES,
    *analytics.GATES,
    *granting.GATES,
)


def are_for(address: str) -> bool:
    """Whether this start must pass: the server edition always, any other when it listens beyond this machine."""
    return settings.EDITION == "server" or not (address == "localhost" or ip_address(address).is_loopback)


def closed(gates: Sequence[Gate] = ALL) -> list[str]:
    """The sentence of each gate that is closed."""
    return [said for gate in gates if (said := gate())]


def check(address: str) -> None:
    """Raises BadArgument with a line for each closed gate; for oneself alone, of those that always hold."""
    if said := closed(ALL if are_for(address) else handing.ALWAYS):
        raise BadArgument("\n".join(said))
