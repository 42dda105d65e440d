"""A site far larger than most: read whole, figured, and told in the same sentences."""

from datetime import UTC, date, datetime

from altaclario.dashboards import answers
from altaclario.metrics.questions import FlowQuestion
from altaclario.metrics.settings import Settings
from altaclario.simulator import generating
from altaclario.simulator.generating import Wish, generate
from altaclario.simulator.serving import Simulated, running
from tests.conftest import NOW, read
from tests.depth import DEEP

ISSUES = 200_000 if DEEP else 12_000


def test_every_item_of_a_large_site_is_counted_once() -> None:
    wish = Wish(issues=ISSUES, seed=11, now_ms=NOW * 1000, teams=generating.TEAMS[:1])
    with running(Simulated(generate(wish), compresses=False)) as site:
        whole = read(site, "PAY")
    snapshot = whole.snapshot
    assert len(snapshot) == ISSUES
    assert whole.requests <= 1.15 * ISSUES / 100 + 20
    assert snapshot.size_bytes / ISSUES <= 120
    today = datetime.fromtimestamp(NOW, UTC).date()
    answer = answers.answer(snapshot, Settings(), FlowQuestion(date(2026, 1, 1), today), today)
    counts = answer.counts
    assert counts.items + counts.sub_tasks + counts.parents == ISSUES
    assert answer.figures.throughput.total == int(answer.series.throughput.sum())
