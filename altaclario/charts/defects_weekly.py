"""Defects week by week: created against closed, with the net of both, and closings that did not last."""

from collections.abc import Sequence
from datetime import date

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Twin
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.metrics.defects import Inflow, Returns


def inflow(told: Inflow, window: tuple[date, date]) -> Chart:
    """A line each for what was created and closed, and a dashed one for how much more came in than went out.

    >>> import numpy as np
    >>> from altaclario.charts.messages import english
    >>> one = np.array([3]), np.array([1]), np.array([7])
    >>> english(inflow(Inflow((date(2026, 3, 2),), *one), (date(2026, 3, 2), date(2026, 3, 8))).finding)
    '3 defects came in, 1 was closed: 2 more are open'
    """
    created, closed = int(told.created.sum()), int(told.closed.sum())
    return Chart(
        name="inflow",
        finding=_finding(created, closed),
        caption=wording.joined(
            [
                Message("Defects created and closed a week"),
                wording.span(*window),
                Message("dashed: created less closed since the first day"),
            ]
        ),
        drawing=_lines(told) if created or closed else None,
        twin=Twin(
            (Message("Week of"), Message("Created"), Message("Closed"), Message("Net"), Message("Counted")),
            tuple(
                (plain(begin), str(came), str(went), plain(net), _counted(days))
                for begin, came, went, net, days in _rows(told)
            ),
            frozenset({1, 2, 3}),
        ),
        why=Message("No defect was created or closed in these days. Each week appears here as a point of two lines."),
    )


def returns(begins: Sequence[date], closings: Sequence[tuple[int, int]], told: Returns) -> Chart:
    """A column a week: closings that lasted, and on top of them those that were reopened.

    >>> from altaclario.charts.messages import english
    >>> english(returns([date(2026, 3, 2)], [(8, 2)], Returns(8, 2)).finding)
    '2 of 8 closings were reopened'
    """
    lasted = tuple((begin.isoformat(), every - again) for begin, (every, again) in zip(begins, closings, strict=True))
    came_back = tuple((begin.isoformat(), again) for begin, (_, again) in zip(begins, closings, strict=True))
    marks = (
        Mark("columns", Message("Stayed closed"), "cat-1", lasted, stack="closings"),
        Mark("columns", Message("Reopened"), "cat-2", came_back, stack="closings"),
    )
    rows = [(plain(begin), str(every), str(again)) for begin, (every, again) in zip(begins, closings, strict=True)]
    return Chart(
        name="returns",
        finding=_returned(told),
        caption=Message("Closings of defects a week, by whether the defect was opened again since"),
        drawing=None
        if not told.closings
        else Drawing(
            x=Axis("day", first=begins[0].isoformat(), last=begins[-1].isoformat()),
            y=Axis("value", name=Message("closings")),
            marks=marks,
        ),
        twin=Twin((Message("Week of"), Message("Closings"), Message("Reopened")), tuple(rows), frozenset({1, 2})),
        why=Message("No defect was closed in these days. Each closing appears here in its week."),
    )


def _finding(created: int, closed: int) -> Text:
    if not created and not closed:
        return Message("No defect came in or was closed")
    came = counted("{count} defect came in", "{count} defects came in", created)
    went = counted("{count} was closed", "{count} were closed", closed)
    net = created - closed
    if net > 0:
        rest: Text = counted("{count} more is open", "{count} more are open", net)
    elif net < 0:
        rest = counted("{count} fewer is open", "{count} fewer are open", -net)
    else:
        rest = Message("as many as before")
    return Message("{came}, {went}: {rest}", {"came": came, "went": went, "rest": rest})


def _returned(told: Returns) -> Text:
    if not told.closings:
        return Message("No defect was closed")
    if not told.reopened:
        return counted("The {count} closing lasted", "All {count} closings lasted", told.closings)
    return counted(
        "{count} of {all} closings was reopened",
        "{count} of {all} closings were reopened",
        told.reopened,
        all=told.closings,
    )


def _lines(told: Inflow) -> Drawing:
    places = [begin.isoformat() for begin in told.begins]
    net = told.net.tolist()
    tips = tuple(_tip(*row) for row in _rows(told))

    def points(values: Sequence[int]) -> tuple[tuple[str, int], ...]:
        return tuple(zip(places, values, strict=True))

    marks = (
        Mark("line", Message("Created"), "cat-2", points(told.created.tolist()), has_dots=True, tips=tips),
        Mark("line", Message("Closed"), "cat-1", points(told.closed.tolist()), has_dots=True, tips=tips),
        Mark("line", Message("Net"), "ink-2", points(net), is_dashed=True, end=Message("Net {net}", {"net": net[-1]})),
    )
    return Drawing(
        x=Axis("day", first=places[0], last=places[-1]), y=Axis("value", name=Message("defects")), marks=marks
    )


def _tip(begin: date, came: int, went: int, net: int, days: int) -> tuple[Text, ...]:
    head = Message("Week of {day}", {"day": begin})
    parts = (Message("Created"), str(came), Message("Closed"), str(went), Message("Net"), plain(net))
    return (head, *parts) if days == 7 else (head, *parts, Message("Counted"), _counted(days))


def _rows(told: Inflow) -> list[tuple[date, int, int, int, int]]:
    columns = (told.created, told.closed, told.net, told.days)
    return list(zip(told.begins, *(one.tolist() for one in columns), strict=True))


def _counted(days: int) -> Text:
    return Message("whole week") if days == 7 else Message("{days} of 7 days", {"days": days})
