"""Whatever goes wrong is told in a sentence, and no figure is invented."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import pytest

from altaclario.config.command import main
from altaclario.providers.faults import CredentialRefused, TrackerFault, TrackerUnreadable
from altaclario.providers.scope import Scope
from altaclario.simulator.serving import Simulated
from altaclario.sync import reading
from tests.conftest import NOW, QUICK, read, source
from tests.journeys.command import Ended, arguments


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Run the command in this process."""

    def run(words: list[str], *, token: str = "wrong") -> Ended:
        monkeypatch.setenv("TEST_TOKEN", token)
        try:
            code = main(words)
        except SystemExit as ended:
            code = int(ended.code or 0)
        printed = capsys.readouterr()
        return Ended(code, printed.out, printed.err)

    return run


def is_a_sentence(ended: Ended) -> bool:
    last = ended.err.strip().splitlines()[-1]
    return ended.out == "" and last.endswith(".") and "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--project", "NOPE"), "no project NOPE"),
        (("--board", "999"), "no board 999"),
        (("--dashboard", "sprint", "--sprint", "999"), "no sprint"),
        (("--time-zone", "Mars/Olympus"), "time zone"),
        (("--from", "2026-03-02", "--to", "2026-03-01"), "--from 2026-03-02 lies after"),
        (("--today", "2026-03-01", "--to", "2026-03-02"), "lies after today"),
        (("--from", "yesterday"), "write it as 2026-03-31"),
        (("--from", "9999-01-01"), "1971 to 2100"),
        (("--allow-network", "everything"), "no network"),
        (("--project", 'PAY") OR (project = X'), "no project key"),
        (("--dashboard", "velocity"), "invalid choice"),
        (("--dashboard", "forecast", "--by", "2020-01-01"), "within two years after today"),
        (("--dashboard", "forecast", "--items", "0"), "no number of items from 1 to 10000"),
        (("--dashboard", "forecast", "--at-once", "9"), "invalid choice"),
        (("--in-flight", "0"), "between 1 and 64"),
        (("--token-env", "NOT_SET_ANYWHERE"), "NOT_SET_ANYWHERE is not set"),
        (("--api-url", "http://10.0.0.1"), "network that is not allowed"),
        (("--api-url", "ftp://x"), "https://"),
    ],
)
def test_bad_arguments_end_with_2(say: Callable[..., Ended], team: Simulated, more: tuple[str, ...], told: str) -> None:
    ended = say(arguments(team, *more), token=team.token)
    assert ended.code == 2
    assert told in ended.err
    assert is_a_sentence(ended)


def test_a_wrong_token_ends_with_3(say: Callable[..., Ended], team: Simulated) -> None:
    ended = say(arguments(team), token="wrong")
    assert ended.code == 3
    assert "refused the credential" in ended.err
    assert is_a_sentence(ended)
    # One refusal is enough: more of them could lock the account.
    assert len(team.requests) == 1


def test_a_token_without_rights_is_shown_no_project(say: Callable[..., Ended], team: Simulated) -> None:
    ended = say(arguments(team), token=team.powerless_token)
    assert ended.code == 2
    assert "may not see it" in ended.err


def test_an_address_where_nobody_answers_ends_with_4(say: Callable[..., Ended], team: Simulated) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ended = say(arguments(team, "--api-url", f"http://127.0.0.1:{port}"), token=team.token)
    assert ended.code == 4
    assert "could not be reached" in ended.err
    assert is_a_sentence(ended)


def test_an_address_that_is_no_jira_ends_with_4(say: Callable[..., Ended], team: Simulated) -> None:
    team.faults.add(path="/", kind="status", status=404)
    ended = say(arguments(team), token=team.token)
    assert ended.code == 4
    assert "as Jira Cloud does" in ended.err


