"""The HTML of the dashboards: small, complete without scripts, and closed to markup that comes from a tracker."""

import gzip
import json
import re

import pytest
from django.template.loader import render_to_string

from altaclario.charts.panels import Page
from altaclario.dashboards.tests.asking import flow, sprint
from altaclario.snapshots.snapshot import Snapshot, Stage
from altaclario.web import navigation
from tests import large_team
from tests.building import item, snapshot

_LARGEST_BYTES = 60_000
_RUDE = "</script><b>&'\""


def _html(name: str, page: Page | None) -> str:
    return render_to_string("dashboards/dashboard.html", {"title": navigation.WORDS[name], "page": page})


@pytest.fixture
def demo() -> Snapshot:
    """A site as large as the demo."""
    return large_team.as_large_as_the_demo()


def test_the_flow_page_of_the_demo_is_small(demo: Snapshot) -> None:
    for query in ({}, {"window": "365"}):
        html = _html("flow", flow(demo, "2026-03-02", **query))
        assert len(gzip.compress(html.encode())) < _LARGEST_BYTES


def test_every_chart_has_its_drawing_and_every_row_beside_it(demo: Snapshot) -> None:
    for name, page in (("flow", flow(demo, "2026-03-02")), ("sprint", sprint(demo, "2026-03-02"))):
        html = _html(name, page)
        drawings = re.findall(r'<script type="application/json">(.*?)</script>', html)
        assert [set(json.loads(one)) >= {"x", "y", "marks"} for one in drawings] == [True] * len(page.charts)
        rows = sum(len(chart.twin.rows) for chart in page.charts) + len(page.items.rows)
        assert html.count('<tr><th scope="row">') == rows
        assert html.count("<figure ") == html.count('role="img"') == len(page.charts) == (6 if name == "flow" else 4)


@pytest.mark.asvs("1.2.1", "1.2.3")
def test_what_a_tracker_names_cannot_become_markup() -> None:
    statuses = {"To Do": Stage.BACKLOG, _RUDE: Stage.ACTIVE}
    moves = ("2026-03-02 09:00 To Do", f"2026-03-03 09:00 {_RUDE}")
    html = _html("flow", flow(snapshot(item("PAY-1", *moves), statuses=statuses), "2026-03-05"))
    assert _RUDE not in html
    assert "<b>&" not in html
    (drawing,) = re.findall(r'id="ageing".*?<script type="application/json">(.*?)</script>', html, re.S)
    assert json.loads(drawing)["x"]["categories"] == [f"{_RUDE}\n1 item"]


def test_each_figure_opens_its_recipe_without_a_script(demo: Snapshot) -> None:
    page = flow(demo, "2026-03-02")
    html, figures = _html("flow", page), len(page.figures) + sum(len(chart.figures) for chart in page.charts)
    assert figures == 5 + 7
    assert html.count('<details class="recipe"') == html.count('<section class="headline">') == figures
    assert html.count("<dt>Formula</dt>") == figures


def test_a_filter_is_a_menu_of_links_and_keeps_what_else_was_asked(demo: Snapshot) -> None:
    html = _html("flow", flow(demo, "2026-03-02", board="2", since="2026-02-02", until="2026-02-27"))
    assert 'href="?from=2026-02-02&amp;to=2026-02-27&amp;board=3"' in html
    assert '<input type="hidden" name="board" value="2">' in html
    assert 'name="from" value="2026-02-02"' in html


def test_a_past_day_is_a_form_and_two_links(demo: Snapshot) -> None:
    html = _html("flow", flow(demo, "2026-03-02", at="2026-02-10", board="2"))
    assert 'href="?at=2026-02-09&amp;board=2" data-previous' in html
    assert 'href="?at=2026-02-11&amp;board=2" data-next' in html
    assert 'type="date" id="at" name="at" value="2026-02-10" min="2000-01-01" max="2026-03-02"' in html
    assert "As it was known at the end of 10 Feb 2026" in html


def test_without_a_page_there_is_a_heading_and_no_chart() -> None:
    html = _html("sprint", None)
    assert (html.count("<h1>Sprint</h1>"), html.count("data-chart"), "built/chart" in html) == (1, 0, False)
