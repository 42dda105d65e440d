"""Revisions and items as JSON: each is made once for each set of fields, and again when something happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from altaclario.simulator.azure import fields, refusing
from altaclario.simulator.azure.fields import FIELDS
from altaclario.simulator.azure.organisation import Item, Organisation
from altaclario.simulator.tracker import Json

ENCODE = msgspec.json.Encoder().encode
ROOT = "https://dev.azure.com/simulated"


@dataclass(frozen=True, slots=True)
class Form:
    """Which fields are wanted, and how people are named."""

    names: tuple[str, ...]
    people: str = "text"

    def touched(self, changes: Json) -> tuple[str, ...]:
        """Which of the fields are others in a revision that changed these."""
        wanted = fields.OF_EVERY_REVISION.union(changes, *(fields.FOLLOWING.get(name, ()) for name in changes))
        return tuple(name for name in self.names if name in wanted)


def form(names: Sequence[str] | None, people: str, expand: str | None) -> Form:
    """The form that was asked for. Raises Refused when it holds contents, or a field that does not exist."""
    if not names:
        raise refusing.contents("all fields, as none were named")
    if expand and expand.lower() not in ("none", "links", "relations"):
        raise refusing.contents(f"$expand={expand}")
    known = []
    for name in names:
        found = fields.known(str(name).strip())
        if found is None:
            raise refusing.bad(f"TF51535: Cannot find field {name}.", "InvalidFieldException")
        known.append(found)
    if asked := fields.CONTENTS.intersection(known):
        raise refusing.contents(", ".join(sorted(asked)))
    return Form(tuple(dict.fromkeys(known)), people)


@dataclass(slots=True, repr=False)
class Encoded:
    """What was encoded so far."""

    organisation: Organisation
    _revisions: dict[Form, dict[int, list[bytes]]] = field(default_factory=dict)
    _items: dict[Form, dict[int, dict[int, bytes]]] = field(default_factory=dict)

    def revision(self, form: Form, item: Item, number: int) -> bytes:
        """One revision of an item; all of them are made together."""
        made = self._revisions.setdefault(form, {})
        found = made.get(item.id)
        if found is None or len(found) < number:
            found = made[item.id] = self._all(form, item)
        return found[number - 1]

    def item(self, form: Form, item: Item, number: int) -> bytes:
        """An item as one of its revisions left it, as single items are sent."""
        made = self._items.setdefault(form, {}).setdefault(item.id, {})
        if number not in made:
            values = fields.made(self.organisation, item, number, item.fields_at(number), form.names, form.people)
            address = f"{ROOT}/_apis/wit/workItems/{item.id}"
            made[number] = ENCODE({"id": item.id, "rev": number, "fields": values, "url": address})
        return made[number]

    def drop(self, changed: set[int]) -> None:
        """Forget what was made of these items; of all of them when 0 is among them."""
        known: list[dict[int, Any]] = [*self._revisions.values(), *self._items.values()]
        for made in known:
            if 0 in changed:
                made.clear()
            for id in changed:
                made.pop(id, None)

    def _all(self, form: Form, item: Item) -> list[bytes]:
        """Every revision. What one does not change is taken over from the one before as it was written."""
        stored: Json = {}
        pieces = dict.fromkeys(form.names, b"")
        found = []
        for number, revision in enumerate(item.revisions, start=1):
            stored.update(revision.changes)
            names = form.names if number == 1 else form.touched(revision.changes)
            values = fields.made(self.organisation, item, number, stored, names, form.people)
            for name in names:
                pieces[name] = b'"%s":%s' % (name.encode(), ENCODE(values[name])) if name in values else b""
            written = b",".join(piece for piece in pieces.values() if piece)
            found.append(b'{"id":%d,"rev":%d,"fields":{%s}}' % (item.id, number, written))
        return found


def listed(values: Sequence[object]) -> bytes:
    """A list as the service wraps it."""
    return ENCODE({"count": len(values), "value": values})


def field_reference(name: str) -> Json:
    title = FIELDS.get(name, (name, ""))[0]
    return {"referenceName": name, "name": title, "url": f"{ROOT}/_apis/wit/fields/{name}"}
