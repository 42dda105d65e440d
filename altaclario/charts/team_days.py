"""By which day each of several teams is done, and all of them together."""

from collections.abc import Sequence
from datetime import date

from altaclario.charts import day_rows, wording
from altaclario.charts.day_rows import Row
from altaclario.charts.drawing import Chart
from altaclario.charts.messages import Message, Text
from altaclario.metrics import percentiles


def chart(teams: Sequence[Row], together: Row | None, target: date, *, silent: Sequence[str]) -> Chart:
    """A row for each team and one for all of them; `silent` are those of which nothing can be forecast.

    >>> from altaclario.charts.messages import english
    >>> one, two = (Row(name, 5, {85: date(2026, 3, 9)}, 0.9) for name in ("Kestrel", "Heron"))
    >>> both = Row("All teams", 10, {85: date(2026, 3, 10)}, 0.81)
    >>> english(chart([one, two], both, date(2026, 3, 6), silent=[]).finding)
    'With 85\u202f%, all teams are done by 10 Mar 2026'
    """
    rows = [*teams, *([together] if together else [])]
    return Chart(
        name="teams",
        finding=_finding(together, silent),
        caption=wording.joined(
            [
                Message("The day by which each team is done with what is open of it, each by itself"),
                Message("together: the product of their chances"),
                Message("what belongs to two teams counts in both"),
            ]
        ),
        drawing=day_rows.drawing(rows, target) if rows else None,
        twin=day_rows.twin(Message("Team"), rows, target),
        why=Message("None of them has a day within ten years."),
    )


def _finding(together: Row | None, silent: Sequence[str]) -> Text:
    if silent:
        text = "Not all teams can be forecast, so that nothing is said of all of them: {names}"
        return Message(text, {"names": ", ".join(silent)})
    main = percentiles.main(together.days) if together else None
    if together is None or main is None or together.days[main] is None:
        return Message("All teams together have no day within ten years")
    return Message(
        "With {share}\u202f%, all teams are done by {day}", {"share": main, "day": together.days[main] or ""}
    )
