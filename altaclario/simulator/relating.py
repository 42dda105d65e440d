"""Priorities, labels, affected versions and links: what stands around the work of a generated site."""

from typing import Any

import numpy as np

from altaclario.simulator.tracker import Issue, Json, Tracker

_ROOT = "https://simulated.atlassian.net/rest/api/3"
PRIORITIES = (("1", "Highest"), ("2", "High"), ("3", "Medium"), ("4", "Low"), ("5", "Lowest"))
LABELS = ("api", "customer", "expedite", "security", "tech-debt", "ui")
KINDS = {
    "Blocks": ("10000", "is blocked by", "blocks"),
    "Depends": ("10001", "is depended on by", "depends on"),
    "Relates": ("10003", "relates to", "relates to"),
}
"""Kinds of links: id, and what a link is called from its ends. Who "depends on" something waits for it."""
_SHARES = (0.03, 0.12, 0.6, 0.18, 0.07)


def relate(tracker: Tracker, seed: int) -> None:
    """Give every issue its priority, some labels, affected versions and links; a few block each other in a ring.

    Drawn apart from everything else, so that the work itself is the same with and without.
    """
    random = np.random.default_rng([seed, 7])
    issues = list(tracker.issues.values())
    for issue in issues:
        issue.fields["priority"] = priority(PRIORITIES[int(random.choice(5, p=_SHARES))][0])
        issue.fields["labels"] = [label for label in LABELS if random.random() < 0.06]
        released = [one for one in tracker.versions.get(issue.project, ()) if one["released"]]
        is_bug = issue.fields["issuetype"]["name"] == "Bug"
        issue.fields["versions"] = [released[int(random.integers(len(released)))]] if is_bug and released else []
    base = [issue for issue in issues if issue.fields["issuetype"].get("hierarchyLevel", 0) == 0]
    for place, issue in enumerate(base):
        if random.random() < 0.12:
            other = base[int(np.clip(place + random.integers(-40, 41), 0, len(base) - 1))]
            connect(tracker, issue, other, str(random.choice(list(KINDS), p=[0.6, 0.1, 0.3])))
    _across(tracker, base, random)


def _across(tracker: Tracker, base: list[Issue], random: np.random.Generator) -> None:
    """Teams wait for each other, and three issues in a ring."""
    by_team = {key: [one for one in base if one.project == key and one.category != "done"] for key in tracker.projects}
    teams = [own for own in by_team.values() if own]
    for own, others in zip(teams, teams[1:] + teams[:1], strict=True):
        for _ in range(min(4, len(own))):
            connect(tracker, own[int(random.integers(len(own)))], others[int(random.integers(len(others)))], "Blocks")
    ring = [own[0] for own in teams[:3]]
    for one, next_one in zip(ring, ring[1:] + ring[:1], strict=True):
        connect(tracker, one, next_one, "Blocks")


def connect(tracker: Tracker, source: Issue, target: Issue, kind: str) -> bool:
    """A link, unless there is one of the kind or it would lead to the same issue."""
    link = (source.id, target.id, kind)
    if source is target or link in tracker.links.get(source.id, ()):
        return False
    for one in (source, target):
        tracker.links.setdefault(one.id, []).append(link)
    return True


def part(tracker: Tracker, one: int, other: int) -> None:
    """No link between two issues any more."""
    for id in (one, other):
        tracker.links[id] = [link for link in tracker.links.get(id, ()) if {one, other} != {*link[:2]}]


def priority(id: str) -> Json:
    return {"self": f"{_ROOT}/priority/{id}", "id": id, "name": dict(PRIORITIES)[id]}


def linked(tracker: Tracker, issue: Issue) -> list[Json]:
    """The links of an issue as its field holds them: what the account may not see has no link."""
    found = []
    for source, target, kind in tracker.links.get(issue.id, ()):
        other = tracker.issues.get(target if issue.id == source else source)
        if other is not None:
            id, inward, outward = KINDS[kind]
            end = "outwardIssue" if issue.id == source else "inwardIssue"
            type = {"id": id, "name": kind, "inward": inward, "outward": outward, "self": f"{_ROOT}/issueLinkType/{id}"}
            number = f"{source}{target}{id}"
            found.append({"id": number, "self": f"{_ROOT}/issueLink/{number}", "type": type, end: _end(other)})
    return found


def _end(issue: Issue) -> Json:
    """The other end: its contents come along, whether anybody wants them or not."""
    told: dict[str, Any] = {
        name: issue.fields[name] for name in ("summary", "status", "priority", "issuetype") if name in issue.fields
    }
    return {"id": str(issue.id), "key": issue.key, "self": f"{_ROOT}/issue/{issue.id}", "fields": told}


def neighbours(tracker: Tracker, id: int) -> set[int]:
    """The other ends of the links of an issue."""
    return {source + target - id for source, target, _ in tracker.links.get(id, ())}
