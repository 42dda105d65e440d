"""The catalogue of faults as a page of the documentation: what a tracker may do, and what is seen of it."""

from collections.abc import Iterator, Sequence

from altaclario.charts.columns import aligned
from altaclario.charts.messages import english
from altaclario.connections import causes, kinds
from altaclario.simulator.catalogue.rows import Case, Fails, Lives, Row
from altaclario.simulator.catalogue.table import ROWS, SUBJECTS

_PROVIDERS = (kinds.JIRA, kinds.DATA_CENTER, kinds.AZURE_DEVOPS, kinds.AZURE_SERVER)


def lines() -> Iterator[str]:
    """A table for each subject, then what is said of each cause."""
    told = ", ".join(f"{_cases(provider)} faults of {kinds.name_of(provider)}" for provider in _PROVIDERS)
    yield from [
        f"{told}, each set on the simulated tracker and read by a test of its own in `tests/faults`. Its end is as it "
        "stands here:",
        "- **same figures**: exactly those of a reading without the fault.",
        "- **figures**: all that can be known, with what was noticed or left out counted beside them.",
        "- a name: the reading ends with that cause, and nothing of it is shown. What was read before stays, with its "
        "age; [below](#what-is-said) stands what a page says.",
        "",
    ]
    for subject, rows in SUBJECTS.items():
        yield from [f"## {subject}", *_table(rows), ""]
    yield from ["## What is said", *_causes()]


def _table(rows: Sequence[Row]) -> Iterator[str]:
    cells = [[row.name, *(_end(row, provider) for provider in _PROVIDERS)] for row in rows]
    yield from ["```text", *aligned([["a tracker that …", *map(kinds.name_of, _PROVIDERS)], *cells]), "```"]
    for row in rows:
        for provider in _PROVIDERS:
            case = row.case(provider)
            if not isinstance(case, Case):
                yield f"- {kinds.name_of(provider)}, “{row.name}”: {case.why}"


def _end(row: Row, provider: str) -> str:
    case = row.case(provider)
    if not isinstance(case, Case):
        return "cannot be"
    return case.seen.cause if isinstance(case.seen, Fails) else _figures(case.seen)


def _figures(seen: Lives) -> str:
    if seen.is_whole:
        return "same figures"
    noticed = [*seen.findings, *seen.left_out, *(f"{one}, if asked late" for one in seen.may_leave_out)]
    return f"figures ({'; '.join(noticed)})" if noticed else "figures"


def _causes() -> Iterator[str]:
    for cause in sorted(_met()):
        yield f"- **{cause}**: {_said(cause, kinds.JIRA)}"
        for other in _PROVIDERS[1:]:
            name = kinds.name_of(other)
            if _said(cause, other) != _said(cause, kinds.JIRA).replace("Jira", name):
                yield f"  At {name}: {_said(cause, other)}"


def _cases(provider: str) -> int:
    return sum(isinstance(row.case(provider), Case) for row in ROWS)


def _met() -> set[str]:
    """The causes that some fault ends in."""
    cases = (row.case(provider) for row in ROWS for provider in _PROVIDERS)
    return {case.seen.cause for case in cases if isinstance(case, Case) and isinstance(case.seen, Fails)}


def _said(cause: str, provider: str) -> str:
    next_try = "after somebody did something" if causes.needs_a_person(cause) else "at the next turn of the schedule"
    happened, mend = causes.happened(cause, 0, provider), causes.mend(cause, provider)
    return f"{english(happened)} {english(mend)} It is tried again {next_try}."
