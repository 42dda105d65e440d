"""What the charts of a sprint show, and what they say when there is nothing to show."""

from datetime import date

from altaclario.charts import burn_up, ledger, outcomes, wording
from altaclario.charts.burn_up import Day, Plan
from altaclario.charts.ledger import Entry, Scope
from altaclario.charts.messages import Message, Text, english
from altaclario.charts.outcomes import Outcome
from altaclario.metrics.velocity import Range

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 3, day) for day in (2, 3, 4))
DAYS = [Day(MONDAY, 3, 0), Day(TUESDAY, 4, 1, came=("PAY-8", "PAY-9"), went=("PAY-1",))]
NONE = Entry((), 0)


def _words(texts: tuple[Text, ...]) -> list[str]:
    return [english(text) for text in texts]


def test_a_change_of_scope_is_marked_and_named() -> None:
    chart = burn_up.chart(DAYS, Plan(), "items", why="")
    assert chart.drawing is not None
    mark = next(one for one in chart.drawing.marks if one.kind == "dots")
    assert mark.points == (("2026-03-03", 4),)
    assert _words(mark.tips[0]) == ["3 Mar 2026", "Came in", "PAY-8, PAY-9", "Went out", "PAY-1"]
    assert _words(chart.twin.rows[1]) == ["3 Mar 2026", "4", "1", "–", "PAY-8, PAY-9", "PAY-1"]


def test_an_even_pace_goes_on_to_the_planned_end_and_today_is_marked() -> None:
    plan = Plan(pace=((MONDAY, 1.333), (TUESDAY, 2.667), (WEDNESDAY, 4.0)), today=TUESDAY)
    chart = burn_up.chart(DAYS, plan, "items", why="")
    assert chart.drawing is not None
    assert (chart.drawing.x.first, chart.drawing.x.last) == ("2026-03-02", "2026-03-04")
    assert [(rule.axis, rule.at) for rule in chart.drawing.rules] == [("x", "2026-03-03")]
    assert _words(chart.twin.rows[2]) == ["4 Mar 2026", "–", "–", "4", "", ""]


def test_without_days_the_chart_says_why() -> None:
    chart = burn_up.chart([], Plan(), "points", why=Message("S1 has not started yet."))
    assert (chart.drawing, chart.twin.rows, english(chart.why)) == (None, (), "S1 has not started yet.")


def test_the_ledger_names_the_items_of_each_line() -> None:
    scope = Scope(
        lines=(Entry(("PAY-1", "PAY-2"), 8), Entry(("PAY-3",), 2), NONE, Entry(("PAY-1",), -1.5), NONE, NONE),
        carried_over=("PAY-2",),
    )
    chart = ledger.chart(scope, "points", why="")
    rows = [_words(row) for row in chart.twin.rows]
    assert rows[0] == ["Committed", "2", "8", "PAY-1, PAY-2"]
    assert rows[3] == ["Re-estimated", "1", "−1.5", "PAY-1"]
    assert rows[-1] == ["Carried over to a later sprint", "1", "–", "PAY-2"]
    assert chart.drawing is not None
    assert [mark.is_hatched for mark in chart.drawing.marks] == [False, False, False, True, False, False]


def test_in_items_the_ledger_has_no_points() -> None:
    chart = ledger.chart(Scope((NONE,) * 6), "items", why="")
    assert english(chart.finding) == "Nothing came in or went out after the start"
    assert _words(chart.twin.heads) == ["Line", "Items", "Which"]


def test_closed_sprints_stand_beside_what_they_committed_to() -> None:
    chart = outcomes.chart([Outcome("S1", 5, 4), Outcome("S2", 6, 6.5)], Range(4, 4, 6.5), "points")
    assert english(chart.finding) == "Median of the last 2 sprints: 4 points completed, range 4 to 6.5"
    assert [_words(row) for row in chart.twin.rows] == [["S1", "5", "4"], ["S2", "6", "6.5"]]


def test_before_the_first_sprint_is_closed_there_is_nothing_to_set_beside_it() -> None:
    chart = outcomes.chart([], None, "items")
    assert (english(chart.finding), chart.drawing) == ("No sprint has been closed yet", None)


def test_a_share_is_whole_only_where_it_is_exact() -> None:
    shares = (1.0, 0.999, 0.5, 0.001, 0.0)
    assert [wording.percent(share) for share in shares] == ["100", "> 99", "50", "< 1", "0"]
