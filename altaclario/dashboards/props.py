"""What an island gets from its page: the drawing as JSON, with every text written out and defaults left out."""

import json
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from altaclario.charts.drawing import Drawing
from altaclario.charts.messages import Message, Text

_UNSAFE = {ord(one): f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}


def props(drawing: Drawing, write: Callable[[Text], str]) -> str:
    """The drawing as JSON that may stand in a script element: no character of it can end one.

    >>> from altaclario.charts.drawing import Axis
    >>> from altaclario.charts.messages import english
    >>> rude = Drawing(Axis("day"), Axis("value", name=Message("</script>")), ())
    >>> print(props(rude, english))
    {"x":{"kind":"day"},"y":{"kind":"value","name":"\\u003c/script\\u003e"},"marks":[]}
    """
    text = json.dumps(_plain(drawing, write), ensure_ascii=False, separators=(",", ":"))
    return text.translate(_UNSAFE)


def _plain(value: Any, write: Callable[[Text], str]) -> Any:
    """Messages as text, tuples as lists, dataclasses as objects of what differs from its default."""
    if isinstance(value, Message):
        return write(value)
    if isinstance(value, tuple):
        return [_plain(one, write) for one in value]
    if not is_dataclass(value):
        return value
    told = ((field, getattr(value, field.name)) for field in fields(value))
    return {field.name: _plain(one, write) for field, one in told if field.default is MISSING or one != field.default}
