"""A tracker that lives on by itself: what happens in a believable team from one hour to the next."""

from typing import Any

import numpy as np

from altaclario.simulator.happening import Happenings
from altaclario.simulator.relating import LABELS, PRIORITIES, neighbours
from altaclario.simulator.tracker import FLAG_FIELD, POINTS_FIELD, SPRINT_FIELD, Issue

# What happens, and how often out of a hundred times.
_CHANCES = {
    "moved": 52,
    "created": 16,
    "re-estimated": 9,
    "planned": 8,
    "described": 8,
    "flagged": 2,
    "unflagged": 2,
    "prioritised": 1,
    "labelled": 1,
    "linked": 1,
}
_POINTS = (0.5, 1, 2, 3, 5, 8)


def live_on(happenings: Happenings) -> int:
    """Let one thing happen that could happen next; gives the id of the issue. The same tracker lives the same life."""
    tracker = happenings.tracker
    random = np.random.default_rng([len(tracker.changed), len(tracker.issues)])
    what = str(random.choice(list(_CHANCES), p=[one / 100 for one in _CHANCES.values()]))
    if what == "created":
        return happenings.happen(what, project=str(random.choice(list(tracker.projects))))
    issue = _chosen(happenings, what, random)
    if issue is None:
        return happenings.happen("created", project=next(iter(tracker.projects)))
    more: dict[str, Any] = {}
    if what == "re-estimated":
        more = {"points": float(random.choice([one for one in _POINTS if one != issue.fields.get(POINTS_FIELD)]))}
    if what == "planned":
        more = {"sprint": _active(happenings, issue)}
    if what == "prioritised":
        more = {"priority": str(random.choice([name for _, name in PRIORITIES]))}
    if what == "labelled":
        more = {"labels": sorted(map(str, random.choice(LABELS, 2, replace=False)))}
    if what == "linked":
        more = {"to": _other(happenings, issue, random)}
        if more["to"] in neighbours(tracker, issue.id):
            what, more = "unlinked", more
    return happenings.happen(what, item=issue.id, **more)


def _other(happenings: Happenings, issue: Issue, random: np.random.Generator) -> int:
    """Another issue of any team that is not finished."""
    found = [one.id for one in happenings.tracker.issues.values() if one.category != "done" and one is not issue]
    return found[int(random.integers(len(found)))] if found else issue.id


def _chosen(happenings: Happenings, what: str, random: np.random.Generator) -> Issue | None:
    """An issue to which this could happen now: most work goes on where it is under way."""
    found = [issue for issue in happenings.tracker.issues.values() if _may(happenings, issue, what)]
    under_way = [issue for issue in found if issue.category == "indeterminate"]
    some = under_way if under_way and (what != "moved" or random.random() < 0.7) else found
    return some[int(random.integers(len(some)))] if some else None


def _may(happenings: Happenings, issue: Issue, what: str) -> bool:
    is_base = issue.fields["issuetype"].get("hierarchyLevel", 0) == 0
    if issue.category == "done" or issue.project not in happenings.tracker.projects or not is_base:
        return False
    if what == "planned":
        return not issue.fields.get(SPRINT_FIELD) and _active(happenings, issue) is not None
    if what in ("flagged", "unflagged"):
        return bool(issue.fields.get(FLAG_FIELD)) == (what == "unflagged")
    return True


def _active(happenings: Happenings, issue: Issue) -> int | None:
    boards = [board for board in happenings.tracker.boards.values() if board.project == issue.project]
    return next((one["id"] for board in boards for one in board.sprints if one["state"] == "active"), None)
