"""What an operator says in the environment, read with a sentence for what makes no sense."""

import os
import re
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from altaclario.declarations import subprocessors as declared
from altaclario.declarations.subprocessors import Subprocessor


def maintain() -> None:
    """This process works for all workspaces: it asks the database as the role for that. Before settings are read."""
    os.environ["ALTACLARIO_MAINTAINS"] = "yes"


def edition() -> str:
    """Which edition this is: for this machine alone, or a server for many. Raises ImproperlyConfigured."""
    return one_of("ALTACLARIO_EDITION", ("embedded", "server"))


def host_of(origin: str) -> str:
    """The host of an address; empty if it is none.

    >>> host_of("https://Flow.example.com:8443"), host_of("flow")
    ('flow.example.com', '')
    """
    return origin.partition("://")[2].partition("/")[0].partition(":")[0].lower()


def words(name: str) -> list[str]:
    """Several, with commas or spaces between."""
    return os.environ.get(name, "").replace(",", " ").split()


def one_of(name: str, choices: Sequence[str]) -> str:
    """One of the choices, the first if nothing is said. Raises ImproperlyConfigured."""
    said = os.environ.get(name) or choices[0]
    if said not in choices:
        raise ImproperlyConfigured(f"{name} is {said!r}; it may be {' or '.join(choices)}.")
    return said


def yes(name: str) -> bool:
    """Whether it says yes. Raises ImproperlyConfigured."""
    return one_of(name, ("no", "yes")) == "yes"


def number(name: str, usual: int) -> int:
    """A whole number of at least 1. Raises ImproperlyConfigured."""
    said = os.environ.get(name) or str(usual)
    if not (said.isascii() and said.isdecimal()) or len(said) > 9 or int(said) < 1:
        raise ImproperlyConfigured(f"{name} is {said[:20]!r}; it must be a whole number of at least 1.")
    return int(said)


def measurement_id(name: str) -> str:
    """That of a Google Analytics property; empty if nothing is said. Raises ImproperlyConfigured."""
    said = os.environ.get(name, "")
    if said and not re.fullmatch(r"G-[A-Z0-9]{4,20}", said):
        raise ImproperlyConfigured(f"{name} is {said[:30]!r}; it must be a measurement id, such as G-1A2B3C4D5E.")
    return said


def networks(name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks such as 10.0.0.0/8. Raises ImproperlyConfigured."""
    try:
        return tuple(ip_network(one) for one in words(name))
    except ValueError as wrong:
        raise ImproperlyConfigured(f"{name}: {wrong}. Write networks such as 10.0.0.0/8.") from None


def subprocessors(file: Path, *, is_named: bool) -> tuple[Subprocessor, ...]:
    """Who works for this operator, as the file says; nobody if nobody named one. Raises ImproperlyConfigured."""
    try:
        return declared.read(file.read_text()) if is_named or file.exists() else ()
    except declared.NotUnderstood as wrong:
        raise ImproperlyConfigured(f"{file}: {wrong}") from None
    except (OSError, UnicodeDecodeError) as wrong:
        raise ImproperlyConfigured(f"{file} cannot be read ({type(wrong).__name__}).") from None
