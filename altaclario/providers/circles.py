"""Pages that name the next one, and whether they turn in a circle."""

from collections.abc import Hashable

from altaclario.providers.troubles import ENDLESS


class Circle:
    """Remembers which pages came and how they named the next; tells a circle by either, because names may be new."""

    def __init__(self) -> None:
        self._tokens: set[str] = set()
        self._pages: set[Hashable] = set()

    def turn(self, token: str, page: Hashable, *, tracker: str) -> None:
        """A page came, known by `page`, and named the next. Raises TrackerUnreadable if either was there before."""
        if token in self._tokens or page in self._pages:
            raise ENDLESS.fault(tracker)
        self._tokens.add(token)
        self._pages.add(page)
