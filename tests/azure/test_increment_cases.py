"""What can become of work and of what surrounds it between two readings, case by case."""

import json
from dataclasses import replace

import pytest

from altaclario.egress.calling import Reply
from altaclario.providers.azure_devops import increments
from altaclario.providers.faults import CredentialRefused
from altaclario.providers.scope import Scope
from altaclario.simulator.asking import Asked
from altaclario.simulator.azure import reporting
from altaclario.simulator.azure.door import FOREIGN_PAT
from altaclario.snapshots.snapshot import Flag
from tests.azure.organisation import Answering, answer
from tests.azure.reader import Reader, why
from tests.azure.test_increments import ODD, site

PAYMENTS = Scope(("Payments",), labels=True)


@pytest.fixture
def reader() -> Reader:
    return Reader(site(), PAYMENTS)


def test_what_was_deleted_leaves_and_what_was_restored_comes_back(reader: Reader) -> None:
    item = reader.own()[5].id
    reader.happen("deleted", item=item)
    found = reader.go_on()
    assert (found.deleted, found.gone.tolist()) == (1, [item])
    reader.holds_all()
    assert reader.snapshot.left_out == {"deleted": 1}
    reader.happen("restored", item=item)
    assert reader.go_on().added == 1
    reader.holds_all()
    assert reader.snapshot.left_out == {}


def test_what_was_destroyed_or_hidden_leaves_without_a_revision(reader: Reader) -> None:
    one, other = (item.id for item in reader.own()[5:7])
    reader.happen("destroyed", item=one)
    reader.happen("hidden", item=other)
    found = reader.go_on()
    assert (found.hidden, found.gone.tolist()) == (2, [one, other])
    reader.holds_all()


def test_what_moved_to_a_project_that_is_not_read_leaves(reader: Reader) -> None:
    reader.happen("moved to project", item=reader.own()[5].id, project="WEB")
    found = reader.go_on()
    assert (found.moved, found.hidden, len(found.gone)) == (1, 0, 1)
    reader.holds_all()


def test_what_moved_between_projects_that_are_read_keeps_its_history() -> None:
    reader = Reader(site(), Scope(("Payments", "Web shop")))
    item = reader.own()[5].id
    reader.happen("moved to project", item=item, project="WEB")
    found = reader.go_on()
    assert (found.changed, found.added, len(found.gone)) == (1, 0, 0)
    reader.holds_all()
    row = reader.snapshot.row_of(item)
    assert row is not None
    assert reader.snapshot.projects[reader.snapshot.items.project[row]] == "Web shop"


def test_what_moved_out_of_the_areas_of_the_team_is_with_it_no_more() -> None:
    reader = Reader(site(), Scope(("Payments",), ("Payments Team",)))
    (team,) = reader.snapshot.on_board
    item = reader.own()[5].id
    reader.revise(item, System_AreaId=reader.project().areas.id)
    reader.go_on()
    reader.holds_all()
    row = reader.snapshot.row_of(item)
    assert not reader.snapshot.on_board[team][row]
    assert reader.snapshot.on_board[team].any()


def test_who_an_item_is_assigned_to_matters_without_any_other_change(reader: Reader) -> None:
    item = next(one for one in reader.own() if one.today().get("System.AssignedTo"))
    row = reader.snapshot.row_of(item.id)
    assert reader.snapshot.items.flags[row] & Flag.ASSIGNED
    reader.revise(item.id, System_AssignedTo=None)
    reader.go_on()
    reader.holds_all()
    assert not reader.snapshot.items.flags[row] & Flag.ASSIGNED


def test_a_project_that_was_renamed_is_the_same(reader: Reader) -> None:
    reader.scope = Scope((reader.project().id,), labels=True)
    reader.happen("renamed project", project="PAY", name="Billing")
    found = reader.go_on()
    assert (found.added, found.changed) == (0, 0)
    assert reader.snapshot.projects == ("", "Billing")
    reader.holds_all()


