"""Of an error nobody caught stand its class, our own line and the release; nothing that it, or the request, carries."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from altaclario.telemetry import counts, errors, flushing
from altaclario.telemetry.counts import Counts
from altaclario.telemetry.models import Failure
from altaclario.telemetry.tests.counted import failures, views

NOW = datetime(2026, 3, 2, 9, 41, 30, tzinfo=UTC)
CANARY = "zqx-canary-8842"
Raising = Callable[[HttpRequest], None]


def with_locals(request: HttpRequest) -> None:
    secret = f"{CANARY} {request.user.pk}"
    raise RuntimeError(secret)


def from_sql(_request: HttpRequest) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM no_such_table WHERE name = '{CANARY}'")


def from_the_request(request: HttpRequest) -> None:
    raise KeyError(request.get_full_path(), request.body, dict(request.headers), dict(request.GET))


def of_a_class_made_of_text(_request: HttpRequest) -> None:
    raise type(CANARY, (ValueError,), {"__module__": CANARY})(CANARY)


def of_a_class_with_a_false_name(_request: HttpRequest) -> None:
    made = type("Made", (LookupError,), {"__module__": "builtins", "__qualname__": CANARY})
    raise made(CANARY)


def in_a_chain(_request: HttpRequest) -> None:
    try:
        raise OSError(CANARY)
    except OSError as before:
        raise ArithmeticError(f"{CANARY} again") from before


def with_notes(_request: HttpRequest) -> None:
    error = AttributeError(CANARY, name=CANARY, obj=CANARY)
    error.add_note(CANARY)
    raise error


def in_a_group(_request: HttpRequest) -> None:
    raise ExceptionGroup(CANARY, [ValueError(CANARY), TypeError(CANARY)])


def from_json(request: HttpRequest) -> None:
    import json

    json.loads(f'{{"{CANARY}": ')


def from_a_template(request: HttpRequest) -> None:
    from django.template.loader import render_to_string

    render_to_string(f"{CANARY}.html", {"secret": CANARY})


RAISING: dict[str, tuple[Raising, str]] = {
    "flow": (with_locals, "RuntimeError"),
    "sprint": (from_sql, "OperationalError" if connection.vendor == "sqlite" else "ProgrammingError"),
    "item": (from_the_request, "KeyError"),
    "teams": (of_a_class_made_of_text, "ValueError"),
    "team": (of_a_class_with_a_false_name, "LookupError"),
    "shares": (in_a_chain, "ArithmeticError"),
    "members": (with_notes, "AttributeError"),
    "audit": (in_a_group, "ExceptionGroup"),
    "workspaces": (from_json, "JSONDecodeError"),
    "landing": (from_a_template, "TemplateDoesNotExist"),
}
"""How a page fails, under the name of an address of ours, and what it is called."""


def _view(raising: Raising) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        raising(request)
        return HttpResponse()

    return view


def _caught(_request: HttpRequest) -> HttpResponse:
    raise Http404(CANARY)


urlpatterns = [
    *(path(f"fails/{name}", _view(raising), name=name) for name, (raising, _) in RAISING.items()),
    path("caught", _caught, name="flow"),
    path("", include("altaclario.config.urls")),
]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.proves("errors-without-contents")
@pytest.mark.parametrize("name", RAISING)
def test_whatever_fails_says_class_place_and_release_alone(name: str, counted: Counts, anybody: Client) -> None:
    anybody.raise_request_exception = False
    headers = {"Cookie": f"x={CANARY}", "User-Agent": CANARY, "Referer": CANARY}
    sent = anybody.post(f"/fails/{name}?token={CANARY}", {"body": CANARY}, headers=headers)
    assert sent.status_code == 500
    (found,) = failures(counted)
    assert (found.route, found.kind, found.release) == (name, RAISING[name][1], errors.release())
    # On PostgreSQL each query passes the walls, where the one that is broken fails.
    is_walled = name == "sprint" and connection.vendor == "postgresql"
    assert found.place == ("workspaces/walls.py" if is_walled else "telemetry/tests/test_errors.py")
    assert found.line > 0
    assert views(counted) == [(name, "change", 500, 1)]
    if name != "sprint":  # There the transaction of the test is broken too.
        flushing.flush(counts.HERE)
        assert CANARY not in repr(list(Failure.objects.values_list()))
    assert CANARY not in repr(found)


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_the_line_is_the_one_that_raised(counted: Counts, anybody: Client) -> None:
    anybody.raise_request_exception = False
    anybody.get("/fails/flow")
    (found,) = failures(counted)
    assert found.line == with_locals.__code__.co_firstlineno + 2


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_what_is_no_error_is_none(counted: Counts, anybody: Client) -> None:
    anybody.get("/caught")
    anybody.get("/nothing")
    assert failures(counted) == []


def test_where_no_line_is_ours_there_is_no_place() -> None:
    found = errors.failed("flow", ValueError(CANARY), now=NOW)
    assert (found.place, found.line, found.kind) == ("", 0, "ValueError")
    assert errors.failed(CANARY, ValueError(), now=NOW).route == ""


def test_the_release_is_a_short_number() -> None:
    assert errors.release()[0].isdigit()
