"""What a browser may tell: one event of a closed list, by names that we gave. Anything else is refused."""

from typing import Annotated

import msgspec
from msgspec import Meta

from altaclario.consent.analytics import routes
from altaclario.declarations.promises import keeps

ELSEWHERE = "elsewhere"
"""Where somebody came from who was not here before: which place it was is not told."""
MOST_BYTES = 200
_LONGEST_MS = 600_000


class NotAHit(Exception):
    """Something that no page of ours sends; the text says what is wrong, and repeats nothing of it."""


class View(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="event", tag="page_view"):
    """A page was opened; `before` is the page of ours that led there."""

    page: str
    before: str


class Speed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="event", tag="page_speed"):
    """How long a page took to come."""

    page: str
    ms: Annotated[int, Meta(ge=0, le=_LONGEST_MS)]


Hit = View | Speed


@keeps("closed-events")
def read(body: bytes) -> Hit:
    """One hit. Raises NotAHit."""
    if len(body) > MOST_BYTES:
        raise NotAHit(f"A hit has {MOST_BYTES} bytes at most.")
    try:
        hit: Hit = msgspec.json.decode(body, type=Hit)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise NotAHit("This is none of the events that are counted, or says more or less than one does.") from None
    if hit.page not in routes.MEASURED:
        raise NotAHit("This is no page that is counted.")
    if isinstance(hit, View) and hit.before not in {*routes.MEASURED, ELSEWHERE, ""}:
        raise NotAHit("This is no page that one comes from.")
    return hit
