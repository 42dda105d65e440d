"""By which day each feature is done, where several share what a team finishes."""

from collections.abc import Sequence
from datetime import date

from altaclario.charts import day_rows, wording
from altaclario.charts.day_rows import Row
from altaclario.charts.drawing import Chart
from altaclario.charts.messages import Message, Text, counted
from altaclario.metrics import percentiles


def chart(features: Sequence[Row], target: date, limit: int, error: float, beyond: int) -> Chart:
    """A row for each feature, first come first, with a mark for the day of each share.

    >>> from altaclario.charts.messages import english
    >>> one = Row("PAY-7", 5, {50: date(2026, 3, 5), 85: date(2026, 3, 9)}, 0.9)
    >>> english(chart([one], date(2026, 3, 6), 1, 0.0, 0).finding)
    'With 85\u202f%, the one feature is done by 9 Mar 2026'
    """
    return Chart(
        name="features",
        finding=_finding(features),
        caption=_caption(limit, error, beyond),
        drawing=day_rows.drawing(features, target),
        twin=day_rows.twin(Message("Feature"), features, target),
        why=Message("Every one of them is more than ten years away."),
    )


def _finding(features: Sequence[Row]) -> Text:
    shares = [share for one in features for share in one.days]
    main = percentiles.main(shares)
    if main is None or any(one.days[main] is None for one in features):
        return Message("Not all features have a day within ten years")
    last = max(day for one in features if (day := one.days[main]) is not None)
    return counted(
        "With {share}\u202f%, the one feature is done by {day}",
        "With {share}\u202f%, each of {count} features is done by {day}",
        len(features),
        share=main,
        day=last,
    )


def _caption(limit: int, error: float, beyond: int) -> Text:
    at_once = counted("one at a time", "{count} at once", limit)
    parts: list[Text] = [
        Message(
            "The day by which each is done, if the team works on them alone, in this order, {limit}", {"limit": at_once}
        ),
        Message("each finished item is of any open one alike") if limit > 1 else "",
        Message("exact") if not error else Message("± {error}\u202f%", {"error": round(100 * error, 1)}),
        counted("{count} more is not shown", "{count} more are not shown", beyond) if beyond else "",
    ]
    return wording.joined(parts)
