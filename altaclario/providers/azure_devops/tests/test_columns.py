"""Azure DevOps' answers become columns: the claims that every figure rests on."""

import json
import pickle

import msgspec
import numpy as np
import pytest

from altaclario.providers.azure_devops.columns import nodes, revisions
from altaclario.providers.azure_devops.columns.revisions import Names, RevisionPages
from altaclario.providers.azure_devops.columns.wire import AreaValue, BoardColumn, Node, TeamAreas
from altaclario.providers.azure_devops.tests.pages import (
    AREA,
    BLOCKED,
    CLOSED,
    CORE,
    EFFORT,
    ELSEWHERE,
    READ_AT,
    STORY_POINTS,
    at,
    iteration,
    read,
    revision,
    team,
)
from altaclario.providers.columns import instants
from altaclario.snapshots.snapshot import NEVER, Flag, Level, Snapshot, Stage

NIGHT = "T00:00:00Z"
SPRINT = iteration(20, f"2026-03-02{NIGHT}", f"2026-03-13{NIGHT}")
NEXT = iteration(21, f"2026-03-16{NIGHT}", f"2026-03-27{NIGHT}")


def second(day: int, hour: int = 9) -> int:
    return instants.second(at(day, hour))


def moves(snapshot: Snapshot, row: int = 0) -> list[tuple[int, Stage | None]]:
    start, end = snapshot.transitions.first[row : row + 2]
    rows = zip(snapshot.transitions.at[start:end], snapshot.transitions.status[start:end], strict=True)
    return [(int(instant), snapshot.statuses[status].stage) for instant, status in rows]


def spells(snapshot: Snapshot) -> list[tuple[str, int, int, bool]]:
    held = snapshot.sprint_memberships
    columns = (held.of, held.entered, held.left, held.recorded)
    return [(snapshot.sprints[of].id, int(a), int(b), bool(r)) for of, a, b, r in zip(*columns, strict=True)]


def test_each_change_of_state_is_a_row_and_the_creation_is_the_first() -> None:
    snapshot = read(
        revision(7, 1, at(1)),
        revision(7, 2, at(2)),
        revision(7, 3, at(3), state="Active"),
        revision(7, 4, at(5), state="Resolved"),
        revision(7, 5, at(6), state="Closed"),
    )
    stages = [Stage.BACKLOG, Stage.ACTIVE, Stage.WAITING, Stage.DONE]
    assert moves(snapshot) == list(zip([second(1), second(3), second(5), second(6)], stages, strict=True))
    assert snapshot.key(0) == "#7"
    assert not snapshot.findings


def test_the_category_of_a_state_is_that_of_its_type() -> None:
    odd = {"Bug": {"New": "Proposed", "Active": "Proposed", "Closed": "Completed"}}
    bug = {"System.WorkItemType": "Bug"}
    snapshot = read(
        revision(7, 1, at(1)),
        revision(7, 2, at(2), state="Active"),
        revision(8, 1, at(1), **bug),
        revision(8, 2, at(2), state="Active", **bug),
        states=odd,
    )
    assert [stage for _, stage in moves(snapshot, 0)] == [Stage.BACKLOG, Stage.ACTIVE]
    assert [stage for _, stage in moves(snapshot, 1)] == [Stage.BACKLOG, Stage.BACKLOG]
    assert {one.id for one in snapshot.statuses} >= {"Active/InProgress", "Active/Proposed"}


def test_a_state_that_its_type_no_longer_lists_has_no_stage() -> None:
    snapshot = read(revision(7, 1, at(1), state="In Limbo"), revision(7, 2, at(3), state="Active"))
    assert moves(snapshot) == [(second(1), None), (second(3), Stage.ACTIVE)]
    assert {one.id for one in snapshot.statuses} == {"In Limbo/", "Active/InProgress"}


