"""What the charts of flow show, and what they say when there is little to show."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from altaclario.charts import ageing, blocked, cumulative, lengths, scatter, weekly
from altaclario.charts.ageing import Aged, Lanes
from altaclario.charts.blocked import Counted, Held
from altaclario.charts.drawing import Chart
from altaclario.charts.messages import Text, english
from altaclario.charts.scatter import Finished
from altaclario.metrics import cfd, percentiles, throughput, xmr
from altaclario.metrics.cfd import Flow
from altaclario.metrics.pace import Bands
from altaclario.metrics.service_level import Expectation
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Stage

MONDAY = date(2026, 3, 2)
WINDOW = (MONDAY, MONDAY + timedelta(20))
PLAIN = Settings()


def _scatter(*finished: Finished, left_out: int = 0) -> Chart:
    spread = percentiles.spread(np.array([one.days for one in finished], np.float64), (50, 85))
    return scatter.chart(finished, spread, PLAIN, WINDOW, left_out=left_out)


def _finished(count: int, kind: str = "Story") -> list[Finished]:
    return [Finished(f"PAY-{one}", kind, MONDAY + timedelta(one), one) for one in range(1, count + 1)]


def _words(texts: tuple[Text, ...]) -> list[str]:
    return [english(text) for text in texts]


def test_ten_items_are_enough_to_name_a_percentile() -> None:
    chart = _scatter(*_finished(10))
    assert english(chart.finding) == "85 % of items were done within 9 days"
    assert chart.drawing is not None
    assert [(rule.at, english(rule.label)) for rule in chart.drawing.rules] == [(5, "5 d · 50 %"), (9, "9 d · 85 %")]


def test_with_fewer_the_dots_are_there_and_the_caption_says_what_is_missing() -> None:
    chart = _scatter(*_finished(6), left_out=2)
    assert english(chart.finding) == "6 items were finished"
    assert "needs at least 10 finished items, here are 6" in english(chart.caption)
    assert "2 left out: no history" in english(chart.caption)
    assert chart.drawing is not None
    assert (len(chart.drawing.marks[0].points), chart.drawing.rules) == (6, ())


def test_items_of_one_spot_are_one_dot_that_counts_them_and_one_row_each() -> None:
    same = [Finished(f"PAY-{one}", "Story", MONDAY, 3) for one in range(1, 9)]
    chart = _scatter(*same)
    assert chart.drawing is not None
    (mark,) = chart.drawing.marks
    assert mark.points == (("2026-03-02", 3),)
    tip = _words(mark.tips[0])
    assert tip[0] == "PAY-1, PAY-2, PAY-3, PAY-4, PAY-5, PAY-6 and 2 more"
    assert tip[-2:] == ["Items", "8"]
    assert len(chart.twin.rows) == 8


def test_each_of_the_common_types_has_its_own_shape_and_the_rest_shares_one() -> None:
    kinds = ("Story", "Story", "Story", "Bug", "Bug", "Task", "Spike")
    chart = _scatter(*(Finished(f"PAY-{place}", kind, MONDAY, place) for place, kind in enumerate(kinds, 1)))
    assert chart.drawing is not None
    looks = [(english(mark.name), mark.shape, len(mark.points)) for mark in chart.drawing.marks]
    assert looks == [("Story", "circle", 3), ("Bug", "square", 2), ("Other types", "diamond", 2)]


def test_nothing_finished_is_said_and_not_drawn() -> None:
    assert _scatter().drawing is None
    assert "Nothing was finished" in english(_scatter().why)
    assert english(_scatter(left_out=3).why).startswith("3 items were finished, but the tracker gave no history")


def _lanes(*rows: tuple[str, int, list[float]]) -> Lanes:
    """Name, items that left it, and its percentiles 50 and 85."""
    days = np.array([row for *_, row in rows], np.float64).reshape(len(rows), 2)
    bands = Bands((50, 85), np.array([n for _, n, _ in rows], np.intp), days)
    return Lanes(tuple(name for name, *_ in rows), bands, 85, 20)


NONE = [np.nan, np.nan]
DOING, REVIEW = ("Doing", 20, [3.0, 8.0]), ("Review", 12, [5.0, 9.0])


def test_what_is_older_than_finished_work_has_its_own_mark_and_its_name() -> None:
    items = [Aged("PAY-1", "Review", Stage.ACTIVE, 12, 1, 85), Aged("PAY-2", "Doing", Stage.ACTIVE, 8, 0, 50)]
    chart = ageing.chart(items, _lanes(DOING, REVIEW), PLAIN, MONDAY)
    assert english(chart.finding) == "1 of 2 items in progress is older than 85 % of finished work in its status: PAY-1"
    assert chart.drawing is not None
    assert _words(chart.drawing.x.categories) == ["Doing\n1 item", "Review\n1 item"]
    assert [(mark.tone, mark.points) for mark in chart.drawing.marks] == [("cat-1", ((0, 8),)), ("act", ((1, 12),))]
    assert chart.drawing.marks[1].notes == ("PAY-1",)


def test_the_bands_stand_behind_the_dots_and_the_last_ones_are_named() -> None:
    lanes = _lanes(DOING, REVIEW, ("Testing", 4, NONE))
    chart = ageing.chart([Aged("PAY-1", "Testing", Stage.WAITING, 12, 2)], lanes, PLAIN, MONDAY)
    assert chart.drawing is not None
    bands = [
        (band.tone, band.first, band.low, band.high, band.edge, english(band.label)) for band in chart.drawing.bands
    ]
    assert bands == [
        ("band-1", 0, 0, 3, "plain", ""),
        ("band-2", 0, 3, 8, "main", ""),
        ("band-1", 1, 0, 5, "plain", "50 %"),
        ("band-2", 1, 5, 9, "main", "85 %"),
    ]
    assert english(chart.finding) == "The oldest item in progress is 12 days old"
    assert _words(chart.twin.rows[0]) == ["PAY-1", "Testing", "Waiting", "12", "–"]


def test_what_is_blocked_has_a_ring_and_a_day() -> None:
    items = [Aged("PAY-1", "Doing", Stage.ACTIVE, 4, 0, 50), Aged("PAY-2", "Doing", Stage.ACTIVE, 2, 0, 0, MONDAY)]
    chart = ageing.chart(items, _lanes(DOING), PLAIN, MONDAY)
    assert chart.drawing is not None
    assert chart.drawing.marks[0].rings == (1,)
    assert "dotted ring: blocked" in english(chart.caption)
    assert [_words(row)[-1] for row in chart.twin.rows] == ["", "2 Mar 2026"]


def test_an_item_without_a_known_start_is_in_the_table_alone() -> None:
    items = [Aged("PAY-1", "Doing", Stage.ACTIVE, 4, 0), Aged("PAY-2", "Doing", Stage.ACTIVE, None, 0)]
    chart = ageing.chart(items, replace(_lanes(("Doing", 0, NONE)), finished=0), PLAIN, MONDAY)
    assert english(chart.finding) == "The oldest item in progress is 4 days old"
    assert "1 without a known start" in english(chart.caption)
    assert "at least 10 finished items must have left a status; here are 0" in english(chart.caption)
    assert chart.drawing is not None
    assert (len(chart.drawing.marks[0].points), len(chart.twin.rows)) == (1, 2)


def test_the_lines_lie_on_the_edges_of_the_bands() -> None:
    days = [MONDAY + timedelta(one) for one in range(3)]
    bands = Flow(*(np.array(one) for one in ((9, 9, 9), (2, 3, 1), (0, 0, 1), (40, 41, 43))))
    chart = cumulative.chart(days, bands, cfd.edges(bands))
    assert english(chart.finding) == "As many in progress at the end as at the beginning: 2 items"
    assert [_words(row) for row in chart.twin.rows] == [
        ["2 Mar 2026", "2", "0", "2", "0", "2"],
        ["3 Mar 2026", "4", "1", "3", "0", "3"],
        ["4 Mar 2026", "5", "3", "1", "1", "2"],
    ]


def test_without_waiting_there_is_no_band_and_no_column_of_it() -> None:
    bands = Flow(*(np.array(one) for one in ((0, 0), (1, 4), (0, 0), (0, 0))))
    chart = cumulative.chart([MONDAY, MONDAY + timedelta(1)], bands, cfd.edges(bands))
    assert english(chart.finding) == "In progress grew from 1 to 4 items"
    assert "Waiting" not in _words(chart.twin.heads)
    assert chart.drawing is not None
    assert [english(mark.name) for mark in chart.drawing.marks] == ["Departures", "Arrivals", "Done", "Active"]


def test_while_history_is_loading_there_is_no_diagram() -> None:
    chart = cumulative.chart([MONDAY], None, None)
    assert (chart.drawing, chart.twin.rows) == (None, ())
    assert "still being read" in english(chart.why)


def _weekly(daily: list[int], first: date = MONDAY) -> Chart:
    counts = np.array(daily, np.int64)
    weeks = throughput.weeks(counts, first)
    whole = weeks.items[weeks.days == 7].astype(np.float64)
    window = (first, first + timedelta(max(len(daily) - 1, 0)))
    return weekly.chart(weeks, throughput.throughput(counts, first), xmr.process(whole, len(whole)), window)


def test_a_week_cut_by_the_window_is_pale_and_not_counted() -> None:
    chart = _weekly([5, 0, 1, 0, 0, 2, 0, 0, 0, 9], MONDAY - timedelta(1))
    assert english(chart.finding) == "Median week: 3 items finished, range 3 to 3"
    assert "limits need at least 8 whole weeks, here are 1" in english(chart.caption)
    assert [_words(row) for row in chart.twin.rows] == [
        ["23 Feb 2026", "5", "1 of 7 days, not counted"],
        ["2 Mar 2026", "3", "whole week"],
        ["9 Mar 2026", "9", "2 of 7 days, not counted"],
    ]
    assert chart.drawing is not None
    assert [(mark.is_context, len(mark.points)) for mark in chart.drawing.marks] == [(False, 1), (True, 2)]


def test_weeks_that_vary_as_always_are_stable() -> None:
    chart = _weekly([count for week in (4, 6) * 4 for count in (week, *[0] * 6)])
    assert english(chart.finding) == "Throughput is stable: 4 to 6 items a week around 5"
    assert chart.drawing is not None
    assert [english(rule.label) for rule in chart.drawing.rules] == ["5 · average", "10.3 · limit"]
    assert chart.drawing.marks[0].rings == ()
    assert len(chart.twin.heads) == 3


def test_a_week_outside_the_limits_is_ringed_and_told() -> None:
    chart = _weekly([count for week in (*(4, 10) * 5, 30) for count in (week, *[0] * 6)])
    assert english(chart.finding) == (
        "A signal in throughput: 30 items in the week of 11 May 2026, above the limit of 28.8"
    )
    assert chart.drawing is not None
    assert chart.drawing.marks[0].rings == (10,)
    assert english(chart.drawing.marks[0].notes[10]) == "outside the limits"
    assert [english(row[-1]) for row in chart.twin.rows] == [""] * 10 + ["outside the limits"]


@pytest.mark.parametrize("daily", [[0, 0], []])
def test_weeks_without_a_finish_are_said_and_not_drawn(daily: list[int]) -> None:
    assert (english(_weekly(daily).finding), _weekly(daily).drawing) == ("Nothing was finished", None)


def test_less_than_a_whole_week_has_no_median() -> None:
    chart = _weekly([1, 0, 2])
    assert english(chart.finding) == "3 items finished, in less than a whole week"
    assert chart.drawing is not None
    assert chart.drawing.rules == ()


def _lengths(*days: float, baseline: int | None = None) -> Chart:
    finished = [Finished(f"PAY-{place}", "Story", MONDAY + timedelta(place), one) for place, one in enumerate(days)]
    process = xmr.process(np.array(days, np.float64), len(days) if baseline is None else baseline)
    return lengths.chart(finished, process, PLAIN, of_all=len(days))


def test_a_row_on_one_side_of_the_average_is_a_signal() -> None:
    chart = _lengths(*[4, 6] * 4, *[7] * 7, baseline=8)
    assert english(chart.finding) == "A signal in cycle time: 8 or more in a row above the average, up to PAY-14"
    assert chart.drawing is not None
    (area,) = chart.drawing.bands
    assert (area.first, area.last, english(area.label)) == (0, 7, "baseline")
    assert english(chart.twin.rows[-1][-1]) == "8 in a row on one side"


def test_too_few_lengths_have_no_limits_and_say_so() -> None:
    chart = _lengths(3, 4, 5)
    assert english(chart.finding) == "Too few items were finished to say whether cycle time is stable"
    assert "limits need at least 8 finished items, here are 3" in english(chart.caption)
    assert chart.drawing is not None
    assert chart.drawing.rules == ()


def test_more_items_than_anybody_reads_are_the_last_ones() -> None:
    one = Finished("PAY-1", "Story", MONDAY, 3)
    chart = lengths.chart([one] * 9, xmr.process(np.full(9, 3.0), 9), PLAIN, of_all=500)
    assert english(chart.caption).startswith("Cycle time of the last 9 of 500 finished items")
    assert english(chart.finding) == "Cycle time is stable: 3 days on average, none above the limit of 3"


def test_the_time_that_items_were_blocked_is_told_on_both_clocks() -> None:
    done = Held("PAY-1", "Story", MONDAY, 2, 4.04, 2.0, None)
    still = Held("PAY-2", "Bug", None, 1, 0.5, 0.5, MONDAY)
    chart = blocked.chart([done, still], Counted(10, 1, 1), PLAIN, WINDOW)
    assert english(chart.finding) == "1 of 10 finished items had been blocked, 1 item is blocked now"
    assert [_words(row) for row in chart.twin.rows] == [
        ["PAY-1", "Story", "2 Mar 2026", "2", "4", "2", ""],
        ["PAY-2", "Bug", "in progress", "1", "0.5", "0.5", "2 Mar 2026"],
    ]
    assert chart.drawing is not None
    assert [mark.points for mark in chart.drawing.marks] == [(("2026-03-02", 4.0),), (("2026-03-22", 0.5),)]


def test_without_flags_nothing_is_blocked_and_without_a_history_nobody_can_say() -> None:
    assert english(blocked.chart([], Counted(3, 0, 0), PLAIN, WINDOW).finding) == (
        "No finished item had been blocked, nothing is blocked now"
    )
    unknown = blocked.chart(None, Counted(0, 0, 0), PLAIN, WINDOW)
    assert (english(unknown.finding), unknown.drawing) == ("No blocked time to show", None)
    assert "gave no history of flags" in english(unknown.why)


def test_what_was_agreed_is_a_rule_of_its_own() -> None:
    finished = _finished(10)
    spread = percentiles.spread(np.array([one.days for one in finished], np.float64), (50, 85))
    agreed, proposed = Expectation(9, 85, is_chosen=True), Expectation(7, 85, is_chosen=False)
    charts = [scatter.chart(finished, spread, PLAIN, WINDOW, left_out=0, expectation=one) for one in (agreed, proposed)]
    rules = [[english(rule.label) for rule in chart.drawing.rules] for chart in charts if chart.drawing]
    assert rules == [["5 d · 50 %", "9 d · 85 % SLE"], ["5 d · 50 %", "9 d · 85 %", "7 d · 85 % SLE"]]
    assert ["not chosen by the team" in english(chart.caption) for chart in charts] == [False, True]
