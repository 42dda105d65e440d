"""Names become small numbers, in the order in which they are met."""

from collections.abc import Iterable


class Codebook:
    """The codes of a set of names: 0, 1, 2 …

    >>> book = Codebook([""])
    >>> book.codes(["Done", "Duplicate", "Done", None])
    [1, 2, 1, 0]
    >>> book.names
    ['', 'Done', 'Duplicate']
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._codes = {name: code for code, name in enumerate(names)}

    def code(self, name: str) -> int:
        """The code of one name; a new name gets the next free one."""
        return self._codes.setdefault(name, len(self._codes))

    def codes(self, names: Iterable[str | None]) -> list[int]:
        """The code of each name; None is the empty one."""
        listed = list(names)
        known = {name: self.code(name or "") for name in dict.fromkeys(listed)}
        return list(map(known.__getitem__, listed))

    @property
    def names(self) -> list[str]:
        return list(self._codes)
