"""What the counts of telemetry come to, as a page: an answer, charts, and every error. Of pages, never of people."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from altaclario.charts import wording
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.charts.panels import Choice, Filter, Listing, Page
from altaclario.operating import measured_charts as charts
from altaclario.telemetry import figures, steps
from altaclario.telemetry.figures import Fault, Felt, Traffic

DAYS = (1, 7, 30, 90)
_USUAL = 7


def page(asked: str, *, now: datetime) -> Page:
    """Of today and the days before it, so many as are asked for; a number that is no choice is said to be none."""
    days = next((one for one in DAYS if str(one) == asked), _USUAL)
    since = steps.day(now - timedelta(days=days - 1))
    traffic, felt, faults = figures.traffic(since=since), figures.vitals(since=since), figures.faults(since=since)
    wrong = Message("These are {days} days: choose 1, 7, 30 or 90, nothing else can be shown.", {"days": _USUAL})
    return Page(
        question=Message("Is this installation well?"),
        answer=_answer(traffic, felt, faults),
        more=_more(felt, faults) if traffic else "",
        as_of=wording.joined(
            [
                Message("Since {day}, UTC", {"day": since.date()}),
                Message("of all people together, but for those who object"),
                Message("nothing of any workspace"),
            ]
        ),
        filters=(_period(days),),
        figures=(),
        charts=(charts.traffic(traffic), *charts.vitals(felt), charts.faults(faults)),
        items=_each(faults),
        notes=(wrong,) if asked not in ("", str(days)) else (),
    )


def _answer(traffic: Sequence[Traffic], felt: Sequence[Felt], faults: Sequence[Fault]) -> Text:
    if not (traffic or felt or faults):
        return Message("Nothing was counted in these days.")
    total, failed = sum(one.count for one in traffic), sum(one.failed for one in traffic)
    if not failed:
        return counted("{count} answer, and none failed.", "{count} answers, and none failed.", total)
    return counted("{count} answer, and it failed.", "{count} answers, of which {failed} failed.", total, failed=failed)


def _more(felt: Sequence[Felt], faults: Sequence[Fault]) -> Text:
    slow, errors = sum(not one.is_good for one in felt), sum(one.count for one in faults)
    vitals: Text = Message("No browser measured anything")
    if felt:
        vitals = Message("{slow} of {all} vitals of pages need work", {"slow": slow, "all": len(felt)})
    said = counted("{count} error was counted.", "{count} errors were counted.", errors)
    return wording.joined([vitals, said if errors else Message("no error was counted.")], by="; ")


def _period(days: int) -> Filter:
    choices = [
        Choice(counted("today", "last {count} days", one), f"?days={one}", is_chosen=one == days) for one in DAYS
    ]
    return Filter(Message("Period"), tuple(choices))


def _each(faults: Sequence[Fault]) -> Listing:
    heads = ("Error", "Where", "Route", "Release", "Times")
    rows = tuple(
        (
            one.kind,
            f"{one.place}:{one.line}" if one.place else "–",
            one.route or charts.NO_ROUTE,
            one.release,
            plain(one.count),
        )
        for one in faults
    )
    return Listing(
        title=Message("Errors"),
        caption=Message("Each class of error, at each line of our own code, the most frequent first"),
        heads=tuple(map(Message, heads)),
        rows=rows,
        numbers=frozenset({4}),
        empty=Message("No error was counted in these days."),
    )
