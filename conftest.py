"""What every room's own tests and the tests of the whole share: the cast, the simulator, memory, and proofs."""

import os

import pytest
from django.conf import settings

pytest_plugins = ["tests.depth", "tests.cast", "tests.trackers", "tests.remembering", "tests.proofs"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:  # noqa: ARG001
    """A file in the data folder of the tests, as in life: threads wait for each other's locks, and it can be read.

    On a server a name of its own, so that two runs on one machine do not meet.
    """
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        database.setdefault("TEST", {})["NAME"] = str(settings.DATA / f"tests-{worker}.sqlite3")
    else:
        database.setdefault("TEST", {})["NAME"] = f"test_{settings.DATA.name.replace('-', '_')}"


@pytest.fixture(scope="session", autouse=True)
def _root_key() -> None:
    """The key that wraps all others, in the data folder of the tests."""
    from altaclario.vault import custody

    custody.make_root_key(settings.ROOT_KEY_FILE)


@pytest.fixture(autouse=True)
def _no_limit_is_left() -> None:
    """Tries that one test counted are not held against the next."""
    from django.core.cache import cache

    cache.clear()
