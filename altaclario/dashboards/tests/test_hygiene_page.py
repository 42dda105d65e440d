"""The hygiene page of small teams: what it says when there is much, little, or nothing to mend."""

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from altaclario.charts.messages import english
from altaclario.dashboards.hygiene.queries import MOST, Tracker
from altaclario.dashboards.tests.asking import JIRA, figure, hygiene, listed, said, value
from altaclario.metrics import standing_checks
from altaclario.snapshots.snapshot import Flag, Snapshot, Stage
from tests import building
from tests.building import STATUSES, Item, item, snapshot

NEW, STARTED = "2026-02-20 08:00 To Do", "2026-03-02 09:00 In Progress"
REJECTED = {**STATUSES, "Rejected": Stage.CANCELLED}
AZURE = Tracker("azure-devops", "https://dev.azure.com/acme/_workitems/edit/")


def _done(number: int, *moves: str) -> Item:
    return item(f"PAY-{number}", NEW, *moves, "2026-03-04 09:00 Done", flags=Flag.ASSIGNED)


def test_a_rule_says_what_it_moves_and_how_to_find_its_items() -> None:
    # Nine items take 3 days, six went straight to done and count 1: p85 of 15 is the 13th, 3; of the nine it is 3 too.
    # The window is one week: fifteen with all, nine without those six. All fifteen were closed within one minute.
    team = snapshot(*(_done(n, STARTED) for n in range(1, 10)), *map(_done, range(10, 16)))
    page = hygiene(team, "2026-03-08", since="2026-03-02", until="2026-03-08")
    (bulk, start) = sorted(page.remedies, key=lambda one: one.name)
    assert (bulk.name, start.name) == ("bulk-close", "no-start")
    assert english(start.amount) == "6 items · 40 % of what was finished"
    assert english(start.effect) == "moves throughput by +6 a week"
    assert start.query == "id IN (100, 110, 120, 130, 140, 150) ORDER BY id"
    assert english(start.language) == "JQL"
    assert start.address.startswith("https://acme.atlassian.net/issues/?jql=id%20IN")
    assert QueryDict(start.address.partition("?")[2]).dict() == {"jql": start.query}
    assert value(page, "To mend") == "15 items"
    assert listed(page)[0] == ["PAY-10", "Closed in bulk, No start", "Story", "Done"]


@pytest.mark.parametrize(
    ("team", "told", "trust"),
    [
        (snapshot(), "There is no item to look at.", "–"),
        (snapshot(item("PAY-1", NEW)), "Nothing to mend: every item passes every rule.", "–"),
        (snapshot(_done(1, STARTED)), "Nothing to mend: every item passes every rule.", "100"),
        (
            snapshot(item("PAY-1", NEW, "2026-03-03 09:00 Rejected"), statuses=REJECTED),
            "The only item is cancelled: there is nothing to look at.",
            "–",
        ),
        (
            snapshot(*(item(f"PAY-{n}", NEW, "2026-03-03 09:00 Rejected") for n in (1, 2)), statuses=REJECTED),
            "All 2 items are cancelled: there is nothing to look at.",
            "–",
        ),
        (
            snapshot(item("PAY-1", "2025-01-01 09:00 In Progress", "2025-01-02 09:00 Done")),
            "Nothing is open, and nothing was finished in this window.",
            "–",
        ),
        (
            snapshot(item("PAY-1", NEW, flags=Flag.CLOCK_CLAMPED)),
            "No figure stands on anything yet; 1 item is to mend.",
            "–",
        ),
        (
            snapshot(item("PAY-1", STARTED, flags=Flag.CLOCK_CLAMPED | Flag.ASSIGNED)),
            "100 % of what the figures stand on can be trusted; 1 item to mend.",
            "100",
        ),
    ],
)
def test_every_state_has_words(team: Snapshot, told: str, trust: str) -> None:
    page = hygiene(team, "2026-03-08")
    assert said(page) == told
    assert english(figure(page, "Trust").value) == trust
    assert all(english(one.context) for one in page.figures)
    assert page.items.rows or english(page.items.empty)


def test_a_query_names_a_hundred_items_at_most_and_says_so() -> None:
    team = snapshot(*(item(f"PAY-{n}", NEW, flags=Flag.CLOCK_CLAMPED) for n in range(1, MOST + 6)))
    (skew,) = hygiene(team, "2026-03-08").remedies
    assert english(skew.language) == "JQL, the first 100"
    assert skew.query.count(",") == MOST - 1
    assert len(skew.address) < 2000
    assert (len(skew.keys), english(skew.more)) == (20, "and 85 more")
    assert english(hygiene(team, "2026-03-08").items.caption).startswith("105 items · keys only")


def test_azure_devops_is_asked_in_its_own_language_within_a_project() -> None:
    team = snapshot(item("PAY-1", NEW, flags=Flag.CLOCK_CLAMPED), project_ids={"PAY": "../x?y=1"})
    (skew,) = hygiene(team, "2026-03-08", tracker=AZURE).remedies
    assert skew.query.endswith("FROM WorkItems WHERE [System.Id] IN (10)")
    assert skew.address.startswith("https://dev.azure.com/acme/..%2Fx%3Fy%3D1/_workitems?_a=query&wiql=SELECT%20")
    (nowhere,) = hygiene(team, "2026-03-08", tracker=Tracker("jira")).remedies
    assert nowhere.address == ""


def test_the_page_writes_no_name_of_a_tracker_into_a_query_or_an_address() -> None:
    rude = '<script>alert(1)</script>"'
    team = snapshot(item(f"{rude}-1", NEW, flags=Flag.CLOCK_CLAMPED), project_ids={rude: rude})
    for tracker in (JIRA, AZURE):
        page = hygiene(team, "2026-03-08", tracker=tracker)
        html = render_to_string("dashboards/dashboard.html", {"title": "", "page": page})
        assert "<script>alert" not in html
        assert rude not in page.remedies[0].query + page.remedies[0].address


def test_an_iteration_that_two_teams_share_is_one_sprint() -> None:
    inside = [(name, "2026-03-02 10:00") for name in ("S1", "S2")]
    for ids, is_found in ((("7-a", "7-b"), False), (("7-a", "8-a"), True)):
        sprints = [building.sprint(name, id=id) for name, id in zip(("S1", "S2"), ids, strict=True)]
        told = standing_checks.two_sprints(building.seen(item("PAY-1", sprints=inside), sprints=sprints))
        assert (told.found.tolist(), told.of.tolist()) == ([is_found], [True])
