"""The quality page of small teams: what it says when there is much, little, or nothing to say."""

import pytest

from altaclario.charts.messages import english
from altaclario.dashboards.tests.asking import chart, figure, listed, quality, said, value
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Snapshot
from tests.building import Item, item, snapshot, version

NEW = "2026-02-02 09:00 To Do"
DAYS = [day for day in range(2, 28) if day not in (7, 8, 14, 15, 21, 22)]


def _bug(number: int, created: str = "2026-03-09", *moves: str, **more: object) -> Item:
    return item(f"PAY-{number}", f"{created} 09:00 To Do", *moves, type="Bug", **more)


def _busy(new: int) -> Snapshot:
    """One item finished on each of twenty working days, half of them defects; so many new ones; six stories open."""
    done = [
        item(f"PAY-{n}", NEW, f"2026-03-{day:02} 09:00 Done", type="Bug" if n % 2 else "Story")
        for n, day in enumerate(DAYS, 1)
    ]
    inside = [_bug(number, affects=["1.0"], priority="High") for number in range(31, 31 + new)]
    left = [item(f"PAY-{number}", NEW) for number in range(51, 57)]
    return snapshot(*done, *inside, *left, versions=[version("1.0", "2026-03-06")])


def test_the_answer_is_what_the_inflow_takes_and_costs() -> None:
    page = quality(_busy(10), "2026-03-29", since="2026-03-02", until="2026-03-29")
    assert said(page) == (
        "Defect inflow takes 50 % of throughput. It costs the 6 other open items 10 working days, with 85 % certainty."
    )
    assert value(page, "Open p1") == "10 defects"
    assert value(page, "Escaped") == "10 defects"
    assert value(page, "Costs") == "+10 working days"
    assert value(page, "Age p85") == "21 days"
    assert english(chart(page, "escapes").finding) == "10 defects escaped with the last release"
    assert english(chart(page, "inflow").finding) == "10 defects came in, 10 were closed: as many as before"
    assert listed(page)[0] == ["PAY-31", "21 d", "High", "To Do", "Bug", "1.0"]


def test_more_defects_than_work_is_said_without_a_share() -> None:
    page = quality(_busy(25), "2026-03-29", since="2026-03-02", until="2026-03-29")
    assert said(page).startswith("More defects came in than anything got done: 25 against 20 items.")


@pytest.mark.parametrize(
    ("team", "settings", "told"),
    [
        (snapshot(), Settings(), "There is no item to look at."),
        (snapshot(item("PAY-1", NEW)), Settings(), "No defect was ever reported here."),
        (snapshot(_bug(1)), Settings(defect_types=frozenset({"x"})), "No type of item is a defect here."),
        (snapshot(_bug(1)), Settings(), "Nothing was finished in this window; 1 defect is open."),
        (
            snapshot(_bug(1, "2025-01-01"), item("PAY-2", NEW, "2026-03-03 09:00 Done")),
            Settings(),
            "No defect came in; 1 is open.",
        ),
    ],
)
def test_every_state_has_words(team: Snapshot, settings: Settings, told: str) -> None:
    page = quality(team, "2026-03-29", settings, since="2026-03-02", until="2026-03-29")
    assert said(page) == told
    assert all(english(one.context) for one in page.figures)
    assert all(one.drawing is not None or english(one.why) for one in page.charts)
    assert english(figure(page, "Escaped").context) == "no item says which release it affects"
