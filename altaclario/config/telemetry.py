"""`altaclario telemetry`: which pages are asked for, how fast they are, and what failed, of all people together."""

import argparse
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from altaclario.charts import columns
from altaclario.charts.messages import plain
from altaclario.config import arguments, rotating

if TYPE_CHECKING:
    from altaclario.telemetry.figures import Fault, Felt, Traffic

_NO_ROUTE = "(no page of ours)"


def telemetry(said: argparse.Namespace) -> int:
    """Three tables, each below a sentence that says what is in it."""
    rotating.set_up(said.data)
    from altaclario.telemetry import figures, steps

    since = steps.day(arguments.clock() - timedelta(days=said.days - 1))
    print(f"Since {plain(since.date())}, UTC; who objects is not in it.\n")
    print("\n".join(_traffic(figures.traffic(since=since))), end="\n\n")
    print("\n".join(_vitals(figures.vitals(since=since))), end="\n\n")
    print("\n".join(_faults(figures.faults(since=since))))
    return 0


def _traffic(found: "Sequence[Traffic]") -> list[str]:
    if not found:
        return ["No page was asked for."]
    total, failed = sum(one.count for one in found), sum(one.failed for one in found)
    rows = [(one.route or _NO_ROUTE, plain(one.count), plain(one.failed), f"{plain(one.ms)} ms") for one in found]
    head = ("route", "answers", "failed", "3 of 4 within")
    return [
        f"Answers: {plain(total)}, of which {plain(failed)} failed.",
        *columns.aligned([head, *rows], right=(1, 2, 3)),
    ]


def _vitals(found: "Sequence[Felt]") -> list[str]:
    if not found:
        return ["No browser measured anything."]
    slow = sum(not one.is_good for one in found)
    rows = [
        (
            one.route,
            one.vital,
            plain(one.count),
            _written(one),
            "good" if one.is_good else "needs work",
        )
        for one in found
    ]
    head = ("route", "vital", "measured", "3 of 4 within", "")
    said = "every one is good" if not slow else f"{slow} of {len(found)} need work"
    return [f"Vitals of pages in browsers: {said}.", *columns.aligned([head, *rows], right=(2, 3))]


def _written(one: "Felt") -> str:
    return f"{one.value / 1000:.2f}" if one.vital == "CLS" else f"{plain(one.value)} ms"


def _faults(found: "Sequence[Fault]") -> list[str]:
    if not found:
        return ["No error was counted."]
    total = sum(one.count for one in found)
    rows = [
        (
            one.release,
            one.route or _NO_ROUTE,
            one.kind,
            f"{one.place}:{one.line}" if one.place else "–",
            plain(one.count),
        )
        for one in found
    ]
    head = ("release", "route", "error", "where", "times")
    return [f"Errors: {plain(total)}, the most frequent first.", *columns.aligned([head, *rows], right=(4,))]
