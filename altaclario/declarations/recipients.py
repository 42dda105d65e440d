"""Who receives anything from us, and why: read from `subprocessors.toml`, the one place where that is said."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("subprocessors.toml")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody outside whom we contact: what for, all that leaves, and in which case."""

    slug: str
    who: str
    purpose: str
    leaves: str
    when: str
    is_subprocessor: bool
    """Whether they work for the operator; others were named by whoever's data it is."""
    hosts: tuple[str, ...] = ()
    """Which are called, where the software knows; one that begins with a dot stands for all below it."""


def _read(text: str) -> tuple[Recipient, ...]:
    return tuple(Recipient(**one | {"hosts": tuple(one.get("hosts", ()))}) for one in tomllib.loads(text)["recipient"])


ALL = _read(_FILE.read_text())
"""Everybody whom this software contacts."""


def named(slug: str) -> Recipient:
    """One of them. Raises StopIteration for one that is not in the register."""
    return next(one for one in ALL if one.slug == slug)


TRACKER = named("tracker")
