"""The state of a page as it stands in its address: what was asked for, read with care, and links that change it."""

import re
from collections.abc import Mapping
from datetime import date

from altaclario.charts.messages import Message, Text

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_KEY = re.compile(r"[\w:.-]{1,64}", re.ASCII)
_LONGEST_ID = 10
_SHOWN = 24


class NotUnderstood(Exception):
    """Something in the address means nothing here; `why` says so in words, and what is shown instead."""

    def __init__(self, why: Text) -> None:
        super().__init__("a part of the address means nothing here")
        self.why = why


def link(state: Mapping[str, str], **changes: str | None) -> str:
    """The query of this state with some parts changed; None leaves a part out, as every default is.

    Values are ids, days and our own words, so that none needs escaping.

    >>> link({"window": "30", "board": "3"}, window=None, clock="working"), link({})
    ('?board=3&clock=working', '?')
    """
    whole = {**state, **changes}
    return "?" + "&".join(f"{name}={value}" for name, value in whole.items() if value is not None)


def kept(query: Mapping[str, str]) -> dict[str, str]:
    """What no filter changes: the connection, if the address names one.

    >>> kept({"connection": "connection:3", "window": "30"}), kept({"connection": "<b>"})
    ({'connection': 'connection:3'}, {})
    """
    key = query.get("connection", "")
    return {"connection": key} if _KEY.fullmatch(key) else {}


def number(query: Mapping[str, str], name: str) -> int | None:
    """A number that stands in the address; None when it is not there. Raises NotUnderstood.

    >>> number({"board": "12"}, "board"), number({}, "board")
    (12, None)
    """
    value = query.get(name, "").strip()
    if not value:
        return None
    if len(value) > _LONGEST_ID or not (value.isascii() and value.isdigit()):
        raise NotUnderstood(Message('"{value}" is no number.', {"value": short(value)}))
    return int(value)


def name(query: Mapping[str, str], of: str) -> str | None:
    """An id that stands in the address; None when it is not there. Raises NotUnderstood.

    >>> name({"board": "12"}, "board"), name({}, "board")
    ('12', None)
    """
    value = query.get(of, "").strip()
    if not value:
        return None
    if not _KEY.fullmatch(value):
        raise NotUnderstood(Message('"{value}" is no id.', {"value": short(value)}))
    return value


def day(query: Mapping[str, str], name: str) -> date | None:
    """A day that stands in the address; None when it is not there. Raises NotUnderstood.

    >>> day({"from": "2026-03-02"}, "from"), day({}, "from")
    (datetime.date(2026, 3, 2), None)
    """
    value = query.get(name, "").strip()
    if not value:
        return None
    try:
        return date.fromisoformat(value if _DAY.fullmatch(value) else "")
    except ValueError:
        raise NotUnderstood(Message('"{value}" is no day such as 2026-03-31.', {"value": short(value)})) from None


def short(value: str) -> str:
    """What somebody typed, no longer than a few words.

    >>> short("a" * 10_000)
    'aaaaaaaaaaaaaaaaaaaaaaaa…'
    """
    return value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