PATHS = (
    "/rest/api/3/myself",
    "/rest/api/3/status",
    "/rest/api/3/search/jql",
    "/rest/api/3/issue",
    "/rest/api/3/changelog",
)
FINAL: list[tuple[dict[str, Any], type[TrackerFault]]] = [
    ({"kind": "status", "status": 401}, CredentialRefused),
    ({"kind": "status", "status": 403}, CredentialRefused),
    ({"kind": "status", "status": 500}, TrackerUnreadable),
    ({"kind": "status", "status": 503}, TrackerUnreadable),
    ({"kind": "status", "status": 429}, TrackerUnreadable),
    ({"kind": "status", "status": 429, "retry_after": 0.001}, TrackerUnreadable),
    ({"kind": "status", "status": 429, "retry_after": 86400}, TrackerUnreadable),
    ({"kind": "status", "status": 429, "reason": "jira-quota-tenant-based"}, TrackerUnreadable),
    ({"kind": "status", "status": 302}, TrackerUnreadable),
    ({"kind": "html"}, TrackerUnreadable),
    ({"kind": "truncated"}, TrackerUnreadable),
    ({"kind": "empty"}, TrackerUnreadable),
    ({"kind": "nonsense"}, TrackerUnreadable),
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("fault", "told"), FINAL, ids=[str(fault) for fault, _ in FINAL])
def test_a_tracker_that_keeps_failing_gives_no_snapshot(
    team: Simulated, path: str, fault: dict[str, Any], told: type[TrackerFault]
) -> None:
    team.faults.add(path=path, **fault)
    with pytest.raises(told) as raised:
        read(team, "PAY")
    sentence = str(raised.value)
    assert sentence.endswith(".")
    assert team.tracker.canaries[0] not in sentence
    assert "weather" not in sentence


PASSING: list[dict[str, Any]] = [
    {"kind": "status", "status": 429, "retry_after": 0.001},
    {"kind": "status", "status": 429},
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 503, "retry_after": 0.001},
    {"kind": "html"},
    {"kind": "truncated"},
    {"kind": "empty"},
    {"kind": "slow", "seconds": 0.01},
]


@pytest.mark.parametrize("fault", PASSING, ids=str)
@pytest.mark.parametrize("path", PATHS)
def test_a_failure_in_passing_is_lived_through(team: Simulated, path: str, fault: dict[str, Any]) -> None:
    whole = read(team, "PAY").snapshot
    team.faults.add(path=path, times=2, **fault)
    again = read(team, "PAY").snapshot
    assert (len(again), len(again.transitions.at)) == (len(whole), len(whole.transitions.at))
    assert again.findings == whole.findings


@pytest.mark.parametrize("path", ["/rest/api/3/search/jql", "/rest/api/3/changelog"])
def test_pages_that_turn_in_a_circle_are_noticed(team: Simulated, path: str) -> None:
    team.faults.add(path=path, kind="repeated_token")
    with pytest.raises(TrackerUnreadable, match="same page"):
        read(team, "PAY")
    assert len(team.requests) < 60


def test_a_wait_that_jira_asks_for_holds_back_every_request(team: Simulated) -> None:
    team.faults.add(path="/rest/api/3/issue", kind="status", status=429, retry_after=0.2, times=1)
    read(team, "PAY")
    at = [request["at"] for request in team.requests]
    refused = next(request["at"] for request in team.requests if request["status"] == 429)
    # What was under way may still arrive; nothing sets out during the wait.
    assert not [one for one in at if refused + 0.05 < one < refused + 0.19]


def test_a_sprint_without_dates_has_no_figures_and_says_so(say: Callable[..., Ended], team: Simulated) -> None:
    undated = team.tracker.boards[1].sprints[-1]["id"]
    ended = say(arguments(team, "--dashboard", "sprint", "--sprint", str(undated)), token=team.token)
    assert ended.code == 0, ended.err
    assert "No figures:" in ended.out


def test_the_first_pass_is_given_as_soon_as_it_is_whole(team: Simulated) -> None:
    partial = []
    wanted = Scope(("PAY",))
    whole = asyncio.run(reading.read(source(team), wanted, now=NOW, patience=QUICK, on_partial=partial.append)).snapshot
    assert len(partial) == 1
    assert 0 < len(partial[0]) < len(whole)
    assert partial[0].complete_from == NOW - 30 * 86_400
    assert whole.complete_from == 0
