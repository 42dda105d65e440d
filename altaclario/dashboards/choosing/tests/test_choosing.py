"""What is chosen counts on every page, is looked at before, is noted, and is whose it is."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from altaclario.audit.models import Note
from altaclario.connections.models import Connection
from altaclario.dashboards import every, frozen, parameters, questions
from altaclario.dashboards.choosing import ics
from altaclario.dashboards.choosing.sections import SECTIONS
from altaclario.dashboards.hygiene import asked as of_hygiene
from altaclario.dashboards.quality import asked as of_quality
from altaclario.metrics.chosen import Pair
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Area
from altaclario.workspaces.models import Team, Workspace
from tests import building, forms
from tests.cast import House, joined, signed_in, team_of
from tests.crawling import words
from tests.remembering import Memory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]

CALENDAR: dict[str, Any] = {"clock": "working", "weekdays": ["0", "1", "2", "3", "4"], "holidays": ""}
KEY = Pair("Build", frozenset({"3"}), frozenset({"4"})).key
BUILD: dict[str, Any] = {"name-1": "Build", "start-1": ["In Progress"], "finish-1": ["Testing"]}


@pytest.fixture
def held(acme: House, connection: Connection, memory: Memory) -> Connection:
    """Acme with twelve items, each from a Thursday to the Tuesday after: six days of the calendar, four of work."""
    today = timezone.now().date()
    thursday = today - timedelta((today.weekday() - 3) % 7 + 14)
    begun = [thursday - timedelta(7 * place) for place in range(6)] * 2
    items = building.snapshot(
        *(
            building.item(
                f"PAY-{place}", f"{day} 08:00 To Do", f"{day} 09:00 In Progress", f"{day + timedelta(5)} 15:00 Done"
            )
            for place, day in enumerate(begun, start=1)
        ),
        read_at=int(timezone.now().timestamp()),
    )
    memory.publisher.publish(acme.workspace.owner_key, connection.key, items)
    memory.of(connection)
    return connection


def at(house: House, section: str = "", more: str = "") -> str:
    return f"/w/{house.slug}/counting/{section}{more}"


def save(browser: Client, path: str, **more: Any) -> Any:
    """Send the form of a page with this filled in."""
    return browser.post(path, forms.sent(browser.get(path), path) | more)


def test_a_look_shows_what_changes_and_changes_nothing(ada: Client, acme: House, held: Connection) -> None:
    path = at(acme, "calendar")
    shown = words(ada.post(f"{path}/preview", forms.sent(ada.get(path), path) | CALENDAR).content.decode())
    assert "Cycle time p85: 6 days → 4 days" in shown
    assert 'value="working" selected' in ada.post(f"{path}/preview", CALENDAR).content.decode()
    acme.workspace.refresh_from_db()
    assert acme.workspace.counting == {}
    assert not Note.objects.filter(what="workspace-counted").exists()


def test_what_is_saved_counts_from_the_next_page_on_and_is_noted(ada: Client, acme: House, held: Connection) -> None:
    flow = f"/w/{acme.slug}/flow?window=365"
    assert "take 6 days or less" in words(ada.get(flow).content.decode())
    answer = save(ada, at(acme, "calendar"), **CALENDAR)
    assert (answer.status_code, answer.url) == (302, at(acme))
    assert "take 4 days or less" in words(ada.get(flow).content.decode())
    note = Note.objects.get(what="workspace-counted")
    assert (note.old, note.new) == ("clock:calendar", "clock:working")
    assert "in working days" in words(ada.get(at(acme)).content.decode())


def test_a_team_counts_otherwise_and_all_else_as_everybody(ada: Client, acme: House, held: Connection) -> None:
    payments = team_of(acme, held, projects=["7"])
    assert save(ada, at(acme, "lengths"), percentiles="50, 90").status_code == 302
    assert save(ada, at(acme, "calendar", f"?team={payments.pk}"), **CALENDAR).status_code == 302
    assert Team.objects.get().counting == {"clock": "working"}
    assert Workspace.objects.get(pk=acme.workspace.pk).counting == {"percentiles": [50, 90]}
    own = words(ada.get(at(acme, more=f"?team={payments.pk}")).content.decode())
    assert "in working days" in own
    assert "percentiles 50, 90" in own
    assert "in calendar days" in words(ada.get(at(acme)).content.decode())
    # What is as in the workspace again is not the team's own any more.
    assert save(ada, at(acme, "calendar", f"?team={payments.pk}"), clock="calendar").status_code == 302
    assert Team.objects.get().counting == {}


def test_what_statuses_mean_is_kept_without_their_names(ada: Client, acme: House, held: Connection) -> None:
    path = at(acme, "workflow")
    sent = {"stage-In Progress": "backlog", "limit-Testing": "3", "blocked-Testing": "on"}
    looked = words(ada.post(f"{path}/preview", forms.sent(ada.get(path), path) | sent).content.decode())
    assert "straight to done: 0 items → 12 items" in looked
    assert save(ada, path, **sent).status_code == 302
    kept = Connection.objects.get(pk=held.pk).counting
    assert {key: len(value) for key, value in kept.items()} == {"stages": 1, "wip_limits": 1, "blocked_statuses": 1}
    assert not [name for name in ("Progress", "Testing") if name in str(kept)]
    assert "1 limit" in words(ada.get(at(acme)).content.decode())
    shown = forms.sent(ada.get(path), path)
    assert (shown["stage-In Progress"], shown["limit-Testing"]) == (["backlog"], ["3"])
    # What is chosen among words that are not in memory now stays chosen.
    Connection.objects.filter(pk=held.pk).update(counting={**kept, "wip_limits": {**kept["wip_limits"], "x": 7}})
    save(ada, path, **{"limit-Testing": ""})
    assert Connection.objects.get(pk=held.pk).counting["wip_limits"] == {"x": 7}


def with_label(house: House, connection: Connection, memory: Memory, *labels: str) -> None:
    """What is in memory has an item with these labels, and none with others."""
    items = building.item("PAY-1", "2026-03-02 09:00 In Progress", labels=labels)
    memory.publisher.drop(connection.key)
    memory.of(connection)
    memory.publisher.publish(house.workspace.owner_key, connection.key, building.snapshot(items))
    memory.of(connection)


def test_a_class_whose_label_no_item_has_now_is_one_class_still(
    ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    with_label(acme, connection, memory, "urgent")
    path = at(acme, "kinds")
    expedite = {"name-1": "Expedite", "types-1": ["Story"], "labels-1": ["urgent"]}
    assert save(ada, path, **expedite).status_code == 302
    assert save(ada, path, **{"name-2": "Rush", "labels-2": ["urgent"]}).status_code == 302
    with_label(acme, connection, memory)
    assert save(ada, path).status_code == 302
    # Under the name of one that cannot be shown, somebody makes another.
    assert save(ada, path, **{"name-2": "Rush", "types-2": ["Story"]}).status_code == 302
    with_label(acme, connection, memory, "urgent")
    shown = forms.sent(ada.get(path), path)
    assert [(shown[f"name-{n}"], shown[f"types-{n}"], shown[f"labels-{n}"]) for n in (1, 2)] == [
        (["Expedite"], ["Story"], ["urgent"]),
        (["Rush"], ["Story"], ["urgent"]),
    ]
    assert ada.get(f"/w/{acme.slug}/quality").status_code == 200
    # One that somebody takes away does not come back with its label.
    with_label(acme, connection, memory)
    save(ada, path, **{"name-1": "", "name-2": ""})
    assert Connection.objects.get(pk=connection.pk).counting == {}


def test_two_of_one_name_that_are_stored_keep_no_page_from_its_figures(
    ada: Client, acme: House, held: Connection
) -> None:
    assert save(ada, at(acme, "pairs"), **BUILD).status_code == 302
    kept = Connection.objects.get(pk=held.pk).counting
    (pair,) = kept["pairs"]
    twice = [pair, {**pair, "finish": pair["start"]}]
    Connection.objects.filter(pk=held.pk).update(counting={"pairs": twice})
    assert "Build" in words(ada.get(f"/w/{acme.slug}/flow").content.decode())


def test_while_nothing_is_in_memory_nothing_in_words_of_the_tracker_is_saved(
    ada: Client, acme: House, held: Connection, memory: Memory
) -> None:
    paths = [at(acme, name) for name, one in SECTIONS.items() if one.is_of_tracker]
    assert save(ada, at(acme, "kinds"), **{"name-1": "Expedite", "types-1": ["Story"]}).status_code == 302
    assert save(ada, at(acme, "workflow"), **{"limit-Testing": "3"}).status_code == 302
    before = Connection.objects.get(pk=held.pk).counting
    ready = {path: forms.sent(ada.get(path), path) for path in paths}
    memory.publisher.drop(held.key)
    memory.of(held)
    for path, sent in ready.items():
        answer = ada.post(path, sent)
        assert answer.status_code == 409, path
        assert "Nothing can be saved here before it was read" in words(answer.content.decode())
        assert not forms.sent(ada.get(path), path).keys() - {"csrfmiddlewaretoken", "seen"}
    assert Connection.objects.get(pk=held.pk).counting == before


def test_a_map_without_done_gets_a_sentence_on_every_dashboard(ada: Client, acme: House, held: Connection) -> None:
    path = at(acme, "workflow")
    assert save(ada, path, **{"stage-Done": "active", "stage-Closed": "backlog"}).status_code == 302
    for name in every.DASHBOARDS:
        shown = words(ada.get(f"/w/{acme.slug}/{name}").content.decode())
        assert "No status of this tracker is in the stage done" in shown, name


def test_more_than_a_limit_allows_and_another_way_to_measure_are_told_on_the_flow_page(
    ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    begun = (timezone.now() - timedelta(9)).strftime("%Y-%m-%d 09:00")
    tested = (timezone.now() - timedelta(5)).strftime("%Y-%m-%d 09:00")
    items = [building.item(f"PAY-{n}", f"{begun} In Progress", f"{tested} Testing") for n in range(1, 4)]
    memory.publisher.publish(acme.workspace.owner_key, connection.key, building.snapshot(*items))
    memory.of(connection)
    assert save(ada, at(acme, "workflow"), **{"limit-Testing": "2", "blocked-Testing": "on"}).status_code == 302
    assert save(ada, at(acme, "pairs"), **BUILD).status_code == 302
    flow = words(ada.get(f"/w/{acme.slug}/flow").content.decode())
    assert "3 items in Testing, whose limit is 2" in flow
    assert "Limits Testing 2" in flow
    built = words(ada.get(f"/w/{acme.slug}/flow?pair={KEY}").content.decode())
    assert "3 items with a known start were finished" in built
    assert "no pair of statuses" in words(ada.get(f"/w/{acme.slug}/flow?pair=1").content.decode())


def test_a_link_to_a_pair_never_shows_another_one(ada: Client, acme: House, held: Connection) -> None:
    wait = {"name-2": "Wait", "start-2": ["To Do"], "finish-2": ["Testing"]}
    assert save(ada, at(acme, "pairs"), **BUILD).status_code == 302
    assert save(ada, at(acme, "pairs"), **wait).status_code == 302
    now, fresh = timezone.now(), lambda: Connection.objects.get(pk=held.pk)
    assert frozen.board(fresh(), "flow", {"pair": KEY}, shows_keys=True, now=now)[0].page is not None
    assert frozen.understood(fresh(), "flow", {"pair": KEY}, now=now).state == {"pair": KEY}  # type: ignore[union-attr]
    assert save(ada, at(acme, "pairs"), **{"name-1": ""}).status_code == 302
    assert frozen.board(fresh(), "flow", {"pair": KEY}, shows_keys=True, now=now)[0].page is None


def test_what_a_release_is_can_be_chosen_where_there_are_areas_alone(
    ada: Client, acme: House, held: Connection, memory: Memory
) -> None:
    path = at(acme, "kinds")
    assert "release_by" not in forms.sent(ada.get(path), path)
    memory.publisher.drop(held.key)
    memory.of(held)
    azure = replace(building.snapshot(building.item("PAY-1")), areas=(Area(3, "Cards", 2),))
    memory.publisher.publish(acme.workspace.owner_key, held.key, azure)
    memory.of(held)
    assert forms.sent(ada.get(path), path)["release_by"] == ["iteration"]


def test_quality_and_hygiene_look_at_as_many_days_as_was_chosen(ada: Client, acme: House, held: Connection) -> None:
    assert save(ada, at(acme, "lengths"), window_days="30").status_code == 302
    first, today = questions.back(timezone.now().date(), 30), timezone.now().date()
    chosen = Settings(window_days=30)
    for asked in (of_quality.asked, of_hygiene.asked):
        question = asked({}, building.snapshot(building.item("PAY-1")), chosen, today).question
        assert question.first == first
    assert "pair" not in {one.name for one in parameters.QUALITY}


EVENT = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:{day}\n{more}END:VEVENT\nEND:VCALENDAR\n"
ALARM = "BEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT5M\nREPEAT:1\nEND:VALARM\n"


def test_an_alarm_says_nothing_of_an_event_and_days_far_away_are_refused() -> None:
    assert ics.days(EVENT.format(day="20261225", more=ALARM).encode()) == (date(2026, 12, 25),)
    for day, more, why in (
        ("99991231", "", "too far away"),
        ("19991231", "", "too far away"),
        ("20261225", "DURATION:P2D\n", "how long it lasts"),
        ("20261225", "RRULE:FREQ=DAILY\n", "repeats"),
    ):
        with pytest.raises(ics.NotRead, match=why):
            ics.days(EVENT.format(day=day, more=more).encode())


def test_what_means_the_same_for_every_tracker_is_never_kept_of_one(ada: Client, acme: House, held: Connection) -> None:
    assert save(ada, at(acme, "calendar", f"?connection={held.key}"), **CALENDAR).status_code == 302
    assert Connection.objects.get(pk=held.pk).counting == {}
    assert Workspace.objects.get(pk=acme.workspace.pk).counting == {"clock": "working"}


def test_of_two_who_save_at_once_the_second_is_told(ada: Client, acme: House, held: Connection) -> None:
    path = at(acme, "calendar")
    first = forms.sent(ada.get(path), path)
    assert save(ada, path, holidays="2026-12-25").status_code == 302
    late = ada.post(path, first | CALENDAR)
    assert late.status_code == 422
    assert "Somebody changed this meanwhile" in words(late.content.decode())
    assert Workspace.objects.get(pk=acme.workspace.pk).counting == {"holidays": ["2026-12-25"]}


def test_whoever_may_not_changes_nothing(acme: House, elsewhere: House, held: Connection) -> None:
    """A viewer nothing, a member their own team alone, a stranger is not told that it is there."""
    dee = joined(acme, "member")
    mine, other = team_of(acme, held, "Core", dee), team_of(acme, held, "Web")
    for who, more, status in (
        (acme.ben, "", 403),
        (dee, "", 403),
        (dee, f"?team={mine.pk}", 200),
        (dee, f"?team={other.pk}", 403),
        (elsewhere.owner, "", 404),
        (dee, f"?team={acme.workspace.pk}", 404),
        (dee, f"?connection={mine.pk}", 404),
    ):
        browser, path = signed_in(who), at(acme, "calendar", more)
        assert browser.get(path).status_code == status, path
        assert browser.post(path, {**CALENDAR, "seen": ""}).status_code == (422 if status == 200 else status)
        assert browser.post(at(acme, "calendar/preview", more), CALENDAR).status_code == status
    assert signed_in(acme.ben).get(at(acme)).status_code == 200
    assert [Workspace.objects.get(pk=acme.workspace.pk).counting, Team.objects.get(pk=other.pk).counting] == [{}, {}]


MANY = " ".join(f"20{year:02}-{month:02}-01" for year in range(40) for month in range(1, 13))
WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "no working day": ("calendar", {"weekdays": []}, "Choose one day at least"),
    "no day": ("calendar", {"holidays": "25.12.2026"}, "is no day"),
    "a day far away": ("calendar", {"holidays": "1812-12-25"}, "lies too far away"),
    "too many days": ("calendar", {"holidays": MANY}, "Up to 400 holidays"),
    "no number": ("lengths", {"percentiles": "many"}, "whole numbers from 1 to 100"),
    "no percentile": ("lengths", {"percentiles": ", "}, "one percentile at least"),
    "a pair without an end": (
        "pairs",
        {"name-1": "Build", "start-1": ["Testing"]},
        "and one in which it is",
    ),
    "a class of nothing": ("kinds", {"name-1": "Expedite"}, "Choose a type, a label or a priority"),
    "no type of defects": ("kinds", {"defects": "chosen"}, "Tick one type at least"),
    "a percentile of 101": ("lengths", {"percentiles": "101"}, "whole numbers from 1 to 100"),
    "no day to finish": ("lengths", {"sle_days": "0"}, "greater than or equal to 1"),
    "a limit of none": ("workflow", {"limit-Testing": "0"}, "greater than or equal to 1"),
    "a stage of nobody": ("workflow", {"stage-Done": "finished"}, "not one of the available choices"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_gets_a_sentence_and_nothing_is_lost(
    wrong: str, ada: Client, acme: House, held: Connection
) -> None:
    section, typed, why = WRONG[wrong]
    path = at(acme, section)
    answer = save(ada, path, **typed)
    assert answer.status_code == 422
    assert why in words(answer.content.decode())
    looked = ada.post(f"{path}/preview", forms.sent(ada.get(path), path) | typed, headers={"HX-Request": "true"})
    assert looked.status_code == 200
    assert why in words(looked.content.decode().partition('id="preview"')[2])
    assert Workspace.objects.get(pk=acme.workspace.pk).counting == {}


def test_every_section_is_there_while_memory_is_empty(
    ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    for name in SECTIONS:
        path = at(acme, name)
        shown = ada.get(path)
        assert shown.status_code == 200
        looked = words(ada.post(f"{path}/preview", forms.sent(shown, path)).content.decode())
        assert "is in memory" in looked
