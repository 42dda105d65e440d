"""One port serves both trackers, and what is told to it strikes either."""

import base64
import itertools
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from altaclario.simulator.azure.door import PAT
from altaclario.simulator.generating import TEAMS, Wish, generate
from altaclario.simulator.jira.door import EMAIL, TOKEN
from altaclario.simulator.serving import Simulated, running

NOW_MS = 1_772_442_000_000
REVISIONS = "/simulated/Payments/_apis/wit/reporting/workitemrevisions?api-version=7.1"
ASKED = {"fields": ["System.Id", "System.State"]}


@pytest.fixture(scope="module")
def _site() -> Iterator[Simulated]:
    tracker = generate(Wish(issues=150, seed=5, now_ms=NOW_MS, teams=TEAMS[:2]))
    with running(Simulated(tracker, clock=lambda: NOW_MS / 1000)) as site:
        yield site


@pytest.fixture
def site(_site: Simulated) -> Simulated:
    _site.faults.clear()
    _site.requests.clear()
    return _site


def ask(site: Simulated, path: str, body: Any = None, **more: str) -> tuple[int, dict[str, str], bytes]:
    name, token = ("", PAT) if path.startswith("/simulated") else (EMAIL, TOKEN)
    header = "Basic " + base64.b64encode(f"{name}:{token}".encode()).decode()
    request = urllib.request.Request(
        site.url + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": header, "Content-Type": "application/json"} | more,
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def test_both_trackers_answer_at_one_address(site: Simulated) -> None:
    assert json.loads(ask(site, "/rest/api/3/myself")[2])["accountId"]
    assert json.loads(ask(site, REVISIONS, ASKED)[2])["values"]
    assert site.azure_url == f"{site.url}/simulated"
    assert [one["status"] for one in site.requests] == [200, 200]


def test_the_type_of_an_answer_names_the_version(site: Simulated) -> None:
    _, headers, _ = ask(site, "/simulated/_apis/projects?api-version=7.1")
    assert headers["Content-Type"] == "application/json; charset=utf-8; api-version=7.1"


def test_large_answers_are_compressed_for_those_who_can_read_it(site: Simulated) -> None:
    _, headers, body = ask(site, REVISIONS, ASKED, **{"Accept-Encoding": "gzip"})
    assert (headers["Content-Encoding"], body[:2]) == ("gzip", b"\x1f\x8b")


def test_a_fault_strikes_by_the_beginning_of_the_path_and_a_star_is_anything(site: Simulated) -> None:
    site.faults.add(path="/simulated/*/_apis/wit/reporting", kind="status", status=429, retry_after=2, times=1)
    status, headers, body = ask(site, REVISIONS, ASKED)
    assert (status, headers["Retry-After"], b"TF400733" in body) == (429, "2", True)
    assert ask(site, REVISIONS, ASKED)[0] == 200
    assert ask(site, "/rest/api/3/myself")[0] == 200


@pytest.mark.parametrize(
    ("fault", "status", "holds"),
    [
        ({"kind": "status", "status": 203}, 203, b"Sign in"),
        ({"kind": "status", "status": 401}, 401, b"TF400813"),
        ({"kind": "status", "status": 503}, 503, b"TF400898"),
        ({"kind": "status", "status": 503, "reason": "TF10216: closed for maintenance."}, 503, b"TF10216"),
        ({"kind": "html"}, 200, b"<html>"),
        ({"kind": "empty"}, 200, b""),
        ({"kind": "nonsense"}, 200, b"weather"),
    ],
)
def test_faults_are_in_the_words_of_the_tracker(site: Simulated, fault: Any, status: int, holds: bytes) -> None:
    site.faults.add(path="/simulated", **fault)
    found, _, body = ask(site, REVISIONS, ASKED)
    assert (found, holds in body) == (status, True)


def test_a_batch_may_come_again_and_again(site: Simulated) -> None:
    site.faults.add(path="/simulated", kind="repeated_token")
    first = json.loads(ask(site, REVISIONS, ASKED)[2])
    again = json.loads(ask(site, f"{REVISIONS}&continuationToken={first['continuationToken']}", ASKED)[2])
    assert first == again
    assert not again["isLastBatch"]


def test_time_is_what_the_clock_says_for_both(site: Simulated) -> None:
    server = json.loads(ask(site, "/rest/api/3/serverInfo")[2])
    assert server["serverTime"] == "2026-03-02T09:00:00.000+0000"
    query = {"query": "SELECT [System.Id] FROM WorkItems WHERE [System.Id] = 1"}
    assert (
        json.loads(ask(site, "/simulated/_apis/wit/wiql?api-version=7.1", query)[2])["asOf"] == "2026-03-02T09:00:00Z"
    )


def test_planted_texts_are_listed_those_of_people_too(site: Simulated) -> None:
    marks = json.loads(ask(site, "/_simulator/canaries")[2])
    question = {"ids": sorted(site.tracker.issues)[:50], "fields": ["System.AssignedTo", "System.Tags"]}
    body = ask(site, "/simulated/_apis/wit/workitemsbatch?api-version=7.1", question)[2].decode()
    assert all(any(mark in body for mark in marks if part in mark) for part in ("Kan", "kanarie.", "-0000-4000-"))


def test_anything_may_happen(site: Simulated) -> None:
    before = len(site.tracker.changed)
    answer = json.loads(ask(site, "/_simulator/happen", {"what": "anything", "times": 30})[2])
    assert len(answer["items"]) == 30
    changed = iter(site.tracker.changed[before:])
    # A link that is made or undone changes its other end too, which is told before it.
    beside = [one for item in answer["items"] for one in itertools.takewhile(lambda id, item=item: id != item, changed)]
    assert list(changed) == []
    every = site.tracker.issues | site.tracker.hidden
    ends = [every[one] for one in beside if one in every]  # Some were deleted later.
    assert all("Link" in [told["field"] for line in one.histories for told in line["items"]] for one in ends)
    assert len(set(answer["items"])) > 10
    status, _, body = ask(site, "/_simulator/happen", {"what": "rained"})
    assert (status, b"moved to project" in body) == (400, True)


def test_a_tracker_may_live_by_itself(site: Simulated) -> None:
    before = len(site.tracker.changed)
    ask(site, "/_simulator/pace", {"an_hour": 1_000_000})
    until = time.monotonic() + 10
    while len(site.tracker.changed) < before + 100 and time.monotonic() < until:
        time.sleep(0.05)
    ask(site, "/_simulator/pace", {"an_hour": 0})
    assert len(site.tracker.changed) >= before + 100
