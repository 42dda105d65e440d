"""Jira's answers become columns: the claims that every figure rests on."""

import pickle

import msgspec
import pytest

from altaclario.providers.columns import instants
from altaclario.providers.jira.columns.assembling import Collected
from altaclario.providers.jira.columns.issues import Names
from altaclario.providers.jira.tests.pages import FIELDS, at, change, issue, read
from altaclario.snapshots.snapshot import NEVER, Flag, Snapshot, Stage


def second(day: int, hour: int = 9) -> int:
    return instants.second(at(day, hour))


def moves(snapshot: Snapshot, row: int = 0) -> list[tuple[int, Stage | None]]:
    start, end = snapshot.transitions.first[row : row + 2]
    rows = zip(snapshot.transitions.at[start:end], snapshot.transitions.status[start:end], strict=True)
    return [(int(instant), snapshot.statuses[status].stage) for instant, status in rows]


def sprint_spells(snapshot: Snapshot) -> list[tuple[int, int, int, bool]]:
    spells = snapshot.sprint_memberships
    columns = (spells.of, spells.entered, spells.left, spells.recorded)
    return [(int(snapshot.sprints[of].id), int(a), int(b), bool(r)) for of, a, b, r in zip(*columns, strict=True)]


def test_the_first_status_is_where_the_first_change_came_from() -> None:
    snapshot = read([issue(7, status="5")], {7: [change(at(3), "status", "1", "3"), change(at(5), "status", "3", "5")]})
    assert moves(snapshot) == [(second(1), Stage.BACKLOG), (second(3), Stage.ACTIVE), (second(5), Stage.DONE)]


def test_an_item_that_never_moved_has_had_its_status_since_creation() -> None:
    snapshot = read([issue(7, status="1")])
    assert moves(snapshot) == [(second(1), Stage.BACKLOG)]
    assert not snapshot.items.flags[0] & Flag.NO_HISTORY


@pytest.mark.parametrize(
    "signs",
    [
        {"status": "5"},
        {"status": "1", "resolutiondate": at(4)},
        {"status": "3", "statuscategorychangedate": at(2)},
    ],
)
def test_signs_of_a_change_without_any_change_mean_no_history(signs: dict[str, str]) -> None:
    assert read([issue(7, **signs)]).items.flags[0] & Flag.NO_HISTORY


def test_dates_of_the_creations_own_moment_are_no_sign() -> None:
    snapshot = read([issue(7, status="3", statuscategorychangedate="2026-03-01T09:00:00.350+0000")])
    assert not snapshot.items.flags[0] & Flag.NO_HISTORY


@pytest.mark.parametrize("field", ["assignee", None])
def test_changes_of_fields_that_nobody_asked_for_leave_the_others_as_they_are(field: str | None) -> None:
    asked = [
        change(at(3), "status", "1", "3"),
        change(at(4), FIELDS.points, None, None, fromString="5"),
        change(at(5), FIELDS.sprint, "7", "7, 9"),
    ]
    more = change(at(4, 10), "assignee", "SECRET", "SECRET", fieldId=field)
    with_more = read([issue(7, status="3")], {7: [*asked[:2], more, asked[2]]})
    assert pickle.dumps(with_more) == pickle.dumps(read([issue(7, status="3")], {7: asked}))
    assert with_more.estimates.before.tolist() == [5.0]


def test_a_change_said_twice_counts_once() -> None:
    twice = [change(at(3), "status", "1", "3"), change(at(3), "status", "1", "3"), change(at(5), "status", "3", "5")]
    assert [stage for _, stage in moves(read([issue(7, status="5")], {7: twice}))] == [
        Stage.BACKLOG,
        Stage.ACTIVE,
        Stage.DONE,
    ]


def test_a_change_before_the_creation_is_moved_to_it_and_counted() -> None:
    snapshot = read([issue(7, status="3", created=at(4))], {7: [change(at(2), "status", "1", "3")]})
    assert moves(snapshot) == [(second(4), Stage.BACKLOG), (second(4), Stage.ACTIVE)]
    assert snapshot.findings["clock went backwards"] == 1


def test_a_clock_that_went_backwards_does_not_reorder_the_chain() -> None:
    written = [
        change(at(5), "status", "1", "3", id="1"),
        change(at(4), "status", "3", "5", id="2"),
    ]
    snapshot = read([issue(7, status="5")], {7: written})
    assert moves(snapshot) == [(second(1), Stage.BACKLOG), (second(5), Stage.ACTIVE), (second(5), Stage.DONE)]
    assert snapshot.items.flags[0] & Flag.CLOCK_CLAMPED


def test_a_status_that_the_tracker_no_longer_lists_has_no_stage() -> None:
    snapshot = read([issue(7, status="3")], {7: [change(at(3), "status", "99", "3")]})
    assert moves(snapshot) == [(second(1), None), (second(3), Stage.ACTIVE)]


def test_a_history_that_ends_elsewhere_than_today_is_a_finding() -> None:
    snapshot = read([issue(7, status="5")], {7: [change(at(3), "status", "1", "3")]})
    assert snapshot.findings["status differs from its history"] == 1


def test_sprints_of_a_carry_over_are_replayed_by_id() -> None:
    histories = [change(at(2), FIELDS.sprint, "", "7"), change(at(9), FIELDS.sprint, "7", "7, 9")]
    snapshot = read([issue(7, customfield_20=[{"id": 7}, {"id": 9}])], {7: histories}, sprints=(7, 9))
    assert sprint_spells(snapshot) == [(7, second(2), NEVER, True), (9, second(9), NEVER, True)]


