"""The simulated Jira keeps Jira's rules: pages, tokens, limits, and no contents for whoever asks for them."""

import json
from typing import Any

import pytest

from altaclario.simulator.generating import Wish, generate
from altaclario.simulator.jira.answering import Answers, Refused
from altaclario.simulator.tracker import SPRINT_FIELD, Tracker

NOW_MS = 1_772_442_000_000


@pytest.fixture(scope="module")
def tracker() -> Tracker:
    return generate(Wish(issues=400, seed=5, now_ms=NOW_MS))


@pytest.fixture
def site(tracker: Tracker) -> Answers:
    return Answers(tracker, now_ms=lambda: NOW_MS)


def search(site: Answers, jql: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(site.post("/rest/api/3/search/jql", {"jql": jql, "fields": ["id"], **more}))
    return answer


def all_ids(site: Answers, jql: str, size: int) -> list[int]:
    found: list[int] = []
    token = None
    while True:
        page = search(site, jql, maxResults=size, **({"nextPageToken": token} if token else {}))
        found += [int(issue["id"]) for issue in page["issues"]]
        token = page.get("nextPageToken")
        if token is None:
            assert page["isLast"]
            return found


@pytest.mark.parametrize("size", [1, 7, 100, 5000])
def test_pages_of_any_size_hold_every_issue_once(site: Answers, tracker: Tracker, size: int) -> None:
    found = all_ids(site, "project in (PAY, WEB, OPS, APP) ORDER BY id ASC", size)
    assert found == sorted(tracker.issues)


def test_two_queries_that_divide_a_project_hold_it_whole(site: Answers, tracker: Tracker) -> None:
    since = NOW_MS - 30 * 86_400_000
    recent = all_ids(site, f"project in (PAY) AND (statusCategory != Done OR updated >= {since}) ORDER BY id ASC", 50)
    older = all_ids(site, f"project in (PAY) AND statusCategory = Done AND updated < {since} ORDER BY id ASC", 50)
    assert recent
    assert older
    assert sorted(recent + older) == sorted(id for id, issue in tracker.issues.items() if issue.project == "PAY")


@pytest.mark.parametrize(
    ("jql", "counts"),
    [
        ("project = PAY AND NOT statusCategory = Done", lambda issue: issue.category != "done"),
        ("project in (PAY) AND updated >= -30d", lambda issue: issue.updated >= NOW_MS - 30 * 86_400_000),
        ("filter = 1001", lambda issue: True),
        ('statusCategory = "In Progress" AND project = "PAY"', lambda issue: issue.category == "indeterminate"),
    ],
)
def test_conditions_mean_what_they_say(site: Answers, tracker: Tracker, jql: str, counts: Any) -> None:
    expected = {id for id, issue in tracker.issues.items() if issue.project == "PAY" and counts(issue)}
    assert set(all_ids(site, jql, 5000)) == expected


@pytest.mark.parametrize(
    "jql", ["", "ORDER BY id", "project = NOPE", "filter = 7", "weather = fine", "project = PAY AND", "updated >= soon"]
)
def test_a_query_that_cannot_be_run_is_a_400(site: Answers, jql: str) -> None:
    with pytest.raises(Refused) as refused:
        search(site, jql)
    assert refused.value.status == 400


def test_an_unknown_token_is_a_400(site: Answers) -> None:
    with pytest.raises(Refused):
        search(site, "project = PAY", nextPageToken="T99")


@pytest.mark.parametrize("size", [1, 50, 997, 10_000])
def test_pages_of_changes_hold_every_change_once_oldest_first(site: Answers, tracker: Tracker, size: int) -> None:
    ids = sorted(tracker.issues)[:60]
    question: dict[str, Any] = {
        "issueIdsOrKeys": [str(id) for id in ids],
        "fieldIds": ["status", SPRINT_FIELD],
        "maxResults": size,
    }
    found: dict[str, list[str]] = {}
    while True:
        page = json.loads(site.post("/rest/api/3/changelog/bulkfetch", question))
        held = 0
        for log in page["issueChangeLogs"]:
            found.setdefault(log["issueId"], []).extend(change["id"] for change in log["changeHistories"])
            held += len(log["changeHistories"])
        assert held <= size
        if page["nextPageToken"] is None:
            break
        question["nextPageToken"] = page["nextPageToken"]
    wanted = {"status", SPRINT_FIELD}
    expected = {
        str(id): [
            one["id"] for one in tracker.issues[id].histories if {i.get("fieldId") for i in one["items"]} & wanted
        ]
        for id in ids
    }
    assert found == {id: changes for id, changes in expected.items() if changes}


@pytest.mark.parametrize(
    ("path", "question"),
    [
        ("search/jql", {"jql": "project = PAY", "fields": ["summary"]}),
        ("search/jql", {"jql": "project = PAY", "fields": ["*all"]}),
        ("search/jql", {"jql": "project = PAY", "fields": ["status"], "expand": "changelog"}),
        ("issue/bulkfetch", {"issueIdsOrKeys": ["PAY-1"]}),
        ("issue/bulkfetch", {"issueIdsOrKeys": ["PAY-1"], "fields": ["description"]}),
        ("issue/bulkfetch", {"issueIdsOrKeys": ["PAY-1"], "fields": ["status", "-comment"]}),
        ("changelog/bulkfetch", {"issueIdsOrKeys": ["PAY-1"]}),
        ("changelog/bulkfetch", {"issueIdsOrKeys": ["PAY-1"], "fieldIds": ["description"]}),
    ],
)
def test_whoever_asks_for_contents_is_refused(site: Answers, path: str, question: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        site.post(f"/rest/api/3/{path}", question)
    assert refused.value.asked_for_contents


@pytest.mark.parametrize(
    ("path", "question"),
    [
        ("issue/bulkfetch", {"issueIdsOrKeys": ["1"] * 101, "fields": ["status"]}),
        ("issue/bulkfetch", {"issueIdsOrKeys": [], "fields": ["status"]}),
        ("changelog/bulkfetch", {"issueIdsOrKeys": ["1"] * 1001, "fieldIds": ["status"]}),
        ("changelog/bulkfetch", {"issueIdsOrKeys": ["1"], "fieldIds": [f"f{one}" for one in range(11)]}),
    ],
)
def test_more_than_the_limits_is_a_400(site: Answers, path: str, question: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        site.post(f"/rest/api/3/{path}", question)
    assert refused.value.status == 400


def test_an_issue_that_is_not_there_stands_among_the_errors(site: Answers, tracker: Tracker) -> None:
    known = next(iter(tracker.issues))
    question = {"issueIdsOrKeys": [str(known), "1", "NOPE-1"], "fields": ["status"]}
    answer = json.loads(site.post("/rest/api/3/issue/bulkfetch", question))
    assert [issue["id"] for issue in answer["issues"]] == [str(known)]
    assert {error["id"] for error in answer["issueErrors"]} == {"1", "NOPE-1"}


def test_an_issue_is_not_found_before_it_is_indexed(tracker: Tracker) -> None:
    newest = max(tracker.issues)
    site = Answers(tracker, now_ms=lambda: NOW_MS, unindexed={newest})
    assert newest not in all_ids(site, "project in (PAY, WEB, OPS, APP)", 5000)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/rest/api/3/search", 410),
        ("/rest/api/3/project/NOPE/versions", 404),
        ("/rest/agile/1.0/board/99/configuration", 404),
        ("/rest/agile/1.0/board/3/sprint", 400),
        ("/rest/api/3/nothing", 404),
    ],
)
def test_refusals_have_jiras_status(site: Answers, path: str, status: int) -> None:
    with pytest.raises(Refused) as refused:
        site.get(path, {})
    assert refused.value.status == status
    assert json.loads(refused.value.body)["errorMessages"]