def test_columns_tell_more_where_several_show_a_state_or_one_has_halves() -> None:
    columns = [
        BoardColumn("New", stateMappings={"User Story": "New"}),
        BoardColumn("Build", isSplit=True, stateMappings={"User Story": "Active"}),
        BoardColumn("Review", stateMappings={"User Story": "Active"}),
        BoardColumn("Done", stateMappings={"User Story": "Closed"}),
    ]
    board = {"System.BoardColumn": "Build"}
    snapshot = read(
        revision(7, 1, at(1), **{"System.BoardColumn": "New", "System.BoardColumnDone": False}),
        revision(7, 2, at(2), state="Active", **board, **{"System.BoardColumnDone": False}),
        revision(7, 3, at(3), state="Active", **board, **{"System.BoardColumnDone": True}),
        revision(7, 4, at(4), state="Active", **{"System.BoardColumn": "Review", "System.BoardColumnDone": False}),
        revision(7, 5, at(5), state="Closed", **{"System.BoardColumn": "Done", "System.BoardColumnDone": True}),
        teams=[team(columns=columns)],
    )
    assert [(one.id, one.name, one.stage) for one in snapshot.statuses] == [
        ("Active/InProgress/Build", "Build", Stage.ACTIVE),
        ("Active/InProgress/Build/done", "Build, done", Stage.ACTIVE),
        ("Active/InProgress/Review", "Review", Stage.ACTIVE),
        ("Closed/Completed", "Closed", Stage.DONE),
        ("New/Proposed", "New", Stage.BACKLOG),
    ]
    assert [instant for instant, _ in moves(snapshot)] == [second(day) for day in (1, 2, 3, 4, 5)]
    assert snapshot.boards[0].columns[1] == ("Build", ("Active/InProgress/Build", "Active/InProgress/Build/done"))


def test_a_board_that_says_no_more_than_the_states_refines_nothing() -> None:
    columns = [BoardColumn(name, stateMappings={"User Story": name}) for name in ("New", "Active", "Closed")]
    snapshot = read(
        revision(7, 1, at(1), **{"System.BoardColumn": "Old name"}),
        revision(7, 2, at(2), **{"System.BoardColumn": "New"}),
        teams=[team(columns=columns)],
    )
    assert len(moves(snapshot)) == 1


def test_the_iteration_of_each_revision_is_a_stay_in_a_sprint() -> None:
    snapshot = read(
        revision(7, 1, at(1)),
        revision(7, 2, at(2), **{"System.IterationId": 20}),
        revision(7, 3, at(3), state="Active", **{"System.IterationId": 20}),
        revision(7, 4, at(15), state="Active", **{"System.IterationId": 21}),
        iterations=[SPRINT, NEXT],
    )
    assert spells(snapshot) == [("20", second(2), second(15), True), ("21", second(15), NEVER, True)]


def test_an_item_created_in_a_sprint_was_in_it_from_the_first_and_that_is_history() -> None:
    snapshot = read(revision(7, 1, at(4), created=at(4), **{"System.IterationId": 20}), iterations=[SPRINT])
    assert spells(snapshot) == [("20", second(4), NEVER, True)]


def test_a_sprint_is_dated_in_days_and_its_last_day_belongs_to_it() -> None:
    (sprint,) = read(iterations=[SPRINT]).sprints
    assert sprint.in_days
    assert (sprint.start, sprint.end) == (second(2, 0), second(14, 0))
    assert (sprint.board, sprint.state) == (CORE, "closed")


def test_an_iteration_that_two_teams_took_is_a_sprint_of_each_with_the_members_of_its_areas() -> None:
    other = "d0d0d0d0-0000-4000-8000-000000000002"
    inside = {"System.IterationId": 20}
    snapshot = read(
        revision(7, 1, at(1), **inside),
        revision(8, 1, at(1), **inside, **{"System.AreaId": AREA}),
        iterations=[SPRINT],
        teams=[team(iterations=[20]), team(other, [AREA], [20])],
    )
    assert {(one.id, one.board) for one in snapshot.sprints} == {("20-c0c0c0c0", CORE), ("20-d0d0d0d0", other)}
    held = snapshot.sprint_memberships
    assert [(item, snapshot.sprints[of].board) for item, of in zip(held.item, held.of, strict=True)] == [
        (0, CORE),
        (1, other),
    ]
    assert {board: mask.tolist() for board, mask in snapshot.on_board.items()} == {
        CORE: [True, False],
        other: [False, True],
    }


