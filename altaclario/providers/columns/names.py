"""Names that people gave to things, as pages can show them."""

from collections.abc import Iterable

_LONGEST = 255
"""As long as trackers let names be."""


def shown(name: str) -> str:
    r"""Without signs that steer instead of being read, and no longer than any name may be.

    >>> shown("To\0Do"), shown("a" * 999) == "a" * 254 + "…"
    ('To Do', True)
    """
    if len(name) > _LONGEST:
        name = name[: _LONGEST - 1] + "…"
    return name if name.isprintable() else "".join(sign if sign.isprintable() else " " for sign in name)


def all_shown(names: Iterable[str]) -> list[str]:
    """Each as it is shown. Few of many differ, so each is looked at once."""
    listed = list(names)
    known = {name: shown(name) for name in set(listed)}
    return [known[name] for name in listed]
