"""What an answer held that we do not keep: names of members, never their values."""

import json
import types
from collections.abc import Iterable
from typing import Any, Union, get_args, get_origin

import msgspec


def dropped(body: bytes, kept: Any) -> set[str]:
    """Paths of the members of a JSON answer that the type `kept` does not name.

    >>> class Named(msgspec.Struct):
    ...     id: str
    >>> sorted(dropped(b'{"id": "7", "summary": "A", "author": {"name": "B"}}', Named))
    ['author', 'summary']
    """
    return set(_dropped(json.loads(body), kept, ""))


def _dropped(value: Any, kept: Any, path: str) -> Iterable[str]:
    if isinstance(value, list):
        inner = _of_list(kept)
        for entry in value:
            yield from _dropped(entry, inner, path)
    elif isinstance(value, dict):
        struct = _struct(kept)
        known = {} if struct is None else {one.encode_name: one.type for one in msgspec.structs.fields(struct)}
        for name, inner in value.items():
            if name not in known:
                yield f"{path}{name}"
            else:
                yield from _dropped(inner, known[name], f"{path}{name}.")


def _alternatives(kept: Any) -> tuple[Any, ...]:
    return get_args(kept) if get_origin(kept) in (Union, types.UnionType) else (kept,)


def _struct(kept: Any) -> Any:
    """The struct among the alternatives, if there is one; of a generic one with what stands in its brackets."""
    return next((one for one in _alternatives(kept) if _is_struct(get_origin(one) or one)), None)


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _of_list(kept: Any) -> Any:
    lists = (get_args(one)[0] for one in _alternatives(kept) if get_origin(one) is list)
    return next(lists, None)
