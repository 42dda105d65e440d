"""The cases of the catalogue: each row, at each tracker that knows it."""

from collections.abc import Iterable

import pytest

from altaclario.connections import kinds
from altaclario.simulator.catalogue.rows import Case, Fails, Row
from altaclario.simulator.catalogue.table import ROWS

PROVIDERS = (kinds.JIRA, kinds.AZURE_DEVOPS)
"""Those that have a history of their own to tell."""
FACES = (kinds.JIRA, kinds.DATA_CENTER, kinds.AZURE_DEVOPS, kinds.AZURE_SERVER)


def _cases(rows: Iterable[Row], faces: Iterable[str] = FACES) -> list[object]:
    several = list(faces)
    return [
        pytest.param(provider, case, id=f"{provider}: {row.name}")
        for row in rows
        for provider in several
        if isinstance(case := row.case(provider), Case)
    ]


def _ends_in(row: Row) -> str:
    """The cause in which a row ends at the tracker that knows it; empty where it ends in none."""
    case = next(case for case in map(row.case, FACES) if isinstance(case, Case))
    return case.seen.cause if isinstance(case.seen, Fails) else ""


def _is_of_answers(row: Row) -> bool:
    """Whether it is a fault of answers alone: addresses, tokens and what stands in a tracker stay as they are."""
    cases = [case for case in map(row.case, FACES) if isinstance(case, Case)]
    return not any(
        case.way or case.token or case.world or any("happening" in one for one in case.faults) for case in cases
    )


READINGS = _cases(ROWS)
"""For a reading alone."""
_ONE_OF_EACH = {_ends_in(row): row for row in ROWS if _ends_in(row) and _is_of_answers(row)}
ROADS = _cases(_ONE_OF_EACH.values(), PROVIDERS)
"""For the whole road from the tracker to a page: one row of each cause."""
GOINGS = _cases(row for row in ROWS if _is_of_answers(row))
"""For a reading that goes on from another."""
