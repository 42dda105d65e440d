"""Hostile names in whatever a tracker lets people name, of both trackers: words on every page, and in every report."""

import contextlib
import csv
import io
import re
from collections.abc import Callable, Iterable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from altaclario.config import command
from altaclario.connections.models import Connection
from altaclario.declarations import dashboards
from altaclario.simulator.azure.organisation import Organisation
from altaclario.simulator.serving import Simulated
from tests.cast import House, connected, connected_to_organisation, shared, team_of
from tests.remembering import Read
from tests.walls import hostile

_NUMBER = re.compile(r"-\d+(\.\d+)?")
pytestmark = pytest.mark.django_db(transaction=True)
Put = Callable[[str], None]
_STATE = "System.State"


def jira_names(site: Simulated) -> list[Put]:
    """Each place of the site that holds a name which people gave."""
    tracker = site.tracker
    rows = [*tracker.statuses, *tracker.types, *tracker.resolutions, *tracker.projects.values()]
    rows += [one for board in tracker.boards.values() for one in board.sprints]
    rows += [one for several in tracker.versions.values() for one in several]
    boards = [_attribute(board) for board in tracker.boards.values()]
    return [_entry(row) for row in rows] + boards


def azure_names(site: Simulated) -> list[Put]:
    """The same of the organisation: its teams, iterations, columns, and the states of its items."""
    organisation = site.azure.organisation
    projects = organisation.projects.values()
    nodes = [node for project in projects for node in project.iterations.all() if node.parent]
    teams = [team for project in projects for team in project.teams]
    columns = [_column(team.columns, place) for team in teams for place in range(len(team.columns))]
    states = {name for project in projects for several in project.states.values() for name, _ in several}
    of_states = [_state(organisation, name) for name in sorted(states)]
    return [*map(_attribute, [*nodes, *teams]), *columns, *of_states]


def _entry(row: dict[str, Any]) -> Put:
    return lambda said: row.update(name=said)


def _attribute(thing: Any) -> Put:
    return lambda said: setattr(thing, "name", said)


def _column(columns: list[tuple[str, str, bool]], place: int) -> Put:
    def put(said: str) -> None:
        columns[place] = (said, *columns[place][1:])

    return put


def _state(organisation: Organisation, name: str) -> Put:
    """In the process of every project, and in every revision that entered it."""
    listed = [
        (several, place)
        for project in organisation.projects.values()
        for several in project.states.values()
        for place, (one, _) in enumerate(several)
        if one == name
    ]
    changes = [
        revision.changes
        for item in organisation.items.values()
        for revision in item.revisions
        if revision.changes.get(_STATE) == name
    ]

    def put(said: str) -> None:
        for several, place in listed:
            several[place] = (said, several[place][1])
        for one in changes:
            one[_STATE] = said

    return put


@pytest.fixture(params=["jira", "azure"])
def named(request: pytest.FixtureRequest, acme: House, own_site: Simulated) -> tuple[Connection, list[Put]]:
    """A connection to either tracker, and where its names are."""
    if request.param == "jira":
        return connected(acme.workspace, own_site, acme.ada), jira_names(own_site)
    return connected_to_organisation(acme, own_site), azure_names(own_site)


