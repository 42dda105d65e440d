"""What is asked of an organisation, and what its refusals mean."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from altaclario.egress.calling import Reply
from altaclario.providers.asking import Asking
from altaclario.providers.azure_devops import client, endpoints, feed, looking, manners, passes
from altaclario.providers.azure_devops.client import AzureDevOps
from altaclario.providers.azure_devops.kept import Kept
from altaclario.providers.endpoints import listed, scopes
from altaclario.providers.faults import CredentialRefused, ScopeUnknown, TrackerFault, TrackerUnreadable
from altaclario.providers.progress import Teller
from altaclario.providers.scope import Scope
from altaclario.providers.whole import Whole
from altaclario.simulator.asking import Asked
from altaclario.simulator.azure import reporting
from altaclario.simulator.azure.door import FOREIGN_PAT, NARROW_PAT, POWERLESS_PAT, AzureFace
from altaclario.simulator.generating import Wish, generate
from altaclario.simulator.tracker import Tracker
from altaclario.snapshots.snapshot import Flag, Snapshot
from tests.azure.organisation import Line, answer, as_it_is
from tests.trackers import NOW, QUICK

PAGE = b"<!DOCTYPE html><html><body>Sign in</body></html>"


@pytest.fixture(scope="module")
def tracker() -> Tracker:
    return generate(Wish(issues=700, seed=6, now_ms=NOW * 1000))


@pytest.fixture
def face(tracker: Tracker) -> AzureFace:
    return AzureFace(tracker, now_ms=lambda: NOW * 1000)


Read = Callable[..., Whole]


@pytest.fixture
def read(face: AzureFace) -> Read:
    """Reads the organisation; `changing` may spoil answers, `waits` collects the waits."""

    def go(
        *projects: str,
        teams: tuple[str, ...] = (),
        line: Line | None = None,
        waits: list[float] | None = None,
        on_partial: Callable[[Snapshot], None] | None = None,
    ) -> Whole:
        told = [] if waits is None else waits
        asking = Asking(line or Line(face), manners, patience=QUICK, on_wait=told.append)
        scope = Scope(projects or ("Payments",), teams)
        return asyncio.run(passes.read(asking, scope, now=NOW, teller=Teller(lambda _: None), on_partial=on_partial))

    return go


def ends(work: Callable[[], object]) -> TrackerFault:
    """The fault in which a reading ends."""
    with pytest.raises(BaseException) as raised:
        work()
    found: BaseException = raised.value
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    assert isinstance(found, TrackerFault)
    return found


def test_each_request_names_the_version_and_needs_a_scope_that_reads(read: Read, face: AzureFace) -> None:
    line = Line(face)
    read("Payments", "Web shop", line=line, on_partial=lambda _: None)
    assert {asked.query["api-version"] for asked in line.asked} == {"7.1", "7.1-preview"}
    for asked in line.asked:
        found = listed(endpoints.ALL, asked.method, asked.path.removeprefix("/simulated"))
        assert found.scopes or found.name == "Account"
    assert set(scopes(endpoints.ALL)) == {"vso.work", "vso.project"}


def test_nobody_is_asked_for_names_titles_or_texts(read: Read, face: AzureFace) -> None:
    line = Line(face)
    read(line=line, on_partial=lambda _: None)
    asked = {name for one in line.asked if one.question for name in one.question.get("fields", ())}
    assert asked
    assert not {name for name in asked if "Assigned" in name or "Title" in name or "By" in name}
    assert not [one for one in line.asked if "$expand" in one.query or (one.question and "$expand" in one.question)]


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (answer(PAGE, status=203, kind="text/html; charset=utf-8"), CredentialRefused),
        (answer(b"<title>Azure DevOps Services | Sign In</title>", status=200, kind="text/html"), CredentialRefused),
        (
            answer(b"", status=302, location="https://spsprodweu1.vssps.visualstudio.com/_signin?realm=x"),
            CredentialRefused,
        ),
        (answer({"message": "TF400813: The user is not authorized"}, status=401), CredentialRefused),
        (answer({}, status=401), CredentialRefused),
        (answer({}, status=403), CredentialRefused),
        (answer({"message": "VS402335: The query takes too long"}, status=400), TrackerUnreadable),
        (answer({"message": "out of range"}, status=400), TrackerUnreadable),
        (answer({}, status=404), ScopeUnknown),
    ],
    ids=lambda one: str(getattr(one, "status", "")),
)
def test_a_refusal_has_its_meaning_and_is_not_asked_again(
    read: Read, face: AzureFace, reply: Reply, told: type[TrackerFault]
) -> None:
    line = Line(face, changing=lambda asked, own: reply if asked.path.endswith("/wiql") else own)
    fault = ends(lambda: read(line=line))
    assert isinstance(fault, told)
    assert str(fault).endswith(".")
    # Both queries had set out already.
    assert len([asked for asked in line.asked if asked.path.endswith("/wiql")]) <= 2


@pytest.mark.parametrize("token", ["", "wrong", FOREIGN_PAT, NARROW_PAT])
def test_a_token_that_may_not_come_in_is_refused(read: Read, face: AzureFace, token: str) -> None:
    fault = ends(lambda: read(line=Line(face, token)))
    assert isinstance(fault, CredentialRefused)
    assert fault.cause == "token-refused"
    assert "another organisation" in str(fault)


@pytest.mark.parametrize(
    ("projects", "teams", "told"),
    [
        (("Nope",), (), "no project Nope"),
        (("../../x",), (), "no project ../../x"),
        (("Payments", "Nope"), (), "no project Nope"),
        (("Payments",), ("Nobody",), "Teams that it may see: Payments Team."),
    ],
)
def test_a_scope_that_is_not_there_is_named(
    read: Read, projects: tuple[str, ...], teams: tuple[str, ...], told: str
) -> None:
    fault = ends(lambda: read(*projects, teams=teams))
    assert isinstance(fault, ScopeUnknown)
    assert told in str(fault)


def test_an_account_without_rights_is_shown_no_project(read: Read, face: AzureFace) -> None:
    assert isinstance(ends(lambda: read(line=Line(face, POWERLESS_PAT))), ScopeUnknown)


def test_a_wait_beside_an_answer_holds_back_what_follows_and_repeats_nothing(read: Read, face: AzureFace) -> None:
    def delayed(asked: Asked, reply: Reply) -> Reply:
        headers = {**reply.headers, "retry-after": "0.01"} if asked.path.endswith("/fields") else reply.headers
        return Reply(reply.status, headers, reply.body)

    waits: list[float] = []
    line = Line(face, changing=delayed)
    read(line=line, waits=waits)
    assert waits == [0.01]
    assert len([asked for asked in line.asked if asked.path.endswith("/fields")]) == 1


def test_a_limit_is_waited_for(read: Read, face: AzureFace) -> None:
    refused = [answer({"message": "TF400733: blocked"}, status=429, retry_after="0.01")]
    line = Line(
        face,
        changing=lambda asked, own: refused.pop() if refused and asked.path.endswith("/classificationnodes") else own,
    )
    waits: list[float] = []
    assert len(read(line=line, waits=waits).snapshot)
    assert waits


def test_pages_that_turn_in_a_circle_are_noticed(read: Read, face: AzureFace) -> None:
    def again(asked: Asked, reply: Reply) -> Reply:
        is_feed = asked.path.endswith("/workitemrevisions")
        return Reply(200, reply.headers, face.repeated(reply.body)) if is_feed else reply

    fault = ends(lambda: read(line=Line(face, changing=again)))
    assert fault.cause == "endless"


def test_more_items_than_a_query_finds_are_found_by_several(
    read: Read, face: AzureFace, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = read().snapshot
    monkeypatch.setattr(client, "FOUND_A_QUERY", 99)
    monkeypatch.setattr(face.answers, "most_found", 100)
    line = Line(face)
    assert read(line=line).snapshot.items.id.tolist() == whole.items.id.tolist()
    queries = [asked.question["query"] for asked in line.asked if asked.path.endswith("/wiql")]
    assert len(queries) > 4
    assert all("ORDER BY [System.Id]" in query or "FROM WorkItemLinks" in query for query in queries)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "REVISIONS_A_PAGE", 50)
    monkeypatch.setattr(reporting, "PAGE", 50)


def _lossy(item: int, *, only_after_a_date: bool) -> Callable[[Asked, Reply], Reply]:
    """A feed that leaves out an item; in every chain, or only in those that begin at a date."""

    def changing(asked: Asked, reply: Reply) -> Reply:
        if not asked.path.endswith("/workitemrevisions"):
            return reply
        page = json.loads(reply.body)
        if not only_after_a_date or "startDateTime" in asked.query:
            page["values"] = [one for one in page["values"] if one["id"] != item]
        return answer(page)

    return changing


@pytest.mark.usefixtures("small_pages")
def test_a_feed_is_read_side_by_side(read: Read, face: AzureFace) -> None:
    line = Line(face)
    assert not read(line=line).snapshot.findings
    assert len([asked for asked in line.asked if "startDateTime" in asked.query]) > 4
    assert not [asked for asked in line.asked if {"startDateTime", "continuationToken"} <= set(asked.query)]


@pytest.mark.usefixtures("small_pages")
def test_what_the_stretches_leave_out_is_read_again_in_one_chain(read: Read, face: AzureFace) -> None:
    whole = read().snapshot
    line = Line(face, changing=_lossy(int(whole.items.id[-1]), only_after_a_date=True))
    again = read(line=line).snapshot
    assert again.items.id.tolist() == whole.items.id.tolist()
    assert again.transitions.at.tolist() == whole.transitions.at.tolist()


@pytest.mark.usefixtures("small_pages")
def test_an_item_that_the_feed_never_gives_is_read_as_it_is_today(read: Read, face: AzureFace) -> None:
    whole = read().snapshot
    item = next(int(whole.items.id[row]) for row in range(len(whole)) if _stage(whole, row) == 3)
    again = read(line=Line(face, changing=_lossy(item, only_after_a_date=False))).snapshot
    assert again.items.id.tolist() == whole.items.id.tolist()
    row = again.items.id.tolist().index(item)
    assert again.items.flags[row] & Flag.NO_HISTORY
    assert again.items.resolved[row] == whole.items.resolved[row]


def test_projects_and_teams_come_page_by_page(face: AzureFace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_LISTED_A_PAGE", 3)
    line = Line(face)
    azure = AzureDevOps(Asking(line, manners, patience=QUICK))
    names = {one.name for one in asyncio.run(azure.projects())}
    assert names == {"Mobile app", "Operations", "Payments", "Web shop"}
    assert [asked.query["$skip"] for asked in line.asked] == ["0", "3"]


def test_an_item_that_went_away_meanwhile_is_a_null_that_nobody_counts(read: Read, face: AzureFace) -> None:
    def with_null(asked: Asked, reply: Reply) -> Reply:
        if not asked.path.endswith("/workitemsbatch"):
            return reply
        return answer({"value": [None for _ in (asked.question or {})["ids"]]})

    seen: list[Snapshot] = []
    whole = read(line=Line(face, changing=with_null), on_partial=seen.append).snapshot
    # A first part without anything would look like a project without work.
    assert seen == []
    assert len(whole)


def test_an_item_that_is_neither_given_nor_said_to_be_gone_makes_an_answer_incomplete(
    read: Read, face: AzureFace
) -> None:
    def without_the_first(asked: Asked, reply: Reply) -> Reply:
        if not asked.path.endswith("/workitemsbatch"):
            return reply
        return answer({"value": json.loads(reply.body)["value"][1:]})

    fault = ends(lambda: read(line=Line(face, changing=without_the_first), on_partial=lambda _: None))
    assert isinstance(fault, TrackerUnreadable)
    assert fault.cause == "incomplete"


def test_the_first_part_is_what_is_open_now_and_says_that_its_history_is_missing(read: Read) -> None:
    seen: list[Snapshot] = []
    whole = read(on_partial=seen.append).snapshot
    (part,) = seen
    assert part.complete_from == NOW - 86_400
    assert 0 < len(part) < len(whole)
    assert set(part.items.id.tolist()) <= set(whole.items.id.tolist())
    assert (part.items.flags & Flag.NO_HISTORY > 0).any()
    open_ = {whole.items.id[row] for row in range(len(whole)) if _stage(whole, row) < 3}
    assert open_ <= set(part.items.id.tolist())


def test_without_anybody_who_waits_there_is_no_first_pass(read: Read, face: AzureFace) -> None:
    line = Line(face)
    read(line=line)
    assert not [asked for asked in line.asked if asked.path.endswith("/workitemsbatch")]


def test_what_a_later_reading_needs_is_kept(read: Read) -> None:
    whole = read()
    assert isinstance(whole.kept, Kept)
    assert list(whole.kept.tokens.values()) != [""]
    assert 0 < whole.kept.size_bytes < 400 * len(whole.snapshot)


def test_parents_come_from_the_links_where_items_do_not_say_them(read: Read, face: AzureFace) -> None:
    whole = read().snapshot
    without = Line(face, changing=_without("System.Parent"))
    assert read(line=without).snapshot.items.parent.tolist() == whole.items.parent.tolist()
    assert [asked for asked in without.asked if asked.path.endswith("/workitemlinks")]


def test_states_are_asked_for_where_the_list_of_types_leaves_them_out(read: Read, face: AzureFace) -> None:
    def older(asked: Asked, reply: Reply) -> Reply:
        if not asked.path.endswith("/workitemtypes"):
            return reply
        value = json.loads(reply.body)["value"]
        return answer({"value": [{"name": one["name"], "referenceName": one["referenceName"]} for one in value]})

    assert read(line=Line(face, changing=older)).snapshot.statuses == read().snapshot.statuses


def test_a_project_that_was_renamed_between_two_readings_is_the_same(read: Read, tracker: Tracker) -> None:
    face = AzureFace(generate(Wish(issues=200, seed=6, now_ms=NOW * 1000)))
    project = next(one for one in face.organisation.projects.values() if one.name == "Payments")
    before = read(project.id, line=Line(face)).snapshot
    project.name = project.areas.name = project.iterations.name = "Billing"
    after = read(project.id, line=Line(face)).snapshot
    assert (before.projects[1], after.projects[1]) == ("Payments", "Billing")
    assert after.items.id.tolist() == before.items.id.tolist()
    assert after.sprint_memberships.of.tolist() == before.sprint_memberships.of.tolist()
    assert [one.id for one in after.sprints] == [one.id for one in before.sprints]


def test_a_project_that_is_named_twice_is_read_once(read: Read, face: AzureFace) -> None:
    project = next(one for one in face.organisation.projects.values() if one.name == "Payments")
    assert len(read(project.id, "payments").snapshot) == len(read().snapshot)


def test_a_look_counts_what_the_account_can_see(face: AzureFace, tracker: Tracker) -> None:
    line = Line(face)
    seen = asyncio.run(looking.look(Asking(line, manners, patience=QUICK)))
    assert (len(seen.projects), seen.boards, seen.items) == (4, 4, len(tracker.issues))
    assert seen.account
    teams = asyncio.run(looking.boards(Asking(line, manners, patience=QUICK), seen.projects[0].id))
    assert [one.name for one in teams] == [f"{seen.projects[0].name} Team"]
    assert len(line.asked) == 5


def test_nothing_changes_on_the_way_by_itself(face: AzureFace) -> None:
    reply = answer({})
    assert as_it_is(Asked("GET", "/", {}, {}), reply) is reply


def _stage(snapshot: Snapshot, row: int) -> int:
    last = snapshot.transitions.first[row + 1] - 1
    stage = snapshot.statuses[snapshot.transitions.status[last]].stage
    return -1 if stage is None else int(stage)


def _without(field: str) -> Callable[[Asked, Reply], Reply]:
    """An organisation that has no such field."""

    def changing(asked: Asked, reply: Reply) -> Reply:
        if not asked.path.endswith("/wit/fields"):
            return reply
        value: list[dict[str, Any]] = json.loads(reply.body)["value"]
        return answer({"value": [one for one in value if one["referenceName"] != field]})

    return changing
