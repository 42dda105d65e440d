"""The flow page of small teams: what it says when there is much, little, or nothing to say."""

from altaclario.charts.messages import english
from altaclario.dashboards.tests.asking import chart, figure, flow, listed, said, value
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Flag, Stage
from tests.building import Item, instant, item, snapshot

NEW = "2026-02-20 09:00 To Do"
FLAG = ("2026-03-04 09:00", "2026-03-05 21:00")
ACTIVE_ONLY = Settings(stages={"Testing": Stage.ACTIVE})


def _finished(count: int) -> list[Item]:
    """Items that began on the 2nd and took 1, 2, 3 … days."""
    return [
        item(f"PAY-{one}", NEW, "2026-03-02 09:00 In Progress", f"2026-03-{one + 1:02} 17:00 Done")
        for one in range(1, count + 1)
    ]


def test_the_answer_is_how_long_work_takes_and_what_is_older_than_that() -> None:
    open_ = [
        item("PAY-91", NEW, "2026-02-23 09:00 In Progress"),
        item("PAY-92", NEW, "2026-03-12 09:00 In Progress", "2026-03-12 12:00 Testing"),
    ]
    page = flow(snapshot(*_finished(10), *open_), "2026-03-13")
    assert said(page) == (
        "Half of the items take 5 days or less, 85 % take 9 or less. "
        "Of 2 items in progress, 1 is older than 85 % of them were in its status."
    )
    assert (value(page, "Cycle time"), value(page, "In progress")) == ("9 days", "2 items")
    assert listed(page) == [
        ["PAY-91", "In Progress", "19 d", "above 95 %", "Story", "23 Feb 2026"],
        ["PAY-92", "Testing", "2 d", "too little to compare", "Story", "12 Mar 2026"],
    ]


def test_a_window_that_is_over_lists_what_was_in_progress_at_its_end() -> None:
    # On the 9th two were under way, 8 and 1 days old, one of them in Testing then. On the 13th nothing is.
    team = snapshot(
        item("PAY-1", NEW, "2026-03-02 09:00 In Progress", "2026-03-06 09:00 Testing", "2026-03-12 09:00 Done"),
        item("PAY-2", NEW, "2026-03-09 09:00 In Progress", "2026-03-11 09:00 Done"),
    )
    page = flow(team, "2026-03-13", since="2026-03-02", until="2026-03-09")
    assert value(page, "In progress") == "2 items"
    assert [row[:3] for row in listed(page)] == [["PAY-1", "Testing", "8 d"], ["PAY-2", "In Progress", "1 d"]]
    assert "at the end of 9 Mar 2026" in english(page.items.caption)


def test_too_few_finished_items_say_so_instead_of_a_length() -> None:
    page = flow(snapshot(*_finished(6)), "2026-03-13")
    assert said(page) == (
        "Only 6 items with a known start were finished, too few to say how long work takes. Nothing is in progress."
    )
    assert english(figure(page, "Cycle time").doubt) == "needs 10 finished items, has 6"
    assert english(page.items.empty).startswith("Nothing is in progress")


def test_what_was_finished_without_a_history_counts_and_is_named() -> None:
    bare = item("PAY-99", "2026-02-20 09:00 Done", resolved="2026-03-09 09:00", flags=int(Flag.NO_HISTORY))
    page = flow(snapshot(*_finished(10), bare), "2026-03-13")
    assert english(figure(page, "Throughput").context).startswith("11 finished")
    assert english(figure(page, "Cycle time").doubt) == "1 item left out: no history"
    assert len(chart(page, "cycle-time").twin.rows) == 10


def test_an_empty_tracker_has_a_page_of_words() -> None:
    page = flow(snapshot(), "2026-03-13")
    assert said(page) == "Nothing was finished in this window. Nothing is in progress."
    assert [english(one.value) for one in page.figures] == ["–", "0", "0", "–", "–"]
    assert all(one.drawing is None and one.why for one in page.charts)


def test_flow_efficiency_is_shown_once_a_status_counts_as_waiting() -> None:
    names = [english(one.name) for one in flow(snapshot(*_finished(1)), "2026-03-13").figures]
    assert names[-1] == "Flow efficiency"
    hidden = flow(snapshot(*_finished(1)), "2026-03-13", ACTIVE_ONLY)
    assert "Flow efficiency" not in [english(one.name) for one in hidden.figures]


def test_while_history_is_loading_the_window_is_narrower_and_says_so() -> None:
    page = flow(snapshot(*_finished(10), complete_from=instant("2026-03-05 12:00")), "2026-03-13")
    assert [english(note) for note in page.notes] == [
        "The window begins on 6 Mar 2026, later than asked: not all of the history is read."
    ]
    assert chart(page, "cumulative-flow").drawing is None
    assert "still being read" in english(chart(page, "cumulative-flow").why)