def test_what_a_tracker_names_is_shown_as_text(
    ada: Client,
    acme: House,
    own_site: Simulated,
    named: tuple[Connection, list[Put]],
    read: Read,
    record_property: Any,
) -> None:
    connection, places = named
    strings = hostile.sample(min(len(places), len(hostile.every())))
    team_of(acme, connection, boards=connection.boards, projects=connection.projects)
    for put in places:
        put("harmless")
    assert read(connection).state == "done"
    guest, shown = Client(), set[str]()
    link, token = shared(acme, connection, frame_ancestors=["https://wiki.test"])
    guest.get(f"/s/{token}")
    paths = dict.fromkeys(pages(acme, connection), ada)
    paths |= {reverse("shared", args=[link.pk]): guest, reverse("share-framed", args=[token]): Client()}
    known = {path: len(hostile.shape(who.get(path).content.decode())) for path, who in paths.items()}
    turns = range(0, len(strings), len(places))
    for begin in turns:
        for place, put in enumerate(places):
            put(strings[(begin + place) % len(strings)])
        assert read(connection).state == "done"
        for path, who in paths.items():
            text = who.get(path).content.decode()
            nodes = hostile.shape(text)
            assert (path, hostile.grown_of(nodes), len(nodes)) == (path, [], known[path])
            words = unescape(text)
            shown |= {said for said in strings if said in words}
        is_a_page_of_a_terminal(own_site, connection)
        for path in files(acme, connection):
            rows = list(csv.reader(io.StringIO(ada.get(path).content.decode(), newline="")))
            assert {len(row) for row in rows} == {len(rows[0])}, path
            runs = [cell for row in rows for cell in row if cell.lstrip().startswith(hostile.FORMULAS)]
            assert [cell for cell in runs if not _NUMBER.fullmatch(cell)] == [], path
    assert len(shown) > 10
    record_property(
        "counted",
        f"hostile strings, of {connection.provider}: {len(strings)} in {len(places)} places, {len(turns)} readings,"
        f" {len(paths)} pages each and a report; {len(shown)} seen word for word",
    )


def files(acme: House, connection: Connection) -> list[str]:
    """Of each dashboard its list of items, for a spreadsheet."""
    return [f"/w/{acme.slug}/{name}/items.csv?connection={connection.pk}" for name in dashboards.NAMES]


def pages(acme: House, connection: Connection) -> list[str]:
    here = f"/w/{acme.slug}"
    asked = f"connection={connection.pk}"
    return [
        *(f"{here}/{name}?{asked}" for name in dashboards.NAMES),
        *(f"{here}/shares/new?{asked}&dashboard={name}" for name in dashboards.NAMES),
        *(f"{here}/shares/preview?{asked}&dashboard={name}&keys=on" for name in dashboards.NAMES),
        f"{here}/shares/",
        f"{here}/connections/{connection.pk}/",
        f"{here}/connections/{connection.pk}/scope",
        f"{here}/connections/",
        f"{here}/teams/",
        *(f"{here}/teams/{one.pk}/" for one in acme.workspace.teams.all()),
    ]


def is_a_page_of_a_terminal(site: Simulated, connection: Connection) -> None:
    """What the command prints: lines of printable signs, whatever a name tells a terminal to do."""
    is_jira = connection.provider == "jira"
    where = ["--url", site.url, "--email", site.email] if is_jira else ["--url", site.azure_url]
    projects = [word for one in connection.projects for word in ("--project", str(one))]
    words = ["--provider", connection.provider, *where, "--allow-network", "127.0.0.0/8", "--token-env", "TEST_TOKEN"]
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()) as said:
        patch.setenv("TEST_TOKEN", site.token if is_jira else site.pat)
        assert command.main(["report", *words, *projects, "--dashboard", "sprint"]) == 0
    assert steering(said.getvalue().splitlines()) == []


def steering(lines: Iterable[str]) -> list[str]:
    """Those lines that hold a sign which steers instead of being read."""
    return [line for line in lines if not line.isprintable()]


def test_a_key_that_is_none_becomes_no_figure_and_no_node(
    ada: Client, acme: House, own_site: Simulated, read: Read
) -> None:
    """Many at once: each string is the key of an item of its own."""
    connection = connected(acme.workspace, own_site, acme.ada)
    strings = hostile.sample(20)
    for begin in range(0, len(strings), 100):
        some = strings[begin : begin + 100]
        for issue, said in zip(own_site.tracker.issues.values(), some, strict=False):
            issue.key = said
        read(connection)
        for path in pages(acme, connection):
            text = ada.get(path).content.decode()
            words = unescape(text)
            assert hostile.grown(text) == [], path
            assert [said for said in some if said in words and hostile.MARK in said] == [], path
