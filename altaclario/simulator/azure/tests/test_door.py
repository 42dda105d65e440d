"""Who comes in, with which version of the interface, and what is said of limits."""

import json

import pytest

from altaclario.simulator.asking import Asked
from altaclario.simulator.azure import door
from altaclario.simulator.azure.door import AzureFace
from altaclario.simulator.azure.quota import Quota
from altaclario.simulator.azure.tests.conftest import answered

PROJECTS = "_apis/projects"


@pytest.mark.parametrize("token", ["", "wrong"])
@pytest.mark.parametrize("question", [None, {"query": ""}])
def test_a_stranger_gets_a_page_to_sign_in_with_status_203(face: AzureFace, token: str, question: object) -> None:
    answer = answered(face, PROJECTS, question, token)
    assert (answer.status, answer.kind.partition(";")[0]) == (203, "text/html")


def test_a_stranger_may_be_sent_elsewhere_or_be_told(face: AzureFace) -> None:
    face.sign_in = "redirect"
    assert "_signin" in answered(face, PROJECTS, token="wrong").headers["Location"]
    face.sign_in = "refused"
    answer = answered(face, PROJECTS, token="wrong")
    assert (answer.status, answer.body, "WWW-Authenticate" in answer.headers) == (401, b"", True)


def test_a_stranger_who_wants_no_page_is_told_so(face: AzureFace) -> None:
    headers = {"X-TFS-FedAuthRedirect": "Suppress"}
    assert face.answer(Asked("GET", "/simulated/_apis/projects", {}, headers)).status == 401


def test_a_token_of_another_organisation_is_a_401(face: AzureFace) -> None:
    answer = answered(face, PROJECTS, token=door.FOREIGN_PAT)
    assert (answer.status, b"TF400813" in answer.body) == (401, True)


def test_a_token_without_rights_sees_no_projects(face: AzureFace) -> None:
    assert json.loads(answered(face, PROJECTS, token=door.POWERLESS_PAT).body) == {"count": 0, "value": []}
    assert answered(face, "_apis/projects/Payments", token=door.POWERLESS_PAT).status == 404


def test_a_narrow_token_sees_projects_but_no_work(face: AzureFace) -> None:
    assert answered(face, PROJECTS, token=door.NARROW_PAT).status == 200
    assert answered(face, "Payments/_apis/wit/workitemtypes", token=door.NARROW_PAT).status == 401


@pytest.mark.parametrize(
    ("version", "key"),
    [
        ("", "VssVersionOutOfRangeException"),
        ("9.0", "VssVersionOutOfRangeException"),
        ("soon", "VssVersionOutOfRangeException"),
    ],
)
def test_a_version_that_is_not_there_is_refused(face: AzureFace, version: str, key: str) -> None:
    answer = answered(face, PROJECTS, **{"api-version": version or "0.1"})
    assert (answer.status, json.loads(answer.body)["typeKey"]) == (400, key)


def test_a_version_must_be_named(face: AzureFace) -> None:
    headers = {"Authorization": "Basic OnNpbXVsYXRlZC1henVyZS1wYXQ="}
    answer = face.answer(Asked("GET", "/simulated/_apis/projects", {}, headers))
    assert json.loads(answer.body)["typeKey"] == "VssVersionNotSpecifiedException"
    named = headers | {"Accept": "application/json;api-version=7.1"}
    assert face.answer(Asked("GET", "/simulated/_apis/projects", {}, named)).status == 200


def test_a_preview_must_be_called_one(face: AzureFace) -> None:
    assert answered(face, "_apis/teams").status == 400
    assert answered(face, "_apis/teams", **{"api-version": "7.1-preview.3"}).status == 200


def test_over_the_limit_answers_are_delayed_and_far_over_it_refused(face: AzureFace) -> None:
    face.quota = Quota(limit=4, clock=lambda: 1000.0)
    answers = [answered(face, PROJECTS) for _ in range(8)]
    assert [one.status for one in answers] == [200] * 6 + [429] * 2
    assert [one.headers["X-RateLimit-Remaining"] for one in answers[:4]] == ["3", "2", "1", "0"]
    assert ["X-RateLimit-Delay" in one.headers for one in answers[:6]] == [False] * 4 + [True] * 2
    assert all("Retry-After" in one.headers for one in answers[4:])
    assert b"TF400733" in answers[-1].body
    face.quota.clock = lambda: 1400.0
    assert answered(face, PROJECTS).status == 200


def test_nothing_is_said_of_limits_that_are_far(face: AzureFace) -> None:
    assert not any(name.startswith("X-RateLimit") for name in answered(face, PROJECTS).headers)