def test_a_window_before_what_is_held_has_no_figures() -> None:
    team = snapshot(*_finished(3), complete_from=instant("2026-03-05 12:00"))
    page = flow(team, "2026-03-13", since="2026-03-02", until="2026-03-04")
    assert english(page.answer) == "There is no day to tell about yet."
    assert (value(page, "In progress"), listed(page)) == ("–", [])


def test_a_status_that_is_no_longer_listed_is_said() -> None:
    moves = (NEW, "2026-03-02 09:00 In Progress", "2026-03-03 09:00 Forgotten")
    statuses = {"To Do": Stage.BACKLOG, "In Progress": Stage.ACTIVE, "Forgotten": None}
    page = flow(snapshot(item("PAY-1", *moves), statuses=statuses), "2026-03-13")
    assert english(page.notes[0]).startswith("1 item was in a status that the tracker no longer lists")
    assert [row[:2] for row in listed(page)] == [["PAY-1", "Forgotten"]]
    assert listed(page)[0][-1] == "unlisted status"


def test_a_hit_rate_says_what_was_expected_and_that_nobody_chose_it_yet() -> None:
    rate = figure(flow(snapshot(*_finished(10)), "2026-03-13"), "SLE")
    assert (english(rate.value), english(rate.context), english(rate.doubt)) == (
        "90",
        "9 of 10 within 9 days",
        "proposed",
    )
    chosen = figure(flow(snapshot(*_finished(10)), "2026-03-13", Settings(sle_days=5)), "SLE")
    assert (english(chosen.value), english(chosen.context), chosen.doubt) == ("50", "5 of 10 within 5 days", "")
    few = figure(flow(snapshot(*_finished(6)), "2026-03-13"), "SLE")
    assert english(few.context) == "fewer than 10 items with a cycle time were finished in the last 90 days"


def test_a_flag_in_work_is_seen_in_the_list_the_chart_and_its_card() -> None:
    done = item("PAY-1", NEW, "2026-03-02 09:00 In Progress", "2026-03-06 09:00 Done", flagged=[FLAG])
    held = item("PAY-2", NEW, "2026-03-09 09:00 In Progress", flagged=[("2026-03-10 09:00",)])
    page = flow(snapshot(done, held), "2026-03-13")
    assert listed(page)[0][1] == "In Progress · blocked"
    assert listed(page)[0][-1] == "blocked since 10 Mar 2026"
    assert chart(page, "ageing").drawing.marks[0].rings == (0,)  # type: ignore[union-attr]  # one item is drawn
    assert [(english(one.name), english(one.value)) for one in chart(page, "blocked").figures] == [
        ("Had been blocked", "100"),
        ("Blocked for", "1.5"),
        ("Blocked now", "1"),
    ]
    assert [english(row[0]) for row in chart(page, "blocked").twin.rows] == ["PAY-1", "PAY-2"]


def test_without_a_history_of_flags_no_blocked_time_is_told() -> None:
    quiet = chart(flow(snapshot(*_finished(3)), "2026-03-13"), "blocked")
    assert (quiet.figures, quiet.drawing, quiet.twin.rows) == ((), None, ())
    assert "gave no history of flags" in english(quiet.why)


def test_a_past_day_is_shown_as_it_was_known_with_the_pace_of_then() -> None:
    # By the 13th ten items were done and PAY-91 is beyond them; on the 5th only three were, too few to compare with.
    open_ = item("PAY-91", NEW, "2026-02-23 09:00 In Progress")
    team = snapshot(*_finished(10), open_)
    assert listed(flow(team, "2026-03-13"))[0][:4] == ["PAY-91", "In Progress", "19 d", "above 95 %"]
    then = flow(team, "2026-03-13", at="2026-03-05")
    assert listed(then)[0][:4] == ["PAY-91", "In Progress", "11 d", "too little to compare"]
    assert (value(then, "In progress"), len(listed(then))) == ("7 items", 7)
    assert english(then.as_of).startswith("As it was known at the end of 5 Mar 2026")
    assert value(flow(team, "2026-03-13", at="2026-03-05"), "Cycle time") == value(
        flow(team, "2026-03-05"), "Cycle time"
    )


def test_lengths_follow_the_clock_of_the_address() -> None:
    team = snapshot(*(item(f"PAY-{n}", "2026-03-06 09:00 In Progress", "2026-03-09 09:00 Done") for n in range(10)))
    assert value(flow(team, "2026-03-13"), "Cycle time") == "4 days"
    page = flow(team, "2026-03-13", clock="working")
    assert value(page, "Cycle time") == "2 days"
    assert english(page.as_of) == "13 Mar 2026 · UTC · working days"


def test_elapsed_time_is_written_with_its_parts_of_days() -> None:
    moves = ("2026-03-06 09:00 In Progress", "2026-03-07 21:00 Done")
    page = flow(snapshot(*(item(f"PAY-{n}", *moves) for n in range(10))), "2026-03-13", Settings(elapsed=True))
    assert value(page, "Cycle time") == "1.5 days"
    assert english(page.answer) == "Half of the items take 1.5 days or less, and so do 85 %."
