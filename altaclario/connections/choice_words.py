"""What a note says of how figures are counted: values of ours, and of a tracker's words how many there are."""

from typing import Any

from altaclario.metrics.written import DEFAULTS, Written

_MOST_SIGNS = 300
"""Of one value; a note has room for all of them."""


def told(some: Written, other: Written) -> list[str]:
    """What is another value in `other`, as a note has it.

    >>> told({"clock": "working", "sle_days": 8}, {"sle_days": 8})
    ['clock:working']
    >>> told({}, {"stages": {"3": "waiting"}, "holidays": ["2026-12-25"]})
    ['holidays:none', 'stages:0']
    """
    keys = [key for key in DEFAULTS if some.get(key, DEFAULTS[key]) != other.get(key, DEFAULTS[key])]
    return [f"{key.replace('_', '-')}:{_word(some.get(key, DEFAULTS[key]))}" for key in keys]


def _word(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list) and all(_is_ours(one) for one in value):
        return _some([str(one) for one in value])
    return str(len(value)) if isinstance(value, dict | list) else str(value)


def _is_ours(one: Any) -> bool:
    """Whether it is a day or a number, and no word of a tracker."""
    return isinstance(one, int) or (isinstance(one, str) and len(one) == 10 and one[4:8:3] == "--")


def _some(words: list[str]) -> str:
    """As many as find room, and how many more there are."""
    text = "/".join(words)
    return (text if len(text) <= _MOST_SIGNS else f"{text[:10]}/+{len(words) - 1}") or "none"
