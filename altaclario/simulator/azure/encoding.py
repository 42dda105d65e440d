"""Revisions and items as JSON: each is made once for each set of fields, and again when something happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

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


@dataclass(slots=True)
class Encoded:
    """What was encoded so far."""

    organisation: Organisation
    _revisions: dict[Form, dict[int, list[bytes]]] = field(default_factory=dict)

    def revision(self, form: Form, item: Item, number: int) -> bytes:
        """One revision of an item."""
        made = self._revisions.setdefault(form, {})
        found = made.get(item.id)
        if found is None or len(found) < number:
            found = made[item.id] = self._all(form, item)
        return found[number - 1]

    def item(self, form: Form, item: Item, number: int) -> bytes:
        """An item as one of its revisions left it, as single items are sent."""
        fragment = self.revision(form, item, number)
        return fragment[:-1] + f',"url":"{ROOT}/_apis/wit/workItems/{item.id}"}}'.encode()

    def drop(self, changed: set[int]) -> None:
        """Forget what was made of these items; of all of them when 0 is among them."""
        for made in self._revisions.values():
            if 0 in changed:
                made.clear()
            for id in changed:
                made.pop(id, None)

    def _all(self, form: Form, item: Item) -> list[bytes]:
        stored: Json = {}
        found = []
        for number, revision in enumerate(item.revisions, start=1):
            stored.update(revision.changes)
            values = fields.made(self.organisation, item, number, stored, form.names, form.people)
            found.append(ENCODE({"id": item.id, "rev": number, "fields": values}))
        return found


def listed(values: Sequence[object]) -> bytes:
    """A list as the service wraps it."""
    return ENCODE({"count": len(values), "value": values})


def field_reference(name: str) -> Json:
    title = FIELDS.get(name, (name, ""))[0]
    return {"referenceName": name, "name": title, "url": f"{ROOT}/_apis/wit/fields/{name}"}