@pytest.mark.parametrize(
    ("first", "last"), [(None, None), (f"2026-03-02{NIGHT}", None), (f"2026-03-13{NIGHT}", f"2026-03-02{NIGHT}")]
)
def test_an_iteration_without_usable_days_is_a_sprint_without_dates(first: str | None, last: str | None) -> None:
    snapshot = read(revision(7, 1, at(1), **{"System.IterationId": 20}), iterations=[iteration(20, first, last)])
    (sprint,) = snapshot.sprints
    assert (sprint.state, sprint.start, sprint.activated) == ("unknown", NEVER, NEVER)
    assert len(spells(snapshot)) == 1


def test_two_thousand_iterations_that_overlap_are_two_thousand_sprints() -> None:
    many = [iteration(1000 + one, f"2026-03-{one % 20 + 1:02d}{NIGHT}", f"2026-03-28{NIGHT}") for one in range(2000)]
    rows = [revision(id, 1, at(1), **{"System.IterationId": 1000 + id}) for id in range(1, 1500)]
    snapshot = read(*rows, iterations=many)
    assert len(snapshot.sprints) == 2000
    assert [id for id, *_ in spells(snapshot)] == [str(1000 + id) for id in range(1, 1500)]


def test_what_was_deleted_moved_away_or_hidden_is_left_out_and_counted() -> None:
    snapshot = read(
        revision(7, 1, at(1)),
        revision(8, 1, at(1)),
        revision(8, 2, at(2), **{"System.IsDeleted": True}),
        revision(9, 1, at(1)),
        revision(9, 2, at(2), **{"System.AreaId": ELSEWHERE}),
        revision(10, 1, at(1)),
        existing=[7],
    )
    assert snapshot.items.id.tolist() == [7]
    assert snapshot.left_out == {
        "deleted": 1,
        "moved to another project": 1,
        "the tracker could not give it": 1,
    }


def test_an_item_that_was_restored_is_there() -> None:
    snapshot = read(
        revision(7, 1, at(1)),
        revision(7, 2, at(2), **{"System.IsDeleted": True}),
        revision(7, 3, at(3)),
        existing=[7],
    )
    assert snapshot.items.id.tolist() == [7]
    assert not snapshot.left_out


def test_dates_that_do_not_rise_are_read_in_the_order_of_their_numbers_and_moved_up() -> None:
    snapshot = read(
        revision(7, 1, at(10)),
        revision(7, 3, at(4), state="Closed"),
        revision(7, 2, at(12), state="Active"),
    )
    assert moves(snapshot) == [(second(1), Stage.BACKLOG), (second(12), Stage.ACTIVE), (second(12), Stage.DONE)]
    assert snapshot.items.flags[0] & Flag.CLOCK_CLAMPED
    assert snapshot.findings == {"clock went backwards": 1, "imported": 1}


def test_an_item_that_was_imported_in_progress_has_no_start() -> None:
    # Created on the 1st, brought here on the 20th as Active: since when it was, nobody says.
    snapshot = read(revision(7, 1, at(20), state="Active"), revision(7, 2, at(21), state="Closed", **{CLOSED: at(21)}))
    assert snapshot.items.flags[0] & Flag.NO_HISTORY
    assert snapshot.items.resolved.tolist() == [second(21)]
    assert snapshot.findings == {"imported": 1}


