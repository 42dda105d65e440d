"""The simulated makers end a whole grant where a refresh comes twice, as the tests of renewing want them to."""

import pytest

from altaclario.simulator.granting.ledger import Given, Ledger, Refused


def test_a_refresh_that_comes_twice_ends_the_grant() -> None:
    ledger = Ledger(lambda: 0.0)
    given = Given("ada", ("11111111-2222",), ())
    ledger.grants.append(given)
    first = ledger._next(given)
    before = given.refresh
    _, second = ledger.renewed(before)
    assert ledger.opened(second) is given
    with pytest.raises(Refused):
        ledger.renewed(before)
    assert (ledger.opened(first), ledger.opened(second)) == (None, None)


def test_what_opens_does_so_for_an_hour() -> None:
    now = [0.0]
    ledger = Ledger(lambda: now[0])
    given = Given("ada", (), ())
    ledger.grants.append(given)
    opens = ledger._next(given)
    now[0] = 3599.0
    assert ledger.opened(opens) is given
    now[0] = 3600.0
    assert ledger.opened(opens) is None