def test_one_of_several_projects_that_was_renamed_is_read_anew() -> None:
    projects = tuple(Reader(site(), PAYMENTS).project(key).id for key in ("PAY", "WEB"))
    reader = Reader(site(), Scope(projects))
    reader.happen("renamed project", project="PAY", name="Billing")
    for _ in range(4):
        reader.go_on()
    reader.holds_all()
    assert reader.snapshot.projects == ("", "Billing", "Web shop")


def test_sprints_that_were_renamed_moved_or_taken_are_as_they_are_now(reader: Reader) -> None:
    team = reader.project().teams[0]
    sprint = next(one for one in reversed(team.iterations) if one.first_day)
    reader.happen("renamed sprint", sprint=sprint.id, name="The last one")
    reader.go_on()
    reader.holds_all()
    assert "The last one" in {one.name for one in reader.snapshot.sprints}
    assert sprint.first_day
    sprint.first_day += 86_400_000
    new = reader.project().iterations.below("A new one", 999_001, sprint.first_day, sprint.last_day)
    reader.site.azure.organisation.nodes[new.id] = new
    team.iterations = [*team.iterations[1:], new]
    reader.revise(reader.own()[3].id, System_IterationId=new.id)
    reader.go_on()
    reader.holds_all()
    assert "A new one" in {one.name for one in reader.snapshot.sprints}


def test_work_in_a_new_area_of_a_team_is_the_teams(reader: Reader) -> None:
    project = reader.project()
    new = project.teams[0].area.below("New", 999_002)
    reader.site.azure.organisation.nodes[new.id] = new
    item = reader.own()[4].id
    reader.revise(item, System_AreaId=new.id)
    reader.go_on()
    reader.holds_all()
    assert all(shown[reader.snapshot.row_of(item)] for shown in reader.snapshot.on_board.values())


def test_an_imported_revision_whose_date_lies_years_before_moves_no_clock_back(reader: Reader) -> None:
    reader.site.happen("moved", item=reader.open(), at_ms=1_500_000_000_000)
    reader.go_on()
    reader.holds_all()
    assert reader.snapshot.findings["clock went backwards"] == 1


def test_a_state_that_nobody_listed_asks_for_the_process(reader: Reader) -> None:
    project = reader.project()
    for states in project.states.values():
        states.insert(1, ("Refined", "InProgress"))
    reader.revise(reader.own()[5].id, System_State="Refined")
    assert why(reader) == "process or boards changed"
    reader.revise(reader.own()[6].id, System_State="Refined")
    reader.go_on()
    reader.holds_all()


@pytest.mark.parametrize("part", ["category", "column", "bugs", "team"])
def test_what_hardly_ever_changes_is_noticed_within_some_increments(part: str) -> None:
    reader = Reader(site(replace(ODD, bugs="asRequirements")), PAYMENTS)
    project = reader.project()
    if part == "category":
        project.states["User Story"][-2] = (project.states["User Story"][-2][0], "Resolved")
    elif part == "column":
        project.teams[0].columns[1] = ("Other", *project.teams[0].columns[1][1:])
    elif part == "bugs":
        reader.site.azure.answers.process = replace(ODD, bugs="asTasks")
    else:
        project.teams.append(replace(project.teams[0], id=project.id, name="Another team"))
    told = []
    for _ in range(len(reader.kept.marks)):
        reader.happen("described", item=reader.own()[5].id)
        told.append(why(reader))
    assert "process or boards changed" in told
    reader.holds_all()


def test_a_token_that_is_too_old_asks_for_a_whole_reading(reader: Reader) -> None:
    tokens = set(reader.kept.tokens.values())

    def forgotten(asked: Asked, reply: Reply) -> Reply:
        is_late = asked.query.get("continuationToken") in tokens
        return answer({"message": "The continuation token is not valid."}, status=400) if is_late else reply

    reader.changing = forgotten
    reader.happen("described", item=reader.open())
    assert why(reader) == "place lost"
    reader.happen("moved", item=reader.open())
    assert why(reader) == ""
    reader.holds_all()


