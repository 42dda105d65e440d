"""What an island gets from its page: the drawing as JSON, with every text written out and defaults left out."""

import json
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, TypeAlias

from altaclario.charts.drawing import Drawing
from altaclario.charts.messages import Message, Text

Write: TypeAlias = Callable[[Text], str]

_UNSAFE = "<>&\u2028\u2029"
_ITSELF = (str, int, float, bool, type(None))


def props(drawing: Drawing, write: Write) -> str:
    """The drawing as JSON that may stand in a script element: no character of it can end one.

    >>> from altaclario.charts.drawing import Axis
    >>> from altaclario.charts.messages import english
    >>> rude = Drawing(Axis("day"), Axis("value", name=Message("</script>")), ())
    >>> print(props(rude, english))
    {"x":{"kind":"day"},"y":{"kind":"value","name":"\\u003c/script\\u003e"},"marks":[]}
    """
    text = json.dumps(_plain(drawing, remembering(write)), ensure_ascii=False, separators=(",", ":"))
    for one in _UNSAFE:
        text = text.replace(one, f"\\u{ord(one):04x}")
    return text


def remembering(write: Write) -> Write:
    """The same, but words without values are translated once: a chart or table says some of them for each point."""
    known: dict[str, str] = {}

    def written(text: Text) -> str:
        if isinstance(text, str):
            return text
        if text.values or text.count is not None:
            return write(text)
        if text.text not in known:
            known[text.text] = write(text)
        return known[text.text]

    return written


def _plain(value: Any, write: Write) -> Any:
    """Messages as text, tuples as lists, dataclasses as objects of what differs from its default."""
    kind = type(value)
    if kind in _ITSELF:
        return value
    if kind is tuple:
        return [_plain(one, write) for one in value]
    if kind is Message:
        return write(value)
    if not is_dataclass(value):
        return value
    told = ((field, getattr(value, field.name)) for field in fields(value))
    return {field.name: _plain(one, write) for field, one in told if field.default is MISSING or one != field.default}
