"""`altaclario telemetry`, over an installation whose pages were asked for."""

from datetime import UTC, datetime, timedelta

import pytest

from altaclario.config import arguments, rotating
from altaclario.config.command import main
from altaclario.telemetry import figures, happened, writing
from altaclario.telemetry.happened import Failed, Happened

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 12, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command looks at the database of this test, on that day."""
    monkeypatch.setattr(rotating, "set_up", lambda _data: None)
    monkeypatch.setattr(arguments, "clock", lambda: NOW)


def view(route: str, seconds: float, status: int = 200, *, days: int = 0) -> Happened:
    now = NOW - timedelta(days=days)
    return happened.viewed(route, asked="GET", status=status, seconds=seconds, now=now)


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["telemetry", *words]) == 0
    return capsys.readouterr().out


def test_traffic_vitals_and_errors_stand_by_route(capsys: pytest.CaptureFixture[str]) -> None:
    failed = Failed(NOW.replace(minute=0), "flow", "KeyError", "web/pages.py", 12, "0.1.0")
    vitals = {happened.sampled("flow", "LCP", value, now=NOW): count for value, count in ((1000, 3), (4000, 2))}
    vitals |= {happened.sampled("flow", "CLS", 40, now=NOW): 5}
    writing.write({view("flow", 0.04): 8, view("flow", 0.9, 500): 2, view("", 0.01, 404): 1, failed: 2, **vitals})
    assert printed(capsys).replace("\N{NARROW NO-BREAK SPACE}", " ").splitlines() == [
        "Since 3 Mar 2026, UTC; who objects is not in it.",
        "",
        "Answers: 11, of which 2 failed.",
        "route              answers  failed  3 of 4 within",
        "flow                    10       2          50 ms",
        "(no page of ours)        1       0          10 ms",
        "",
        "Vitals of pages in browsers: 1 of 2 need work.",
        "route  vital  measured  3 of 4 within",
        "flow   CLS           5           0.04  good",
        "flow   LCP           5       3 900 ms  needs work",
        "",
        "Errors: 2, the most frequent first.",
        "release  route  error     where            times",
        "0.1.0    flow   KeyError  web/pages.py:12      2",
    ]


def test_only_the_days_that_are_asked_for_count(capsys: pytest.CaptureFixture[str]) -> None:
    writing.write({view("flow", 0.04): 1, view("flow", 0.04, days=6): 2, view("flow", 0.04, days=7): 4})
    assert "Answers: 3," in printed(capsys)
    assert "Answers: 1," in printed(capsys, "--days", "1")
    assert "Answers: 7," in printed(capsys, "--days", "90")


def test_where_nothing_was_counted_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(capsys)
    assert "No page was asked for." in said
    assert "No browser measured anything." in said
    assert "No error was counted." in said


@pytest.mark.parametrize("days", ["0", "91", "-1", "x", "999999999999"])
def test_a_number_of_days_that_is_none_is_refused(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["telemetry", "--days", days])
    assert "write one from 1 to 90" in capsys.readouterr().err


def test_three_of_four_is_a_value_that_was_counted() -> None:
    assert figures.within({10: 74, 20: 26}) == 20
    assert figures.within({10: 75, 20: 25}) == 10


def test_who_only_imports_the_application_begins_no_writing() -> None:
    import threading

    from altaclario.config import wsgi

    assert callable(wsgi.application)
    assert [one.name for one in threading.enumerate() if one.name == "telemetry"] == []
