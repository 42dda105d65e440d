"""The explore page: any figure by any group, period by period or as a whole, and the items behind it."""

from dataclasses import replace

import pytest

from altaclario.charts.messages import english
from altaclario.dashboards import files
from altaclario.dashboards.tests.asking import chart, explore, listed, said, value
from altaclario.snapshots.snapshot import Snapshot
from tests.building import item, snapshot

pytestmark = pytest.mark.any_database
NEW = "2026-02-20 09:00 To Do"


@pytest.fixture(scope="module")
def team() -> Snapshot:
    """Three stories took 1, 2 and 3 days, a bug took 5 over the end of the month, and one is under way."""
    return snapshot(
        item("PAY-1", NEW, "2026-03-02 09:00 In Progress", "2026-03-02 17:00 Done"),
        item("PAY-2", NEW, "2026-03-02 09:00 In Progress", "2026-03-03 17:00 Done"),
        item("PAY-3", NEW, "2026-03-09 09:00 In Progress", "2026-03-11 17:00 Done"),
        item("PAY-4", NEW, "2026-02-26 09:00 In Progress", "2026-03-02 17:00 Done", type="Bug"),
        item("PAY-5", NEW, "2026-03-10 09:00 In Progress"),
    )


def rows(team: Snapshot, **query: str) -> list[list[str]]:
    page = explore(team, "2026-03-13", since="2026-02-27", until="2026-03-13", **query)
    return [[english(cell) for cell in row] for row in chart(page, "pivot").twin.rows]


def test_without_a_choice_it_counts_what_was_finished_by_type(team: Snapshot) -> None:
    page = explore(team, "2026-03-13")
    assert said(page) == "4 items finished. Most: Story, 3."
    assert value(page, "Items finished") == "4 items"
    assert [row[:3] for row in listed(page)] == [
        ["PAY-3", "Story", "11 Mar 2026"],
        ["PAY-2", "Story", "3 Mar 2026"],
        ["PAY-1", "Story", "2 Mar 2026"],
        ["PAY-4", "Bug", "2 Mar 2026"],
    ]


def test_a_whole_window_stands_beside_as_many_days_before_it(team: Snapshot) -> None:
    page = explore(team, "2026-03-13", since="2026-03-09", until="2026-03-13")
    assert [[english(cell) for cell in row] for row in chart(page, "pivot").twin.rows] == [
        ["Story", "1", "0"],
        ["All", "1", "0"],
    ]
    assert rows(team) == [["Story", "3", "0"], ["Bug", "1", "0"], ["All", "4", "0"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"over": "month"}, [["27 Feb 2026", "0", "0", "0"], ["1 Mar 2026", "3", "1", "4"]]),
        ({"over": "month", "measure": "started"}, [["27 Feb 2026", "0", "0"], ["1 Mar 2026", "4", "4"]]),
        (
            {"over": "week", "measure": "cycle"},
            [["27 Feb 2026", "–", "–", "–"], ["2 Mar 2026", "5", "2", "5"], ["9 Mar 2026", "–", "3", "3"]],
        ),
        (
            {"over": "week", "measure": "progress"},
            [["27 Feb 2026", "0", "1", "1"], ["2 Mar 2026", "0", "0", "0"], ["9 Mar 2026", "1", "0", "1"]],
        ),
        ({"by": "none", "measure": "lead"}, [["All items", "20", "–"], ["All", "20", "–"]]),
    ],
)
def test_each_figure_can_be_told_by_week_and_month(
    team: Snapshot, query: dict[str, str], expected: list[list[str]]
) -> None:
    assert rows(team, **query) == expected


def test_one_group_alone_is_counted_and_listed(team: Snapshot) -> None:
    bug = next(kind.id for kind in team.types if kind.name == "Bug")
    page = explore(team, "2026-03-13", only=bug)
    assert [row[0] for row in listed(page)] == ["PAY-4"]
    assert value(page, "Items finished") == "1 item"


@pytest.mark.parametrize(("by", "of"), [("type", "types"), ("status", "statuses")])
def test_every_group_that_is_offered_is_one_whatever_signs_its_id_has(team: Snapshot, by: str, of: str) -> None:
    named = tuple(replace(one, id=f"Täglich/{one.name} & more") for one in getattr(team, of))
    there = replace(team, **{of: named})
    (onlys,) = [
        one for one in explore(there, "2026-03-13", by=by, measure="created").filters if one.name.text == "Only"
    ]
    queries = [dict(part.split("=") for part in one.query[1:].split("&")) for one in onlys.choices[1:]]
    pages = [explore(there, "2026-03-13", **query) for query in queries]
    assert len(pages) > 1
    assert [page.notes for page in pages] == [()] * len(pages)
    assert sum(len(listed(page)) for page in pages) == len(team)
    assert "glich" not in str(queries)


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ({"measure": "people"}, '"people" is not among what is offered; Items finished stands in for it.'),
        ({"by": "assignee"}, '"assignee" is not among what is offered; Type stands in for it.'),
        ({"over": "hour"}, '"hour" is not among what is offered; The whole window stands in for it.'),
        ({"measure": "cycle", "share": "99"}, '"99" is none of the percentiles that are shown here.'),
        ({"only": "999"}, "999 is no group of this page. All groups are shown."),
        ({"only": "<b>"}, '"<b>" is no id. All groups are shown.'),
    ],
)
def test_what_means_nothing_is_said_and_the_usual_is_shown(team: Snapshot, query: dict[str, str], note: str) -> None:
    page = explore(team, "2026-03-13", **query)
    assert note in map(english, page.notes)
    assert page.charts[0].twin.rows


def test_where_nothing_is_counted_it_says_so() -> None:
    page = explore(snapshot(), "2026-03-13")
    assert said(page) == "Nothing is counted here."
    assert page.charts[0].drawing is None
    assert english(page.charts[0].why) == "No item is counted in these days with these filters."


def test_every_table_is_a_file_with_exact_days_and_numbers(team: Snapshot) -> None:
    page = explore(team, "2026-03-13")
    assert files.table(page, "items").splitlines()[:2] == [  # type: ignore[union-attr]
        "Item,Group,Day,Cycle time,Lead time,Type",
        "PAY-3,Story,2026-03-11,3,20,Story",
    ]
    assert files.table(page, "pivot").splitlines()[-1] == "All,4,0"  # type: ignore[union-attr]
    assert files.table(page, "of-another-page") is None
