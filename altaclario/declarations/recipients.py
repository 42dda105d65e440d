"""Who receives anything from us, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody outside whom we contact: what for, and all that leaves."""

    slug: str
    who: str
    purpose: str
    leaves: str
