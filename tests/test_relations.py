"""Priorities, links, labels and affected versions, as a tracker has them: ids and names, without any contents."""

from collections.abc import Iterator

import numpy as np
import pytest

from altaclario.providers.jira.columns.fields import LABELS as LABELS_FIELD
from altaclario.simulator import relating
from altaclario.simulator.generating import TEAMS, Wish, generate
from altaclario.simulator.serving import Simulated, running
from altaclario.simulator.tracker import Tracker
from altaclario.snapshots import packing
from altaclario.snapshots.snapshot import Snapshot
from tests.conftest import NOW, read, read_azure

pytestmark = pytest.mark.any_database


@pytest.fixture(scope="module")
def site() -> Iterator[Simulated]:
    with running(Simulated(generate(Wish(issues=90, seed=6, now_ms=NOW * 1000, teams=TEAMS[:3])))) as site:
        yield site


@pytest.fixture(scope="module")
def at_jira(site: Simulated) -> Snapshot:
    return read(site, labels=True).snapshot


@pytest.fixture(scope="module")
def at_azure(site: Simulated) -> Snapshot:
    return read_azure(site, labels=True).snapshot


def blocking(tracker: Tracker) -> set[tuple[int, int]]:
    """Which issue must be done before which."""
    every = {link for several in tracker.links.values() for link in several}
    return {(a, b) if kind == "Blocks" else (b, a) for a, b, kind in every if kind != "Relates"}


def waits(snapshot: Snapshot) -> list[tuple[int, int]]:
    blocks = np.array([kind.blocks for kind in snapshot.link_kinds])[snapshot.links.kind]
    return list(
        zip(snapshot.items.id[snapshot.links.item][blocks].tolist(), snapshot.links.to[blocks].tolist(), strict=True)
    )


def test_both_trackers_tell_who_waits_for_whom_each_once(
    site: Simulated, at_jira: Snapshot, at_azure: Snapshot
) -> None:
    wanted = blocking(site.tracker)
    assert len(wanted) > 10
    # One of the pairs may be told by two kinds of links, "blocks" and "depends on".
    assert set(waits(at_jira)) == wanted
    assert waits(at_azure) == sorted(wanted)
    kinds = {(kind.name, kind.blocks) for kind in at_jira.link_kinds}
    assert kinds == {("Blocks", True), ("Depends", True), ("Relates", False)}


def test_some_items_of_several_teams_wait_for_each_other_in_a_ring(at_jira: Snapshot) -> None:
    teams = {int(id): int(project) for id, project in zip(at_jira.items.id, at_jira.items.project, strict=True)}

    every = waits(at_jira)

    def reached(start: int) -> set[int]:
        found: set[int] = set()
        ahead = [start]
        while ahead:
            one = ahead.pop()
            further = {b for a, b in every if a == one} - found
            found |= further
            ahead += further
        return found

    in_rings = {a for a, _ in every if a in reached(a)}
    assert len({teams[id] for id in in_rings}) > 1


def test_each_item_has_its_priority(site: Simulated, at_jira: Snapshot, at_azure: Snapshot) -> None:
    for row, id in enumerate(at_jira.items.id.tolist()):
        given = site.tracker.issues[id].fields["priority"]
        assert at_jira.priorities[at_jira.items.priority[row]] == given["name"]
        assert at_azure.priorities[at_azure.items.priority[at_azure.row_of(id) or 0]] == str(min(int(given["id"]), 4))


def test_bugs_name_the_versions_that_they_affect(site: Simulated, at_jira: Snapshot) -> None:
    told = {
        (int(at_jira.items.id[row]), at_jira.versions[of].id)
        for row, of in zip(at_jira.affected.item, at_jira.affected.of, strict=True)
    }
    issues = site.tracker.issues.values()
    assert told == {(issue.id, one["id"]) for issue in issues for one in issue.fields["versions"]}
    assert told


def test_labels_are_told_where_somebody_wants_them(site: Simulated, at_jira: Snapshot, at_azure: Snapshot) -> None:
    wanted = {(issue.id, label) for issue in site.tracker.issues.values() for label in issue.fields["labels"]}
    assert wanted
    for snapshot in (at_jira, at_azure):
        told = {
            (int(snapshot.items.id[row]), snapshot.labels[of])
            for row, of in zip(snapshot.labelled.item, snapshot.labelled.of, strict=True)
        }
        assert {one for one in told if one[1] in relating.LABELS} == wanted


@pytest.mark.proves("metadata-only")
def test_nobody_asks_for_labels_otherwise_and_no_tag_is_kept(site: Simulated) -> None:
    before = len(site.requests)
    plain, azure = read(site).snapshot, read_azure(site).snapshot
    for snapshot in (plain, azure):
        assert (snapshot.labels, len(snapshot.labelled.item)) == ((), 0)
    asked = [one for one in site.requests[before:] if "bulkfetch" in one["path"]]
    assert "priority" in str(asked)
    assert f"'{LABELS_FIELD}'" not in str(asked)
    held = b"".join(map(bytes, packing.packed(azure)))
    assert not [label for label in relating.LABELS if label.encode() in held and label != "ui"]


@pytest.mark.proves("metadata-only")
def test_what_comes_with_the_other_end_of_a_link_goes_no_further(site: Simulated, at_jira: Snapshot) -> None:
    issue = next(issue for issue in site.tracker.issues.values() if relating.linked(site.tracker, issue))
    assert site.canaries[0] in str(relating.linked(site.tracker, issue))
    held = b"".join(map(bytes, packing.packed(at_jira)))
    assert not [mark for mark in site.canaries if mark.encode() in held]
