"""Who receives anything from us, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody outside whom we contact: what for, and all that leaves."""

    slug: str
    who: str
    purpose: str
    leaves: str


ALL = (
    Recipient(
        slug="tracker",
        who="The tracker that the person named",
        purpose="reading metadata of issues, sprints and releases under the person's own credential",
        leaves="the credential; keys and ids of projects, boards and issues; names of fields, types and states",
    ),
)
"""Everybody whom this software contacts."""
