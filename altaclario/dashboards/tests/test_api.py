"""What a program reads with a token, and what it is told where there is nothing to read."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from altaclario.connections.models import Connection
from altaclario.dashboards import every
from altaclario.workspaces import api_tokens
from tests.cast import House, connected, team_of
from tests.programs import Program, Publish, program
from tests.remembering import Memory
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db
DASHBOARDS = tuple(every.DASHBOARDS)


@pytest.fixture
def reads(acme: House, connection: Connection, publish: Publish) -> Program:
    """A program of Ada's, and a tracker that was read."""
    publish(connection)
    return program(acme.ada)


def sentence(answer: Any) -> str:
    """What a problem says; it is one, and no page."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    said = json.loads(answer.content)
    assert set(said) == {"type", "title", "status"}
    assert said["status"] == answer.status_code
    return str(said["title"])


def test_it_begins_with_what_there_is(reads: Program, acme: House, connection: Connection) -> None:
    said = reads.json("dashboards")
    assert (said["workspace"], said["scopes"]) == (acme.slug, ["figures", "items"])
    assert [one["name"] for one in said["dashboards"]] == list(DASHBOARDS)
    assert [one["id"] for one in said["connections"]] == [connection.key]
    assert said["connections"][0]["is_held"]
    for one in said["dashboards"]:
        assert reads.get(one["address"].removeprefix("/api/v1/")).status_code == 200


@pytest.mark.parametrize("name", DASHBOARDS)
def test_every_address_in_an_answer_leads_on_until_all_is_read(name: str, reads: Program) -> None:
    whole = reads.json(name)
    assert whole["figures"]
    assert whole["charts"]
    for chart in whole["charts"]:
        drawn = reads.json(chart["address"])
        assert (drawn["series"] == []) == (drawn["guard"] is not None)
        table = reads.all(f"{chart['address']}/rows")
        assert len(table) == chart["rows"]
    assert len(reads.all(whole["items"]["address"])) == whole["items"]["rows"]


def test_rows_come_in_parts_and_none_twice(reads: Program) -> None:
    (chart,) = [one for one in reads.json("flow")["charts"] if one["id"] == "cumulative-flow"]
    at_once, in_parts = (reads.all(f"{chart['address']}/rows?rows={limit}") for limit in (1000, 7))
    assert at_once == in_parts
    assert len(at_once) > 70


def test_a_cursor_of_another_list_is_refused(reads: Program) -> None:
    rows = reads.json("flow/charts/cumulative-flow/rows?rows=5")
    other = rows["next"].replace("?", "?window=30&")
    assert "Begin again" in sentence(reads.get(other, status=409))


def test_numbers_are_numbers_and_days_are_days(reads: Program) -> None:
    rows = reads.json("flow/charts/cumulative-flow/rows?rows=3")
    assert rows["columns"][0]["is_number"] is False
    for first, *rest in rows["rows"]:
        assert first == str(timezone.datetime.fromisoformat(first).date())
        assert all(isinstance(one, int) for one in rest)
    figures = reads.json("flow")["figures"]
    assert all(isinstance(one["value"], int | float) or one["guard"] for one in figures)


def test_what_has_no_figure_says_why_and_is_null(reads: Program) -> None:
    far = "flow?from=2001-01-01&to=2001-02-01"
    missing = [one for one in reads.json(far)["figures"] if one["value"] is None]
    assert missing
    assert all(one["guard"]["reason"] == "missing" and one["guard"]["message"] for one in missing)
    assert all(one["text"] is None for one in missing)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("flow?windw=30", '"windw" is no parameter here'),
        ("flow?window=31", "window:"),
        ("flow?window=30&window=84", "window stands there 2 times"),
        ("flow?window=", "window:"),
        ("flow?clock=lunar", "clock:"),
        ("flow?from=yesterday", "from:"),
        ("flow?from=2026-02-30", "is no day"),
        ("flow?from=2026-03-02&to=2026-03-01", "before it begins"),
        ("flow?from=1990-01-01", "At most two years"),
        ("flow?at=2999-01-01", "has not come yet"),
        ("flow?board=987654", "is not among those that were read"),
        ("forecast?version=987654", "is not among those that were read"),
        ("forecast?without=2999-01-01", "is not over"),
        ("forecast?ahead=7", "are not offered"),
        ("sprint?sprint=987654", "is not among those that were read"),
        ("sprint?window=30", '"window" is no parameter here'),
        ("flow/items?rows=0", "rows:"),
        ("flow/items?rows=5000", "rows:"),
        ("flow/items?cursor=x", "cursor:"),
        ("dashboards?x=1", "there are: none"),
        ("flow?connection=00000000-0000-4000-8000-000000000000", "is not connected here"),
        ("flow?team=00000000-0000-4000-8000-000000000000", "is none of this workspace"),
    ],
)
def test_what_means_nothing_is_refused_with_a_sentence(asked: str, why: str, reads: Program) -> None:
    assert why in sentence(reads.get(asked, status=422))


@pytest.mark.parametrize(
    "asked", ["flow?window=84", "flow?baseline=whole", "flow?clock=calendar", "sprint?measure=items"]
)
def test_a_default_may_be_said(asked: str, reads: Program) -> None:
    assert reads.json(asked)["figures"] == reads.json(asked.partition("?")[0])["figures"]


def test_what_a_page_notes_beside_its_figures_stands_in_notes(
    reads: Program, acme: House, connection: Connection
) -> None:
    team = team_of(acme, connection, boards=["987654"])
    assert "not among what was read" in reads.json(f"flow?team={team.pk}")["notes"][0]


def test_an_unknown_chart_names_those_there_are(reads: Program) -> None:
    assert "cumulative-flow" in sentence(reads.get("flow/charts/nothing", status=404))


def test_without_the_scope_there_is_no_key_in_any_answer(acme: House, connection: Connection, publish: Publish) -> None:
    publish(connection)
    with_keys, without = program(acme.ada), program(acme.ada, with_items=False)
    keys = {row[0] for row in with_keys.all("flow/items")}
    assert keys
    told = [without.get(f"{name}{part}").content.decode() for name in DASHBOARDS for part in ("",)]
    for name in DASHBOARDS:
        for chart in without.json(name)["charts"]:
            told += [
                without.get(chart["address"]).content.decode(),
                without.get(f"{chart['address']}/rows").content.decode(),
            ]
    assert not [key for key in keys for said in told if f'"{key}' in said or f" {key}" in said]
    assert "may list items" in sentence(without.get("flow/items", status=403))


def test_an_answer_may_be_kept_and_holds_as_long_as_the_snapshot(
    reads: Program, connection: Connection, publish: Publish
) -> None:
    first = reads.get("flow")
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in first.headers["Vary"]
    tag = first.headers["ETag"]
    again = reads.get("flow", status=304, headers={"If-None-Match": tag})
    assert (again.content, again.headers["ETag"]) == (b"", tag)
    assert reads.get("flow?window=30", headers={"If-None-Match": tag}).headers["ETag"] != tag
    assert reads.get("flow").content == first.content
    publish(connection, seconds=60)
    newer = reads.get("flow", headers={"If-None-Match": tag})
    assert newer.headers["ETag"] != tag


def test_what_was_told_goes_with_the_snapshot(reads: Program, connection: Connection, memory: Memory) -> None:
    reads.get("flow")
    held = memory.of(connection)
    assert held is not None
    assert held.told
    memory.publisher.drop(connection.key)
    assert memory.of(connection) is None
    reads.get("flow", status=503)


def test_an_empty_memory_says_so_and_when_to_come_again(acme: House, connection: Connection, memory: Memory) -> None:
    answer = program(acme.ada).get("flow", status=503)
    assert "Nothing of this tracker is in memory" in sentence(answer)
    assert answer.headers["Retry-After"] == "60"


def test_without_a_tracker_there_is_nothing_to_read(acme: House) -> None:
    assert "Nothing is connected" in sentence(program(acme.ada).get("flow", status=404))


@pytest.mark.proves("tenant-walls")
def test_the_tracker_of_others_is_like_one_that_never_was(
    reads: Program, elsewhere: House, site: Simulated, publish: Publish
) -> None:
    theirs = connected(elsewhere.workspace, site, elsewhere.owner)
    publish(theirs)
    nobodys = "00000000-0000-4000-8000-000000000000"
    for name in DASHBOARDS:
        answers = [reads.get(f"{name}?connection={one}", status=422) for one in (theirs.key, nobodys)]
        assert answers[0].content == answers[1].content


def test_a_cookie_counts_for_nothing(ada: Client, reads: Program) -> None:
    for path in ("dashboards", "flow", "flow/items"):
        answer = ada.get(f"/api/v1/{path}")
        assert "API token" in sentence(answer)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_no_other_site_may_read_it_in_a_browser(reads: Program) -> None:
    answer = reads.get("flow", headers={"Origin": "https://else.test"})
    assert not [name for name in answer.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "head"])
def test_nothing_but_reading_is_taken(method: str, reads: Program) -> None:
    for path in ("dashboards", "flow", "flow/items", "flow/charts/cycle-time/rows"):
        answer = getattr(reads.client, method)(f"/api/v1/{path}", headers=reads.headers)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")


def test_no_address_is_dear_to_the_database(reads: Program) -> None:
    for path in ("flow", "sprint", "flow/items"):
        reads.get(path)
        with CaptureQueriesContext(database) as asked:
            reads.get(path)
        assert len(asked) <= 12, [one["sql"][:90] for one in asked]


def test_a_token_that_is_used_up_waits(acme: House, connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    from altaclario.declarations import limits

    monkeypatch.setitem(limits.LIMITS, "API", (limits.Rate(2, 60, "account"),))
    one, other = program(acme.ada), program(acme.ada)
    for _ in range(2):
        one.get("dashboards")
    answer = one.get("dashboards", status=429)
    assert int(answer.headers["Retry-After"]) <= 120
    other.get("dashboards")


def test_a_day_of_use_is_kept_and_no_more(acme: House, connection: Connection) -> None:
    reads = program(acme.ada)
    reads.get("dashboards")
    (listed,) = api_tokens.every(acme.ada, now=timezone.now())
    assert listed.token.used == timezone.now().date()
    assert timezone.now() - listed.token.created < timedelta(minutes=1)
