"""A file says all that was chosen and nothing else: taken in again it changes nothing, and what is none is refused."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from altaclario.charts.messages import english
from altaclario.connections.models import Connection
from altaclario.dashboards import every
from altaclario.dashboards.choosing import file_of_choices
from altaclario.dashboards.trackers import Trackers
from altaclario.metrics.chosen import Pair, WorkClass
from altaclario.metrics.settings import Settings
from altaclario.metrics.written import GENERAL, OF_TRACKER
from altaclario.snapshots.snapshot import Stage
from altaclario.workspaces.models import Workspace
from tests import building, forms, random_teams
from tests.cast import House
from tests.crawling import words
from tests.remembering import Memory
from tests.slow_figures import Team

STATUSES = [*building.STATUSES]
_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
_SETS = st.frozensets(_WORDS, max_size=3)
_SOME = st.frozensets(st.sampled_from(STATUSES), min_size=1, max_size=2)
PAIRS = st.tuples(st.sampled_from(["Build", "Wait"]), _SOME, _SOME).filter(lambda one: not one[1] & one[2])
_ONE, _OTHER = frozenset({"3"}), frozenset({"4"})
CLASSES = st.builds(WorkClass, st.just("Expedite"), _SETS.filter(bool), _SETS, _SETS)
EVERY = st.builds(
    Settings,
    clock=st.sampled_from(["calendar", "working"]),
    weekdays=st.text("01", min_size=7, max_size=7).filter(lambda week: "1" in week),
    holidays=st.frozensets(st.dates(date(2026, 2, 1), date(2026, 4, 1)), max_size=5).map(
        lambda few: tuple(sorted(few))
    ),
    restart=st.sampled_from(["first", "last"]),
    elapsed=st.booleans(),
    percentiles=st.frozensets(st.integers(1, 100), min_size=1, max_size=6).map(lambda few: tuple(sorted(few))),
    window_days=st.sampled_from([30, 84, 182, 365]),
    sle_days=st.none() | st.integers(1, 50),
    sle_share=st.integers(1, 100),
    untouched_days=st.integers(1, 50),
    stages=st.dictionaries(st.sampled_from(STATUSES), st.sampled_from([*Stage]), max_size=5),
    wip_limits=st.dictionaries(st.sampled_from(STATUSES), st.integers(1, 9), max_size=3),
    blocked_statuses=st.frozensets(st.sampled_from(STATUSES), max_size=2),
    blocked_labels=_SETS,
    cancelled_resolutions=_SETS,
    defect_types=st.none() | _SETS,
    pairs=PAIRS.map(lambda one: (Pair(*one),)) | st.just(()),
    classes=CLASSES.map(lambda one: (one,)) | st.just(()),
    release_by=st.sampled_from(["iteration", "tag", "area"]),
)


@given(EVERY)
def test_what_a_file_says_is_what_was_chosen(chosen: Settings) -> None:
    held = building.snapshot(building.item("PAY-1"))
    said = file_of_choices.text("acme", "", chosen, {"a": (chosen, held)})
    found = file_of_choices.read(said.encode())
    file_of_choices.see_words(found.trackers["a"], held)
    general = file_of_choices.settings(found.general, GENERAL, Settings())
    assert file_of_choices.settings(found.trackers["a"], OF_TRACKER, general) == chosen


@trying(max_examples=20, deadline=None)
@given(EVERY, random_teams.crowds(), st.sampled_from(["", Pair("Build", _ONE, _OTHER).key]))
def test_whatever_can_be_chosen_keeps_every_page_alive(chosen: Settings, team: Team, pair: str) -> None:
    held = building.snapshot(*team.items, sprints=team.sprints, statuses=team.statuses)
    tracker = Connection(workspace=Workspace(pk=1))
    for dashboard in every.DASHBOARDS.values():
        which = Trackers([tracker], tracker, None, {"pair": pair})
        assert english(dashboard.told(held, chosen, which, team.today).answer)


def test_what_was_done_first_and_begun_later_keeps_home_alive() -> None:
    """A week ago it was done without a beginning, since then it was begun: that is no length below nothing."""
    item = building.item("PAY-1", "2026-03-10 09:00 Done", "2026-03-11 09:00 To Do", "2026-03-18 09:00 In Progress")
    which = Trackers([tracker := Connection(workspace=Workspace(pk=1))], tracker, None, {})
    told = every.DASHBOARDS["home"].told(building.snapshot(item), Settings(), which, date(2026, 3, 20))
    assert english(told.answer)


REFUSED = {
    "another version": ("format = 2", "of another version"),
    "no version": ('workspace = "{slug}"', "of another version"),
    "no TOML": ("format = ", "no TOML"),
    "a number without an end": (f"format = {'1' * 5000}", "no TOML"),
    "a truth as the version": ("format = true", "of another version"),
    "a day far away": (
        'format = 1\nworkspace = "{slug}"\n[general]\nholidays = ["9999-12-31"]',
        'under "holidays"',
    ),
    "unknown words": ('format = 1\nworkspace = "{slug}"\n[general]\ncolour = 1', "not known here: colour"),
    "what cannot be": ('format = 1\nworkspace = "{slug}"\n[general]\nsle_share = 101', 'under "sle_share"'),
    "a truth that is a number": ('format = 1\nworkspace = "{slug}"\n[general]\nelapsed = 1', 'under "elapsed"'),
    "no working day": ('format = 1\nworkspace = "{slug}"\n[general]\nweekdays = "0000000"', "cannot be: weekdays"),
    "another workspace": ('format = 1\nworkspace = "other"', "of another workspace"),
    "another team": ('format = 1\nworkspace = "{slug}"\nteam = "x"', "of another team"),
    "another tracker": ('format = 1\nworkspace = "{slug}"\n[trackers.x]', "not connected here"),
    "unknown statuses": (
        'format = 1\nworkspace = "{slug}"\n[trackers.{key}]\nstages = {{"x" = "done"}}',
        "no such status: x",
    ),
    "too large": ("#" * 300_000, "larger than"),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.any_database
@pytest.mark.parametrize("wrong", REFUSED)
def test_what_is_none_is_refused_and_changes_nothing(
    wrong: str, ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    memory.publisher.publish(acme.workspace.owner_key, connection.key, building.snapshot(building.item("PAY-1")))
    memory.of(connection)
    said, why = REFUSED[wrong]
    text = said.format(slug=acme.slug, key=connection.key)
    answer = ada.post(f"/w/{acme.slug}/counting/import/file", {"file": SimpleUploadedFile("x.toml", text.encode())})
    assert answer.status_code == 422
    assert why in words(answer.content.decode())
    assert Workspace.objects.get(pk=acme.workspace.pk).counting == {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.any_database
def test_a_file_that_is_taken_along_comes_back(
    ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    memory.publisher.publish(acme.workspace.owner_key, connection.key, building.snapshot(building.item("PAY-1")))
    memory.of(connection)
    path, taken = f"/w/{acme.slug}/counting/", f"/w/{acme.slug}/counting/import/file"
    for section, typed in {"lengths": {"percentiles": "50, 90"}, "workflow": {"limit-Testing": "4"}}.items():
        assert ada.post(f"{path}{section}", forms.sent(ada.get(f"{path}{section}"), f"{path}{section}") | typed)
    said = ada.get(f"{path}export.toml")
    assert said.headers["Content-Disposition"] == 'attachment; filename="counting.toml"'
    kept = Connection.objects.get(pk=connection.pk).counting
    assert kept
    Connection.objects.update(counting={})
    Workspace.objects.update(counting={})
    looked = ada.post(taken, {"text": said.content.decode()})
    assert looked.status_code == 200
    assert Workspace.objects.get(pk=acme.workspace.pk).counting == {}
    assert ada.post(taken, forms.sent(looked, taken) | {"save": "1"}).status_code == 302
    assert Workspace.objects.get(pk=acme.workspace.pk).counting == {"percentiles": [50, 90]}
    assert Connection.objects.get(pk=connection.pk).counting == kept
    assert ada.get(f"{path}export.toml").content == said.content
