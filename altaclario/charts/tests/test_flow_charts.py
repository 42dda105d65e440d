"""What the charts of flow show, and what they say when there is little to show."""

from datetime import date, timedelta

import numpy as np
import pytest

from altaclario.charts import ageing, cumulative, scatter, weekly
from altaclario.charts.ageing import Aged
from altaclario.charts.drawing import Chart, Text
from altaclario.charts.messages import english
from altaclario.charts.scatter import Finished
from altaclario.metrics import cfd, percentiles, throughput
from altaclario.metrics.cfd import Flow
from altaclario.metrics.percentiles import Spread
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


def test_what_is_older_than_finished_work_has_its_own_mark_and_is_counted() -> None:
    items = [Aged("PAY-1", "Review", Stage.ACTIVE, 12), Aged("PAY-2", "Doing", Stage.ACTIVE, 8)]
    chart = ageing.chart(items, ["Doing", "Review", "Done"], Spread(20, {85: 8}), PLAIN, MONDAY)
    assert english(chart.finding) == "1 of 2 items in progress is older than 85 % of finished work"
    assert chart.drawing is not None
    assert _words(chart.drawing.x.categories) == ["Doing\n1 item", "Review\n1 item"]
    assert [(mark.tone, mark.points) for mark in chart.drawing.marks] == [("cat-1", ((0, 8),)), ("act", ((1, 12),))]


def test_an_item_without_a_known_start_is_in_the_table_alone() -> None:
    items = [Aged("PAY-1", "Doing", Stage.ACTIVE, 4), Aged("PAY-2", "Doing", Stage.ACTIVE, None)]
    chart = ageing.chart(items, ["Doing"], Spread(0, {85: None}), PLAIN, MONDAY)
    assert english(chart.finding) == "The oldest item in progress is 4 days old"
    assert "1 without a known start" in english(chart.caption)
    assert chart.drawing is not None
    assert (len(chart.drawing.marks[0].points), len(chart.twin.rows)) == (1, 2)


def test_many_statuses_give_way_to_stages() -> None:
    items = [Aged(f"PAY-{one}", f"Status {one}", Stage.ACTIVE, one) for one in range(1, 10)]
    chart = ageing.chart([*items, Aged("PAY-99", "QA", Stage.WAITING, 2)], [], Spread(0), PLAIN, MONDAY)
    assert chart.drawing is not None
    assert _words(chart.drawing.x.categories) == ["Active\n9 items", "Waiting\n1 item"]


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


def test_a_week_cut_by_the_window_is_hatched_and_not_counted() -> None:
    daily = np.array([5, 0, 1, 0, 0, 2, 0, 0, 0, 9])
    sunday = MONDAY - timedelta(1)
    found = throughput.weeks(daily, sunday), throughput.throughput(daily, sunday)
    chart = weekly.chart(*found, (sunday, sunday + timedelta(9)))
    assert english(chart.finding) == "Median week: 3 items finished, range 3 to 3"
    assert [_words(row) for row in chart.twin.rows] == [
        ["23 Feb 2026", "5", "1 of 7 days, not counted"],
        ["2 Mar 2026", "3", "whole week"],
        ["9 Mar 2026", "9", "2 of 7 days, not counted"],
    ]
    assert chart.drawing is not None
    assert [(mark.is_hatched, len(mark.points)) for mark in chart.drawing.marks] == [(False, 1), (True, 2)]


@pytest.mark.parametrize(("daily", "finding"), [([0, 0], "Nothing was finished"), ([], "Nothing was finished")])
def test_weeks_without_a_finish_are_said_and_not_drawn(daily: list[int], finding: str) -> None:
    counts = np.array(daily, np.int64)
    chart = weekly.chart(throughput.weeks(counts, MONDAY), throughput.throughput(counts, MONDAY), (MONDAY, MONDAY))
    assert (english(chart.finding), chart.drawing) == (finding, None)


def test_less_than_a_whole_week_has_no_median() -> None:
    counts = np.array([1, 0, 2])
    chart = weekly.chart(throughput.weeks(counts, MONDAY), throughput.throughput(counts, MONDAY), (MONDAY, MONDAY))
    assert english(chart.finding) == "3 items finished, in less than a whole week"
    assert chart.drawing is not None
    assert chart.drawing.rules == ()
