"""Somebody who reads an organisation once and goes on from there; what they hold is compared with all that is there."""

import asyncio
import random
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from altaclario.providers.asking import Asking
from altaclario.providers.azure_devops import increments, manners, passes
from altaclario.providers.azure_devops.kept import Kept
from altaclario.providers.progress import Teller
from altaclario.providers.scope import Scope
from altaclario.providers.whole import Increment, MustReadWhole, Whole
from altaclario.simulator import relating
from altaclario.simulator.azure.organisation import Item, Project, Revision
from altaclario.simulator.serving import Simulated
from altaclario.snapshots import packing
from altaclario.snapshots.merging import merged
from altaclario.snapshots.snapshot import GROUPS, Snapshot
from tests.azure.organisation import Answering, Line, as_it_is
from tests.trackers import NOW, QUICK

_HOUR = 3600
_NOBODY = Teller(lambda _: None)


@dataclass(slots=True)
class Reader:
    """An hour passes before each reading, a moment before all else that happens. `changing` may spoil answers."""

    site: Simulated
    scope: Scope
    changing: Answering = as_it_is
    clock: int = NOW
    line: Line = field(init=False)
    snapshot: Snapshot = field(init=False)
    kept: Kept = field(init=False)

    def __post_init__(self) -> None:
        self.site.clock = lambda: self.clock
        self.line = self._line()
        self.take(self.whole())

    def take(self, whole: Whole) -> None:
        """Hold what a whole reading gave."""
        assert isinstance(whole.kept, Kept)
        self.snapshot, self.kept = whole.snapshot, whole.kept

    def whole(self) -> Whole:
        """Everything, as it is now; nobody holds it."""
        asking = Asking(self._line(), manners, patience=QUICK)
        return asyncio.run(passes.read(asking, self.scope, now=self.clock, teller=_NOBODY))

    def go_on(self) -> Increment:
        """The next increment; it is held afterwards. Raises MustReadWhole."""
        self.clock += _HOUR
        self.line = self._line()
        asking = Asking(self.line, manners, patience=QUICK)
        kept, before = self.kept, self.snapshot
        found = asyncio.run(increments.go_on(asking, self.scope, kept, before, now=self.clock, teller=_NOBODY))
        assert isinstance(found.kept, Kept)
        self.snapshot, self.kept = merged(before, found.part, found.gone), found.kept
        return found

    def holds_all(self) -> None:
        """What is held is what reading everything anew gives, column by column and to the byte."""
        same(self.snapshot, self.whole().snapshot)

    def happen(self, what: str, **told: Any) -> int:
        self.clock += 7
        return self.site.happen(what, **told)

    def revise(self, item: int, **changes: Any) -> None:
        """Another revision of a work item, of which the other tracker knows nothing."""
        self.clock += 7
        organisation = self.site.azure.organisation
        fields = {name.replace("_", "."): value for name, value in changes.items()}
        organisation.add_revision(organisation.items[item], Revision(self.clock * 1000, None, fields))
        organisation.items[item].added += 1
        self.site.azure.changed()

    def project(self, key: str = "PAY") -> Project:
        return self.site.azure.organisation.of_key(key)

    def own(self, key: str = "PAY") -> list[Item]:
        """The work items of a project that are there, the newest last."""
        tracker, organisation = self.site.tracker, self.site.azure.organisation
        return [organisation.items[id] for id in sorted(tracker.issues) if tracker.issues[id].project == key]

    def open(self) -> int:
        """The newest item that is not finished."""
        issues = self.site.tracker.issues
        return next(one.id for one in reversed(self.own()) if issues[one.id].category != "done")

    def _line(self) -> Line:
        return Line(self.site.azure, changing=self.changing)


def same(one: Snapshot, other: Snapshot) -> None:
    """Both hold the same, to the byte; what differs is named."""
    for group, theirs in zip(one.tables(), other.tables(), strict=True):
        for name in group.__slots__:
            np.testing.assert_array_equal(getattr(group, name), getattr(theirs, name), f"{type(group).__name__}.{name}")
    for name in [one.name for one in fields(Snapshot) if one.name not in (*GROUPS, "on_board")]:
        assert getattr(one, name) == getattr(other, name), name
    assert b"".join(map(bytes, packing.packed(one))) == b"".join(map(bytes, packing.packed(other)))


def something(reader: Reader, chance: random.Random, keys: tuple[str, ...], elsewhere: tuple[str, ...]) -> None:
    """Let one thing happen to the work of some projects, as far as anything can; some of it moves elsewhere."""
    tracker = reader.site.tracker
    own = [one.id for one in tracker.issues.values() if one.project in keys]
    what, item = chance.choice(_WHAT), chance.choice(own)
    sprints = [one["id"] for board in tracker.boards.values() if board.project in keys for one in board.sprints]
    told: dict[str, dict[str, Any]] = {
        "created": {"project": chance.choice(keys), "points": chance.choice((None, 3.0)), "parent": chance.choice(own)},
        "re-estimated": {"item": item, "points": chance.choice((None, 1.0, 5.0))},
        "planned": {"item": item, "sprint": chance.choice((None, *sprints))},
        "prioritised": {"item": item, "priority": chance.choice(relating.PRIORITIES)[1]},
        "labelled": {"item": item, "labels": chance.sample(relating.LABELS, 2)},
        "linked": {"item": item, "to": chance.choice(own), "kind": chance.choice(list(relating.KINDS))},
        "restored": {"item": chance.choice([*tracker.deleted, 0])},
        "moved to project": {"item": item, "project": chance.choice((*keys, *elsewhere))},
    }
    if told.get(what) == {"item": 0}:
        return
    if what == "linked" and (to := told[what]["to"]) in {item, *relating.neighbours(tracker, item)}:
        if to != item:
            reader.happen("unlinked", item=item, to=to)
        return
    if what == "moved to project" and told[what]["project"] == tracker.issues[item].project:
        return
    reader.happen(what, **told.get(what, {"item": item}))


_WHAT = (
    *("moved",) * 8,
    *("finished", "created", "re-estimated", "planned", "flagged", "unflagged", "described") * 2,
    *("prioritised", "labelled", "linked", "linked"),
    *("deleted", "restored", "destroyed", "hidden", "moved to project"),
)


def why(reader: Reader) -> str:
    """Why an increment gives way to a whole reading, which is held afterwards; empty where it goes through."""
    try:
        reader.go_on()
    except MustReadWhole as must:
        reader.take(reader.whole())
        return must.why
    return ""