def test_an_item_that_was_imported_into_the_backlog_has_the_history_that_followed() -> None:
    snapshot = read(revision(7, 1, at(20)), revision(7, 2, at(21), state="Active"))
    assert not snapshot.items.flags[0] & Flag.NO_HISTORY


def test_an_item_that_came_from_another_project_begins_late() -> None:
    snapshot = read(revision(7, 9, at(20), state="Active"), revision(7, 10, at(21), state="Closed"))
    assert snapshot.items.flags[0] & Flag.NO_HISTORY
    assert snapshot.findings == {"history begins late": 1}


def test_an_item_that_was_done_from_the_first_has_no_history_but_a_finish() -> None:
    snapshot = read(revision(7, 1, at(1), state="Closed", **{CLOSED: at(1)}))
    assert snapshot.items.flags[0] & Flag.NO_HISTORY
    assert snapshot.items.resolved.tolist() == [second(1)]


def test_revisions_that_are_lacking_between_others_are_noticed() -> None:
    snapshot = read(revision(7, 1, at(1)), revision(7, 5, at(5), state="Closed"))
    assert snapshot.items.flags[0] & Flag.NO_HISTORY
    assert snapshot.findings["history has gaps"] == 1


def test_a_revision_that_two_pages_hold_counts_once() -> None:
    twice = [revision(7, 1, at(1)), revision(7, 2, at(2), state="Active"), revision(7, 2, at(2), state="Active")]
    assert len(moves(read(*twice))) == 2


