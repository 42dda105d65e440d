"""Words with values in them: rooms below the pages say what is so, the doors translate and write it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TypeAlias

Value: TypeAlias = "str | int | float | date | Message"

_NARROW = "\N{NARROW NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Message:
    """A text with {names}, and the values that take their place.

    With a `count` the text is for one and `many` for every other number; `{count}` stands for it in both.
    """

    text: str
    values: Mapping[str, Value] = field(default_factory=dict)
    many: str = ""
    count: int | None = None


Text: TypeAlias = Message | str
"""Words to translate, or a name, key or number that stays as it is."""


def counted(one: str, many: str, count: int, **values: Value) -> Message:
    """A message whose words depend on a number.

    >>> english(counted("{count} item", "{count} items", 1))
    '1 item'
    """
    return Message(one, values, many, count)


def english(message: Message | str) -> str:
    """The message as it was written.

    >>> english(Message("{share} % took {days} d or less", {"share": 85, "days": 8.0}))
    '85 % took 8 d or less'
    """
    return written(message, _as_is, _one_or_many)


def written(message: Message | str, translate: Callable[[str], str], choose: Callable[[str, str, int], str]) -> str:
    """The message in the words that `translate` (or `choose`, where a number decides) has for it."""
    if isinstance(message, str):
        return message
    text = translate(message.text) if message.count is None else choose(message.text, message.many, message.count)
    values = message.values if message.count is None else {"count": message.count, **message.values}
    return text.format(
        **{
            name: written(value, translate, choose) if isinstance(value, Message) else plain(value)
            for name, value in values.items()
        }
    )


def plain(value: str | int | float | date) -> str:
    """A value as people read it: narrow spaces between thousands, a true minus, no trailing zeros.

    >>> plain(4812), plain(-2), plain(8.50), plain(date(2026, 3, 2))
    ('4\u202f812', '−2', '8.5', '2 Mar 2026')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return _day(value)
    number = f"{value:,}" if isinstance(value, int) else f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return number.replace(",", _NARROW).replace("-", "−")


@lru_cache(maxsize=4096)
def _day(value: date) -> str:
    """Pages say the same few hundred days again and again."""
    return f"{value.day} {value:%b %Y}"


def _as_is(text: str) -> str:
    return text


def _one_or_many(one: str, many: str, count: int) -> str:
    return one if count == 1 else many
