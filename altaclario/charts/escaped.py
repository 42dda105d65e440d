"""How many defects escaped with each release that is out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Twin
from altaclario.charts.messages import Message, Text, counted, plain

MOST = 12
"""So many releases are drawn, the newest; the table has them all."""


@dataclass(frozen=True, slots=True)
class Release:
    """One release that is out, and the keys of the defects that were reported after it and name it."""

    name: Text
    day: date
    keys: tuple[str, ...]


def chart(releases: Sequence[Release], *, why: Text) -> Chart:
    """A column for each of the newest releases, oldest first. `why` says why nothing can be told.

    >>> from altaclario.charts.messages import english
    >>> told = [Release("1.0", date(2026, 3, 2), ("PAY-1", "PAY-2")), Release("1.1", date(2026, 4, 2), ())]
    >>> english(chart(told, why="").finding)
    '2 defects escaped with the last 2 releases'
    """
    shown = releases[-MOST:] if not why else ()
    tips = tuple(_tip(one) for one in shown)
    points = tuple((place, len(one.keys)) for place, one in enumerate(shown))
    return Chart(
        name="escapes",
        finding=_finding(shown),
        caption=wording.joined(
            [
                Message("Defects created after the day of a release that they affect"),
                Message("the newest {count} of {all} releases", {"count": len(shown), "all": len(releases)})
                if 0 < len(shown) < len(releases)
                else "",
            ]
        ),
        drawing=Drawing(
            x=Axis("category", categories=tuple(one.name for one in shown)),
            y=Axis("value", name=Message("defects")),
            marks=(Mark("columns", Message("Escaped"), "cat-2", points, tips=tips),),
        )
        if shown
        else None,
        twin=Twin(
            (Message("Release"), Message("Released"), Message("Escaped"), Message("Which")),
            ()
            if why
            else tuple(
                (one.name, plain(one.day), str(len(one.keys)), wording.keys(one.keys)) for one in reversed(releases)
            ),
            frozenset({2}),
        ),
        why=why,
    )


def _finding(shown: Sequence[Release]) -> Text:
    if not shown:
        return Message("No escapes to tell")
    count = sum(len(one.keys) for one in shown)
    of = counted("the last release", "the last {count} releases", len(shown))
    if not count:
        return Message("No defect escaped with {releases}", {"releases": of})
    return counted(
        "{count} defect escaped with {releases}", "{count} defects escaped with {releases}", count, releases=of
    )


def _tip(one: Release) -> tuple[Text, ...]:
    found: tuple[Text, ...] = (one.name, Message("Released"), plain(one.day), Message("Escaped"), str(len(one.keys)))
    return (*found, Message("Which"), wording.some(one.keys, 10)) if one.keys else found