def test_ten_thousand_revisions_of_one_item_are_its_history() -> None:
    states = ("New", "Active")
    rows = [
        revision(7, rev, at(1 + rev // 400, 9, f"{rev % 60:02d}"), state=states[rev % 2]) for rev in range(1, 10_001)
    ]
    rows.append(revision(7, 10_001, at(28), state="Closed"))
    snapshot = read(*rows)
    assert len(moves(snapshot)) == 10_001
    assert moves(snapshot)[-1] == (second(28), Stage.DONE)


def test_a_date_that_cannot_have_been_is_the_nearest_that_can() -> None:
    far, zero = "9999-12-31T23:59:59.9999999Z", "0001-01-01T00:00:00Z"
    snapshot = read(
        revision(7, 1, at(1)),
        revision(7, 2, far, state="Active"),
        revision(7, 3, at(3), state="Closed"),
        revision(8, 1, at(1)),
        revision(8, 2, far, state="Active"),
        revision(9, 1, at(4), created=far),
        revision(9, 2, zero, state="Active", created=zero),
        revision(10, 1, at(1)),
    )
    assert [one for one, _ in moves(snapshot)] == [second(1), second(3), second(3)]
    assert [one for one, _ in moves(snapshot, 1)] == [second(1), READ_AT]
    assert [one for one, _ in moves(snapshot, 2)] == [second(4), second(4)]
    assert snapshot.findings == {"date or estimate was not believed": 3}


def test_what_the_trackers_clock_has_before_ours_is_not_still_to_come() -> None:
    hours_ahead = "2026-04-01T06:00:00Z"
    snapshot = read(revision(7, 1, at(1)), revision(7, 2, hours_ahead, state="Closed", **{CLOSED: hours_ahead}))
    assert moves(snapshot)[-1] == (READ_AT, Stage.DONE)
    assert snapshot.items.resolved.tolist() == [READ_AT]
    assert snapshot.findings == {"date or estimate was not believed": 1}


def test_an_estimate_that_nobody_could_mean_is_none() -> None:
    snapshot = read(revision(7, 1, at(1), **{STORY_POINTS: 1e300}))
    assert np.isnan(snapshot.items.estimate).all()
    assert snapshot.findings == {"date or estimate was not believed": 1}


def test_estimates_are_whatever_field_the_process_has() -> None:
    snapshot = read(
        revision(7, 1, at(1)),
        revision(7, 2, at(2), **{STORY_POINTS: 3}),
        revision(7, 3, at(3), **{STORY_POINTS: 0.5}),
        revision(7, 4, at(4)),
        revision(8, 1, at(1), **{EFFORT: 8.0}),
    )
    assert snapshot.items.estimate[1] == 8
    assert np.isnan(snapshot.items.estimate[0])
    assert snapshot.estimates.item.tolist() == [0, 0, 0]
    assert snapshot.estimates.at.tolist() == [second(2), second(3), second(4)]
    assert str(snapshot.estimates.before.tolist()) == "[nan, 3.0, 0.5]"


@pytest.mark.parametrize("flag", [{BLOCKED: "Yes"}, {"System.Tags": "ship it; BLOCKED"}])
def test_work_is_blocked_by_the_field_or_by_the_tag(flag: dict[str, str]) -> None:
    snapshot = read(revision(7, 1, at(1)), revision(7, 2, at(2), **flag), revision(7, 3, at(4)))
    assert (snapshot.flagged.entered.tolist(), snapshot.flagged.left.tolist()) == ([second(2)], [second(4)])


@pytest.mark.parametrize("flag", [{BLOCKED: "No"}, {"System.Tags": "unblocked; not blocked yet"}])
def test_other_words_block_nothing(flag: dict[str, str]) -> None:
    assert not len(read(revision(7, 1, at(1), **flag)).flagged.item)


def test_an_item_that_changed_its_type_is_what_it_is_now() -> None:
    snapshot = read(revision(7, 1, at(1), **{"System.WorkItemType": "Bug"}), revision(7, 2, at(2)))
    assert snapshot.types[snapshot.items.type[0]].name == "User Story"
    assert snapshot.findings == {"type was changed": 1}


@pytest.mark.parametrize(("has_bugs_as_tasks", "level"), [(True, Level.SUB_TASK), (False, Level.BASE)])
def test_bugs_are_tasks_where_the_team_counts_them_so(has_bugs_as_tasks: bool, level: Level) -> None:
    bug = {"System.WorkItemType": "Bug"}
    snapshot = read(
        revision(7, 1, at(1), **bug),
        revision(8, 1, at(1), **bug, **{"System.AreaId": AREA}),
        teams=[team(has_bugs_as_tasks=has_bugs_as_tasks)],
    )
    assert snapshot.levels().tolist() == [level, Level.BASE]


def test_parents_and_who_is_assigned_are_as_of_today() -> None:
    snapshot = read(
        revision(7, 1, at(1), **{"System.Parent": 3}),
        revision(7, 2, at(2), **{"System.Parent": 5}),
        revision(8, 1, at(1)),
        assigned=[8],
    )
    assert snapshot.items.parent.tolist() == [5, 0]
    assert [bool(flags & Flag.ASSIGNED) for flags in snapshot.items.flags] == [False, True]


def test_an_item_as_it_is_today_has_no_history_unless_its_state_is_as_old_as_itself() -> None:
    changed = "Microsoft.VSTS.Common.StateChangeDate"
    snapshot = read(
        today=[
            revision(7, 9, at(9), state="Active", **{changed: at(5)}),
            revision(8, 9, at(9), state="Active", **{changed: at(1)}),
            revision(9, 9, at(9), **{changed: at(5)}),
        ]
    )
    assert [bool(flags & Flag.NO_HISTORY) for flags in snapshot.items.flags] == [True, False, False]
    assert not snapshot.sprint_memberships.recorded.any()


def test_what_has_revisions_is_not_read_as_it_is_today() -> None:
    snapshot = read(revision(7, 1, at(1)), revision(7, 2, at(2), state="Active"), today=[revision(7, 3, at(3))])
    assert len(moves(snapshot)) == 2


def test_an_item_of_which_a_revision_cannot_be_placed_is_told_by_none() -> None:
    hidden = revision(8, 2, at(2))
    del hidden["fields"]["System.State"]
    snapshot = read(revision(7, 1, at(1)), revision(8, 1, at(1)), hidden)
    assert snapshot.items.id.tolist() == [7]


def test_an_item_that_cannot_be_placed_today_is_left_out_and_counted() -> None:
    hidden = revision(8, 1, at(1))
    del hidden["fields"]["System.CreatedDate"]
    snapshot = read(revision(7, 1, at(1)), today=[hidden])
    assert snapshot.items.id.tolist() == [7]
    assert sum(snapshot.left_out.values()) == 1


def test_an_empty_organisation_is_an_empty_snapshot() -> None:
    snapshot = read()
    assert len(snapshot) == 0
    assert snapshot.transitions.first.tolist() == [0]


def test_nothing_that_a_person_wrote_survives() -> None:
    snapshot = read(
        revision(7, 1, at(1), **{"System.IterationId": 20}), revision(7, 2, at(2), state="Active"), iterations=[SPRINT]
    )
    held = pickle.dumps({name: getattr(snapshot, name) for name in snapshot.__slots__})
    assert b"SECRET" not in held
    assert b"secret" not in held
    assert b"ship it" not in held


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"<html>",
        b'{"values": 7}',
        b'{"values": [{"id": "x", "rev": 1, "fields": {}}]}',
        b'{"values": [{"id": -1, "rev": 1, "fields": {}}]}',
        b'{"values": [{"id": 99999999999, "rev": 1, "fields": {}}]}',
        b'{"values": [{"id": 1, "rev": 1, "fields": {"System.AreaId": 1e99}}]}',
        json.dumps({"values": [revision(7, 1, "yesterday")]}).encode(),
    ],
)
def test_bytes_that_are_no_page_are_refused(body: bytes) -> None:
    with pytest.raises((msgspec.MsgspecError, ValueError)):
        decode(body)


