"""A pytest plugin: tests with many cases try a part of them each day, another one the next; in a deep run all."""

import os
import random
from datetime import UTC, datetime

import pytest

_TODAY = datetime.now(UTC).date().isoformat()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-case", action="store_true", help="try all cases of every test, as a deep run does")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "turns(of): one of so many of its cases is tried each day")
    config.addinivalue_line("markers", "file_turns(of): one of so many tests of the file is tried each day")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--every-case") or os.environ.get("ALTACLARIO_DEEP"):
        return
    tests: dict[str, list[pytest.Item]] = {}
    for item in items:
        mark = "::" if item.get_closest_marker("file_turns") else "["
        tests.setdefault(item.nodeid.partition(mark)[0], []).append(item)
    drawn = [item for name, cases in tests.items() for item in _drawn(name, cases, config)]
    tried = {item.nodeid for item in _halved(drawn, config)}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in tried])
    items[:] = [item for item in items if item.nodeid in tried]


def _drawn(name: str, cases: list[pytest.Item], config: pytest.Config) -> list[pytest.Item]:
    """Today's cases of a test, at least one: the same in every run of the day, in whatever order they come."""
    few = -(-len(cases) // _turns(cases, config))
    return random.Random(f"{name} {_TODAY}").sample(sorted(cases, key=lambda case: case.nodeid), few)


def _halved(items: list[pytest.Item], config: pytest.Config) -> list[pytest.Item]:
    """Of what is tried on PostgreSQL, all of which is tried on SQLite on the same day, and of what walks in a browser,
    every other one of each file. Proofs, and the walls of which one stands in the database, are tried each day."""
    is_second = config.getoption("--on-postgres")
    kept: list[pytest.Item] = []
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        is_long = is_second or item.get_closest_marker("browser")
        if not is_long or item.get_closest_marker("proves") or item.nodeid.startswith("tests/walls/"):
            kept.append(item)
        else:
            files.setdefault(item.nodeid.partition("::")[0], []).append(item)
    for name, tests in files.items():
        few = random.Random(f"{name} {_TODAY}").sample(sorted(tests, key=lambda one: one.nodeid), -(-len(tests) // 2))
        kept += few
    return kept


def _turns(cases: list[pytest.Item], config: pytest.Config) -> int:
    """How many days it takes to try them all, more or less: long where a case walks in a browser or is tried on
    SQLite as well."""
    if mark := cases[0].get_closest_marker("file_turns") or cases[0].get_closest_marker("turns"):
        return int(mark.args[0])
    is_long = len(cases) > 5
    if cases[0].get_closest_marker("browser"):
        return 4 if is_long else 2
    if not is_long:
        return 1
    return 4 if config.getoption("--on-postgres") else 3
