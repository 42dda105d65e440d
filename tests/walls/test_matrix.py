"""The two-tenant matrix: whole in a deep run; else some addresses and methods of it, others each day."""

import random
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.addresses import Address
from tests.depth import DEEP
from tests.remembering import Memory
from tests.walls import matrix, world

pytestmark = [pytest.mark.django_db, pytest.mark.proves("tenant-walls")]
LEAST = 5000
SAMPLED = 50
PARTS = 8 if DEEP else 1
"""Several in a deep run, so that none of them takes long."""
_SEED = datetime.now(UTC).timetuple().tm_yday


def pairs() -> list[tuple[Address, str]]:
    """Each address with each method."""
    return [(address, method) for address in matrix.every_address() for method in matrix.METHODS]


@pytest.mark.parametrize("part", range(PARTS))
def test_nobody_tells_what_is_of_others_from_what_is_not_there(
    part: int, memory: Memory, record_property: Any, settings: Any
) -> None:
    ground = world.built()
    asked = pairs()[part::PARTS] if DEEP else random.Random(_SEED).sample(pairs(), SAMPLED)
    count, wrong = 0, []
    for address, method in asked:
        for group in matrix.cells(address, method):
            count += len(group)
            wrong += matrix.wrong(ground, group)
    assert wrong == [], f"{len(wrong)} of {count} cells (seed {_SEED}):\n" + "\n".join(wrong[:40])
    routes = len({address.route for address, _ in asked})
    told = f"part {part + 1} of {PARTS}, {count:,} cells of {routes} addresses, 0 leaks"
    record_property("counted", f"two-tenant matrix: {told}")


def test_the_whole_of_it_is_large_and_leaves_no_address_out() -> None:
    whole = [cell for address, method in pairs() for group in matrix.cells(address, method) for cell in group]
    assert len(whole) >= LEAST
    assert {cell.address.route for cell in whole} == {address.route for address in matrix.every_address()}