def test_a_sprint_before_the_first_change_has_lasted_since_creation() -> None:
    histories = [change(at(9), FIELDS.sprint, "7, 8", "8, 9")]
    snapshot = read([issue(7, customfield_20=[{"id": 8}, {"id": 9}])], {7: histories}, sprints=(7, 8, 9))
    assert sprint_spells(snapshot) == [
        (7, second(1), second(9), True),
        (8, second(1), NEVER, True),
        (9, second(9), NEVER, True),
    ]


def test_a_sprint_without_any_change_is_known_from_today_alone() -> None:
    snapshot = read([issue(7, customfield_20=[{"id": 7}])], sprints=(7,))
    assert sprint_spells(snapshot) == [(7, second(1), NEVER, False)]


def test_an_item_that_leaves_a_sprint_and_returns_has_two_spells() -> None:
    histories = [
        change(at(2), FIELDS.sprint, "", "7"),
        change(at(3), FIELDS.sprint, "7", ""),
        change(at(4), FIELDS.sprint, "", "7"),
    ]
    snapshot = read([issue(7, customfield_20=[{"id": 7}])], {7: histories}, sprints=(7,))
    assert sprint_spells(snapshot) == [(7, second(2), second(3), True), (7, second(4), NEVER, True)]


def test_estimates_are_read_from_the_strings_halves_too() -> None:
    histories = [change(at(3), FIELDS.points, None, None, fromString="0.5", toString="3")]
    snapshot = read([issue(7, customfield_16=3.0)], {7: histories})
    assert snapshot.items.estimate.tolist() == [3.0]
    assert snapshot.estimates.before.tolist() == [0.5]


def test_versions_come_and_go_one_by_one() -> None:
    histories = [change(at(2), "fixVersions", None, "41"), change(at(4), "fixVersions", "41", None)]
    spells = read([issue(7)], {7: histories}).version_memberships
    assert (spells.entered.tolist(), spells.left.tolist()) == ([second(2)], [second(4)])


def test_a_flag_that_was_raised_and_lowered_is_an_interval() -> None:
    histories = [change(at(2), FIELDS.flagged, "", "[10019]"), change(at(4), FIELDS.flagged, "[10019]", "")]
    spells = read([issue(7)], {7: histories}).flagged
    assert (spells.entered.tolist(), spells.left.tolist()) == ([second(2)], [second(4)])


def test_a_moved_item_keeps_its_history_under_its_new_key() -> None:
    moved = issue(7, status="3") | {"key": "WEB-3"}
    snapshot = read([moved], {7: [change(at(3), "status", "1", "3")]})
    assert snapshot.key(0) == "WEB-3"
    assert len(moves(snapshot)) == 2


def test_a_hidden_resolution_date_is_taken_from_the_history() -> None:
    snapshot = read(
        [issue(7, status="5", resolution={"name": "Fixed"})],
        {7: [change(at(5), "resolution", None, "1"), change(at(5), "status", "1", "5")]},
    )
    assert snapshot.items.resolved.tolist() == [second(5)]


def test_an_issue_whose_status_is_hidden_is_left_out_and_counted() -> None:
    hidden = issue(8)
    hidden["fields"]["status"] = None
    snapshot = read([issue(7), hidden])
    assert len(snapshot) == 1
    assert sum(snapshot.left_out.values()) == 1


def test_an_issue_that_two_pages_hold_counts_once() -> None:
    assert len(read([issue(7), issue(7, status="3")])) == 1


def test_an_empty_site_is_an_empty_snapshot() -> None:
    snapshot = read([])
    assert len(snapshot) == 0
    assert snapshot.transitions.first.tolist() == [0]


def test_nothing_that_a_person_wrote_survives() -> None:
    snapshot = read(
        [issue(7, customfield_20=[{"id": 7, "goal": "SECRET goal"}])], {7: [change(at(3), "status", "1", "3")]}
    )
    held = pickle.dumps({name: getattr(snapshot, name) for name in snapshot.__slots__})
    assert b"SECRET" not in held
    assert b"secret" not in held


def test_columns_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        read([issue(7)]).items.created[0] = 0


@pytest.mark.parametrize("body", [b"", b"{", b"<html>", b'{"issues": 7}', b'{"issues": [{"id": "x"}]}'])
def test_bytes_that_are_no_page_are_refused(body: bytes) -> None:
    with pytest.raises((msgspec.MsgspecError, ValueError)):
        Collected(FIELDS, Names()).issues.add(body)


def test_more_than_255_statuses_keep_their_own_codes() -> None:
    histories = {7: [change(at(2, hour=0), "status", str(one), str(one + 1)) for one in range(300)]}
    snapshot = read([issue(7, status="300")], histories)
    assert len(snapshot.statuses) == 301
    assert len(snapshot.transitions.at) == 301


def test_epoch_milliseconds_are_read_as_well() -> None:
    histories = [change(at(3), "status", "1", "3") | {"created": instants.millisecond(at(3))}]
    assert moves(read([issue(7, status="3")], {7: histories}))[1][0] == second(3)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2026-03-01T10:00:00.000+0100", "2026-03-01T09:00:00.000Z"),
        ("2024-02-29T23:59:59.999-0330", "2024-03-01T03:29:59.999+00:00"),
        ("2000-01-01T00:00:00.000+0000", "2000-01-01T00:00:00.000+0000"),
    ],
)
def test_the_table_of_dates_reads_as_one_by_one(text: str, same: str) -> None:
    assert instants.milliseconds([text]).tolist() == [instants.millisecond(same)]


def test_json_that_holds_a_date_far_away_is_clamped() -> None:
    assert instants.seconds(instants.milliseconds(["9999-12-31T00:00:00.000+0000"])).tolist() == [NEVER - 1]
