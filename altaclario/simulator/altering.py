"""Answers that are not what they should be: others in their place, or something changed in them."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

from altaclario.simulator.asking import JSON_TYPE, Answered, Face
from altaclario.simulator.faults import Edit, Fault

_PAGE = b"<!DOCTYPE html><html><head><title>Log in</title></head><body>Log in to continue</body></html>"
_NONSENSE = b'{"weather": ["rain", 7, null]}'
_numbers = count(1)


def altered(fault: Fault, answer: Answered, face: Face) -> Answered:
    """What comes in the place of an answer that a fault strikes."""
    again = {"Retry-After": _written(fault.retry_after)} if fault.retry_after else {}
    if fault.kind == "status":
        answer = face.failure(fault.status or 500, fault.reason)
        if fault.retry_after == "":
            answer = replace(
                answer, headers={name: one for name, one in answer.headers.items() if name != "Retry-After"}
            )
    elif made := _MADE.get(fault.kind):
        answer = replace(made(fault, answer), status=fault.status or 200)
    elif fault.kind in ("repeated_token", "endless"):
        number = next(_numbers) if fault.kind == "endless" else 0
        answer = replace(answer, status=200, body=face.repeated(answer.body, number))
    return answer.with_headers(again | fault.headers)


def edited(body: bytes, edits: tuple[Edit, ...]) -> bytes:
    r"""A JSON answer after some edits. `*` in a path stands for every entry of a list, and for every member.

    >>> edited(b'{"list": [{"id": 7}, {"id": 8}]}', (("list/*/id", "set", "1e400"), ("list", "double")))
    b'{"list": [{"id": 1e400}, {"id": 1e400}, {"id": 1e400}, {"id": 1e400}]}'
    >>> edited(b'{"list": [{"id": 7}, {"id": 8}]}', (("list/0/id", "remove"), ("list", "reverse"), ("new", "set", "7")))
    b'{"list": [{"id": 8}, {}], "new": 7}'
    """
    answer = json.loads(body)
    texts: dict[str, str] = {}
    for where, how, *text in edits:
        placeholder = f"(edit {len(texts)})"
        texts[json.dumps(placeholder)] = "".join(text)
        _edit(answer, where.split("/"), how, placeholder)
    # The text of an edit need not be JSON that anybody could write in another way.
    written = json.dumps(answer)
    for placeholder, plain in texts.items():
        written = written.replace(placeholder, plain)
    return written.encode()


def _edit(within: Any, path: list[str], how: str, placeholder: str) -> None:
    head, *rest = path
    for name in _named(within, head, may_be_new=how == "set" and not rest):
        if rest:
            _edit(within[name], rest, how, placeholder)
        elif how == "set":
            within[name] = placeholder
        elif how == "remove":
            del within[name]
        else:
            within[name] = _OF_LISTS[how](within[name])


def _named(within: Any, name: str, *, may_be_new: bool) -> list[Any]:
    """The members or entries that a part of a path means; none where there is no such."""
    if isinstance(within, list):
        return [place for place in range(len(within)) if name in ("*", str(place))]
    if not isinstance(within, dict):
        return []
    return [name] if may_be_new and name != "*" else [member for member in within if name in ("*", member)]


_OF_LISTS: dict[str, Callable[[list[Any]], list[Any]]] = {
    "halve": lambda several: several[: len(several) // 2],
    "double": lambda several: several * 2,
    "reverse": lambda several: several[::-1],
    "clear": lambda _: [],
}


def _recoded(fault: Fault, answer: Answered) -> Answered:
    """In another character set, which the answer declares or not."""
    declared = f"{JSON_TYPE};charset={fault.declared}" if fault.declared else answer.kind
    # Signs that are escaped are the same in every set.
    plain = json.dumps(json.loads(answer.body), ensure_ascii=False)
    return replace(answer, body=plain.encode(fault.charset, errors="replace"), kind=declared)


_MADE: dict[str, Callable[[Fault, Answered], Answered]] = {
    "html": lambda _, answer: replace(answer, body=_PAGE, kind="text/html"),
    "text": lambda fault, answer: replace(answer, body=fault.body.encode(), kind=fault.media or JSON_TYPE),
    "empty": lambda _, answer: replace(answer, body=b""),
    "nonsense": lambda _, answer: replace(answer, body=_NONSENSE),
    "truncated": lambda _, answer: replace(answer, body=answer.body[: len(answer.body) // 2]),
    "edited": lambda fault, answer: replace(answer, body=edited(answer.body, fault.edits)),
    "recoded": _recoded,
    "with_headers": lambda fault, answer: replace(answer, kind=fault.media or answer.kind),
}


def _written(wait: float | str) -> str:
    return wait if isinstance(wait, str) else f"{wait:g}"
