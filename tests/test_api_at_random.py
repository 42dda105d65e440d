"""The API, asked at random from its own description: no failure of ours, and no answer that the description has not."""

import random
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings

from altaclario.connections.models import Connection
from altaclario.declarations import limits
from tests.cast import House, team_of
from tests.depth import DEEP
from tests.programs import Publish, program

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
REQUESTS = 20_000 if DEEP else 1_000
CHARTS = ("cumulative-flow", "cycle-time", "throughput", "burn-up", "when", "ledger")


@contextmanager
def _one_connection() -> Iterator[None]:
    """The server lets go of its line to the database after each request; here the test holds it."""
    for one in (request_started, request_finished):
        one.disconnect(close_old_connections)
    try:
        yield
    finally:
        for one in (request_started, request_finished):
            one.connect(close_old_connections)


@pytest.mark.filterwarnings("ignore")
def test_no_request_is_too_odd(
    acme: House,
    connection: Connection,
    publish: Publish,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Any,
) -> None:
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    # So many in a minute are refused in life; here each is to be answered.
    monkeypatch.setitem(limits.LIMITS, "API", (limits.Rate(10 * REQUESTS, 60, "address"),))
    publish(connection)
    reads, team = program(acme.ada), str(team_of(acme, connection, boards=["1"]).pk)
    wanted = (
        not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_schema_conformance,
        checks.negative_data_rejection,
    )
    told: Counter[int] = Counter()
    chance = random.Random(1)
    known = {"connection": [connection.key], "team": [team], "board": ["1", "2"], "at": ["2026-03-02", "2025-12-24"]}

    def ask(case: Any) -> None:
        """Where the request is as described, with some of what there is; where its head is odd, without a token."""
        is_as_described = case.meta.generation.mode is GenerationMode.POSITIVE
        if is_as_described:
            if case.path_parameters and chance.random() < 0.7:
                case.path_parameters["chart"] = chance.choice(CHARTS)
            case.query = {
                name: chance.choice(known[name]) if name in known and chance.random() < 0.8 else value
                for name, value in (case.query or {}).items()
            }
        odd = [place.value for place, made in case.meta.components.items() if made.mode is GenerationMode.NEGATIVE]
        shown = {} if "header" in odd else reads.headers
        answer = case.call(headers={**shown, "Accept-Encoding": "identity"})
        told[answer.status_code] += 1
        case.validate_response(answer, checks=list(wanted))

    with warnings.catch_warnings(), _one_connection():
        warnings.simplefilter("ignore")
        described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
        operations = [one.ok() for one in described.get_all_operations()]
        each = -(-REQUESTS // (2 * len(operations)))
        for operation in operations:
            for mode in GenerationMode:
                few = settings(
                    max_examples=each,
                    deadline=None,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                    phases=[Phase.generate],
                )
                seed(7)(few(given(case=operation.as_strategy(generation_mode=mode))(ask)))()
    assert told[200] >= REQUESTS // 20, told
    assert set(told) <= {200, 401, 404, 409, 422}, told
    words = ", ".join(f"{many:,} × {status}" for status, many in sorted(told.items()))
    record_property(
        "counted", f"API at random: {sum(told.values()):,} requests ({words}), 0 server errors, 0 undocumented"
    )
