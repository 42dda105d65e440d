"""JSON bytes to columns, against what the standard library needs to read the same bytes into objects."""

import gc
import json
import time
from collections.abc import Callable

from altaclario.providers.jira.columns.assembling import Collected
from altaclario.providers.jira.columns.fields import FieldIds
from altaclario.providers.jira.columns.issues import Names
from altaclario.simulator import generating
from altaclario.simulator.generating import Wish, generate
from altaclario.simulator.jira.answering import Answers
from altaclario.simulator.tracker import FLAG_FIELD, POINTS_FIELD, SPRINT_FIELD

_ISSUES = 10_000
_FIELDS = FieldIds(sprint=SPRINT_FIELD, flagged=FLAG_FIELD, points=POINTS_FIELD)


def measure() -> list[tuple[str, float, float]]:
    """Best of several, in turns, so that both meet the same machine."""
    issues, changes = _pages()

    def ours() -> None:
        collected = Collected(_FIELDS, Names())
        for page in issues:
            collected.issues.add(page)
        for page in changes:
            collected.changes.add(page)

    def theirs() -> None:
        for page in (*issues, *changes):
            json.loads(page)

    gc.collect()
    gc.disable()
    seconds = [(_seconds(ours), _seconds(theirs)) for _ in range(7)]
    gc.enable()
    ratio = min(one for one, _ in seconds) / min(other for _, other in seconds)
    return [("JSON bytes to columns ÷ json.loads of the same bytes", ratio, 0.6)]


def _pages() -> tuple[list[bytes], list[bytes]]:
    tracker = generate(Wish(issues=_ISSUES, seed=1, teams=generating.TEAMS[:1]))
    answers = Answers(tracker)
    ids = [str(id) for id in tracker.issues]

    def asked(path: str, size: int, **question: object) -> list[bytes]:
        starts = range(0, len(ids), size)
        return [answers.post(path, question | {"issueIdsOrKeys": ids[at : at + size]}) for at in starts]

    return (
        asked("/rest/api/3/issue/bulkfetch", 100, fields=_FIELDS.requested()),
        asked("/rest/api/3/changelog/bulkfetch", 1000, fieldIds=_FIELDS.with_history(), maxResults=10_000),
    )


def _seconds(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
