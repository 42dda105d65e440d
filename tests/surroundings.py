"""A pytest plugin: marks for what a test needs or proves, and a data folder and a database that are only for tests."""

import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Generator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import needs

MARKS = (
    "browser: walks through the product in Chromium",
    "postgres: means something on PostgreSQL only",
    "any_database: says of pages or other servers what no database changes, so it is not run again on PostgreSQL",
    "redis: talks to a Redis",
    "proves(slug): fails when the promise of that name is broken",
    "breaks: breaks the code of a promise, to see its proofs turn red",
    "asvs(ids): fails when one of these requirements of OWASP ASVS 5.0 is not met",
)
_NEEDED = {
    "browser": "ALTACLARIO_CHROMIUM",
    "postgres": "ALTACLARIO_TEST_POSTGRES",
    "redis": "ALTACLARIO_TEST_REDIS",
}
_FOUND = {
    "ALTACLARIO_CHROMIUM": needs.chromium,
    "ALTACLARIO_TEST_POSTGRES": lambda: needs.postgres(Path(sys.executable)),
    "ALTACLARIO_TEST_REDIS": needs.redis,
}
"""How to look without starting or installing anything."""
_FOLDER = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--on-postgres", action="store_true", help="run what touches the database, on PostgreSQL instead of SQLite"
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Before Django reads its settings: tests never touch the data folder of this checkout."""
    early_config.stash[_FOLDER] = folder = tempfile.mkdtemp(prefix="altaclario-tests-")
    os.environ["ALTACLARIO_DATA"] = folder
    if early_config.known_args_namespace.on_postgres:
        os.environ["ALTACLARIO_DATABASE_URL"] = _of_this_process(_where("ALTACLARIO_TEST_POSTGRES"))
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    for mark in MARKS:
        config.addinivalue_line("markers", mark)


def pytest_unconfigure(config: pytest.Config) -> None:
    if folder := config.stash.get(_FOLDER, None):
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL what touches the database and may differ there; elsewhere not what means something there only."""
    if config.getoption("--on-postgres"):
        items[:] = [item for item in items if _touches_the_database(item)]
    else:
        items[:] = [item for item in items if not item.get_closest_marker("postgres")]


def pytest_runtest_setup(item: pytest.Item) -> None:
    wanted = {variable for mark, variable in _NEEDED.items() if item.get_closest_marker(mark)}
    if item.config.getoption("--on-postgres"):
        wanted.add("ALTACLARIO_TEST_POSTGRES")
    for missing in sorted(needs.NAMES[variable] for variable in wanted if not _where(variable)):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{missing} is missing")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A number for each thing whose absence left tests out, and what long counts counted."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", []))
    for reason, times in reasons.most_common():
        terminalreporter.write_line(f"{reason.removeprefix('Skipped: ')}: {times} tests skipped", yellow=True)
    for report in terminalreporter.stats.get("passed", []):
        for name, said in report.user_properties:
            if name == "counted":
                terminalreporter.write_line(f"Counted: {said}")


@cache
def _where(variable: str) -> str:
    """As `python3 test.py` says; else as we find it. Empty if it is missing."""
    return os.environ[variable] if variable in os.environ else _FOUND[variable]()


def _of_this_process(url: str) -> str:
    """The server, with a database that nobody else makes: two runs may use one server at the same time."""
    return urlsplit(url)._replace(path=f"/altaclario_{os.getpid()}").geturl() if url else ""


def _touches_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("any_database"):
        return False
    marks = ("django_db", "postgres")
    fixtures = getattr(item, "fixturenames", ())
    return any(item.get_closest_marker(mark) for mark in marks) or "db" in fixtures or "transactional_db" in fixtures