def decode(body: bytes) -> None:
    pages = RevisionPages(0, Names())
    pages.add(body)
    pages.pages()


@pytest.mark.parametrize(
    ("page", "token"),
    [
        ({"continuationToken": "813;350;1"}, "813;350;1"),
        ({"nextLink": "https://dev.azure.com/a/_apis/x?continuationToken=3;2;1&api-version=2.0"}, "3;2;1"),
        ({"nextLink": "https://dev.azure.com/a/_apis/x?api-version=2.0&continuationToken=3%3B2%3B1"}, "3;2;1"),
        ({}, ""),
    ],
)
def test_the_token_stands_in_the_page_or_in_its_link(page: dict[str, str], token: str) -> None:
    assert RevisionPages(0, Names()).add(json.dumps({"values": [], **page}).encode()).token == token


def test_columns_take_little_memory() -> None:
    rows = [
        revision(id, rev, at(rev), state=("New", "Active", "Resolved", "Closed")[rev // 3])
        for id in range(1, 401)
        for rev in range(1, 9)
    ]
    snapshot = read(*rows)
    assert snapshot.size_bytes / len(snapshot) < 120


def test_history_that_tells_nothing_is_thrown_away() -> None:
    names = Names()
    pages = RevisionPages(0, names)
    rows = [revision(7, rev, at(rev), state="New" if rev < 5 else "Active") for rev in range(1, 9)]
    pages.add(json.dumps({"values": rows}).encode())
    told = revisions.telling(revisions.mended(revisions.joined(pages.pages())))
    assert told.rev.tolist() == [1, 5, 8]


def test_areas_fourteen_levels_deep_belong_to_the_team_above_them() -> None:
    node = Node(14, "L14")
    for level in range(13, 0, -1):
        node = Node(level, f"L{level}", children=[node, Node(100 + level, "Beside")])
    roots, unknown = nodes.roots(node, TeamAreas(values=[AreaValue("l1\\L2", includeChildren=True), AreaValue("Gone")]))
    assert (roots, unknown) == (((2, True),), 1)
    assert nodes.below(node, roots) == {*range(2, 15), *range(102, 114)}