def test_a_project_that_is_to_be_seen_no_more_asks_for_a_whole_reading(reader: Reader) -> None:
    reader.happen("hidden", project="PAY")
    with pytest.raises(increments.MustReadWhole, match="projects changed"):
        reader.go_on()


def test_a_token_that_was_revoked_is_refused(reader: Reader) -> None:
    reader.site.azure.sign_in = "page"
    reader.changing = lambda _, __: answer(b"<html>", status=203, kind="text/html")
    with pytest.raises(CredentialRefused):
        reader.go_on()
    assert FOREIGN_PAT not in str(reader.kept.tokens)


def test_more_than_is_worth_a_chain_of_pages_asks_for_a_whole_reading(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "PAGE", 3)
    reader.site.azure.answers.page = 3
    for item in reader.own()[:20]:
        reader.happen("described", item=item.id)
    assert why(reader) == "too much changed"


def test_many_that_vanish_at_once_ask_for_a_whole_reading(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(increments, "_MOST_UNCLEAR", 3)
    for item in reader.own()[:4]:
        reader.happen("hidden", item=item.id)
    assert why(reader) == "too much changed"


def without(item: int) -> Answering:
    """A feed that never tells of an item."""

    def changing(asked: Asked, reply: Reply) -> Reply:
        if not asked.path.endswith("/workitemrevisions"):
            return reply
        page = json.loads(reply.body)
        return answer(page | {"values": [one for one in page["values"] if one["id"] != item]})

    return changing


def test_an_item_that_the_feed_never_gives_is_as_it_is_today() -> None:
    item = Reader(site(), PAYMENTS).open()
    reader = Reader(site(), PAYMENTS, without(item))
    for points in (1.0, 2.0, 3.0):
        reader.happen("re-estimated", item=item, points=points)
        assert reader.go_on().changed == 1
        reader.holds_all()
    assert reader.go_on().changed == 0
    reader.happen("hidden", item=item)
    assert reader.go_on().hidden == 1
    reader.holds_all()


def test_a_new_item_of_which_the_feed_does_not_tell_yet_comes_nevertheless(reader: Reader) -> None:
    item = reader.happen("created", project="PAY")
    reader.changing = without(item)
    assert reader.go_on().added == 1
    reader.changing = lambda _, reply: reply
    reader.go_on()
    reader.holds_all()


def test_parents_are_asked_of_the_links_where_items_do_not_say_them() -> None:
    def older(asked: Asked, reply: Reply) -> Reply:
        if not asked.path.endswith("/wit/fields"):
            return reply
        value = [one for one in json.loads(reply.body)["value"] if one["referenceName"] != "System.Parent"]
        return answer({"value": value})

    reader = Reader(site(), PAYMENTS, older)
    assert reader.snapshot.items.parent.any()
    reader.happen("created", project="PAY", parent=reader.own()[0].id)
    reader.go_on()
    reader.holds_all()


def test_an_item_of_which_the_feed_tells_too_little_is_as_it_is_today(reader: Reader) -> None:
    item = reader.open()
    closed = len(next(one for one in reader.own() if one.id == item).revisions) + 1

    def changing(asked: Asked, reply: Reply) -> Reply:
        if not asked.path.endswith("/workitemrevisions"):
            return reply
        page = json.loads(reply.body)
        for one in page["values"]:
            if (one["id"], one["rev"]) == (item, closed):
                del one["fields"]["System.State"]
        return answer(page)

    reader.changing = changing
    for points in (1.0, 2.0, 3.0):
        reader.happen("re-estimated", item=item, points=points)
        assert reader.go_on().changed == 1
        reader.holds_all()
    assert len(reader.snapshot.estimates.item[reader.snapshot.estimates.item == reader.snapshot.row_of(item)]) == 0


def test_a_change_that_was_still_to_come_is_believed_when_its_time_has_come(reader: Reader) -> None:
    item = reader.open()
    reader.site.happen("moved", item=item, at_ms=(reader.clock + 9000) * 1000)
    for _ in range(4):
        reader.go_on()
        reader.holds_all()
    assert not reader.snapshot.findings
