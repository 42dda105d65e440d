"""What operators write for people to read, and how a terminal shows what strangers wrote."""

import sys
from pathlib import Path

from altaclario.config.arguments import BadArgument

_MOST_CHARACTERS = 10_000
# What a stranger typed must not move the cursor, or pretend to be another line of ours.
_SHOWN = dict.fromkeys((*range(32), *range(127, 160), *range(8234, 8239)), "�")
_SHOWN |= dict.fromkeys((*range(8294, 8298), 8232, 8233, 8206, 8207), "�")


def text(file: str | None, *, option: str, what: str) -> str:
    """From that file, or the standard input. Raises BadArgument."""
    try:
        said = Path(file).read_text() if file else sys.stdin.read()
    except (OSError, ValueError):
        raise BadArgument(f"{file or 'The standard input'} cannot be read.") from None
    if not 0 < len(said.strip()) <= _MOST_CHARACTERS or "\0" in said:
        raise BadArgument(f"There are no {what} in it, or too many. Give them with {option}, or on standard input.")
    return said.strip()


def line(said: str, *, option: str, most: int) -> str:
    """One line, as it was given. Raises BadArgument."""
    if not 0 < len(said.strip()) <= most or not said.isprintable():
        raise BadArgument(f"{option} is one line of 1 to {most} characters, all of which can be seen.")
    return said.strip()


def indented(value: object) -> str:
    """Lines under each other, without signs that steer a terminal."""
    lines = str(value).splitlines() or [""]
    return "\n    ".join(one.translate(_SHOWN) for one in lines)
