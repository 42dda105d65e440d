"""What the journeys share: the running product, with the demo and without, and a tracker to connect."""

import os
import sqlite3
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from altaclario.simulator.generating import TEAMS, Wish, generate
from altaclario.simulator.serving import Simulated, running
from altaclario.simulator.tracker import Tracker
from tests.journeys.command import ROOT
from tests.journeys.product import EVERYWHERE, Product
from tests.trackers import nobody

LOOPBACK = {f"ALTACLARIO_{of}_NETWORKS": "127.0.0.0/8" for of in ("TRACKER", "ISSUER", "WORKSPACE_ISSUER")}
"""The operator's yes to trackers and identity providers on this machine."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails shows what the product printed."""
    report = yield
    for used in getattr(item, "funcargs", {}).values():
        if isinstance(used, Product) and report.failed:
            report.sections.append(("what the product said", used.said[-4000:]))
    return report


@pytest.fixture(scope="session", autouse=True)
def _measured_where_declined(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """With `--declined` every product is one that would measure, so that there is something to decline."""
    said = {}
    if request.config.getoption("--declined"):
        folder = tmp_path_factory.mktemp("operator")
        (folder / "secret").write_text("a secret of nobody's")
        (folder / "measuring.py").write_text(
            "from ipaddress import ip_network\n"
            "from altaclario.config.settings import *\n"
            f"ANALYTICS_ID, ANALYTICS_SECRET_FILE = 'G-TEST', {str(folder / 'secret')!r}\n"
            f"ANALYTICS_URL, ANALYTICS_NETWORKS = {nobody()!r}, (ip_network('127.0.0.0/8'),)\n"
        )
        said = {"DJANGO_SETTINGS_MODULE": "measuring", "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
    EVERYWHERE.update(said)
    yield
    EVERYWHERE.clear()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product with its demo, as `python3 run.py` starts it; nobody may change it."""
    product = Product(tmp_path_factory.mktemp("demo"))
    try:
        yield product.start()
        product.stop()
    finally:
        product.kill()


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product without its demo, whose operator lets it contact trackers on this machine."""
    product = Product(tmp_path_factory.mktemp("own"), ("--no-demo",), LOOPBACK)
    try:
        yield product.start()
        product.stop()
    finally:
        product.kill()


@pytest.fixture(autouse=True)
def _nobody_tried_before(request: pytest.FixtureRequest) -> None:
    """On a quick machine more people sign up in a minute than may from one address."""
    if "own" in request.fixturenames:
        own: Product = request.getfixturevalue("own")
        with closing(sqlite3.connect(own.data / "altaclario.sqlite3", timeout=20)) as database, database:
            database.execute("DELETE FROM web_tally")


@pytest.fixture(scope="session")
def _tracker() -> Iterator[Simulated]:
    context = running(Simulated(_with_names_of_its_own(generate(Wish(issues=900, seed=0x5EED1, teams=TEAMS[:2])))))
    # Playwright has an event loop in this thread, and two cannot run in one.
    with ThreadPoolExecutor(1) as thread:
        yield thread.submit(context.__enter__).result()
        thread.submit(context.__exit__, None, None, None).result()


def _with_names_of_its_own(site: Tracker) -> Tracker:
    """Names that stand nowhere else, so that whoever finds one knows where it came from."""
    for board in site.boards.values():
        for sprint in board.sprints:
            sprint["name"] = f"Zugvogel {sprint['id']}"
    for versions in site.versions.values():
        for version in versions:
            version["name"] = f"Wandervogel {version['id']}"
    return site


@pytest.fixture
def tracker(_tracker: Simulated) -> Iterator[Simulated]:
    """A simulated Jira of two teams and 900 issues, without faults, latency or memories of earlier questions."""
    _tracker.faults.clear()
    _tracker.requests.clear()
    _tracker.latency_ms = 0
    yield _tracker
    _tracker.faults.clear()
    _tracker.latency_ms = 0
