"""What every room's own tests and the tests of the whole share: the cast, the simulator, memory, and proofs."""

import gc
import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, connections

from tests import three_roles as three_roles_of_postgres
from tests.three_roles import Roles

pytest_plugins = [
    "tests.mailing",
    "tests.depth",
    "tests.emptying",
    "tests.cast",
    "tests.trackers",
    "tests.granting",
    "tests.google",
    "tests.walking",
    "tests.remembering",
    "tests.programs",
    "tests.proofs",
]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """The product gives memory back by full collections; here each would look through thousands of tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def three_roles() -> Iterator[Roles | None]:
    """On PostgreSQL the roles and the database of this process, made as the page for operators says; else None."""
    stored = settings.DATABASES["default"]
    if "sqlite" in stored["ENGINE"]:
        yield None
        return
    names = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    superuser = {key: stored[name] for key, name in names.items()}
    with three_roles_of_postgres.made(three_roles_of_postgres.name_of_this_process(), superuser) as roles:
        yield roles
        connections.close_all()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001
    three_roles: Roles | None,
) -> None:
    """A file in the data folder of the tests, as in life: threads wait for each other's locks, and it can be read.

    On a server a database of its own, so that two runs on one machine do not meet, which its owner migrates.
    """
    database = settings.DATABASES["default"]
    if three_roles:
        _as(three_roles.owner)
        database.setdefault("TEST", {})["NAME"] = three_roles.name
    else:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        database.setdefault("TEST", {})["NAME"] = str(settings.DATA / f"tests-{worker}.sqlite3")


@pytest.fixture(scope="session")
def django_db_keepdb(three_roles: Roles | None) -> bool:
    """Whether the database is there already."""
    return three_roles is not None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, three_roles: Roles | None) -> None:  # noqa: ARG001
    """The tables are there; from now on who asks owns nothing.

    A test prepares and looks as the role for maintenance, as sync would. Each request, and whatever opens a workspace,
    is the role that serves: `tests/walls/test_second_wall.py` holds that.
    """
    if three_roles:
        _as(three_roles.maintenance)
        settings.SERVING_ROLE = three_roles.serving
        settings.MAINTENANCE_DATABASE = dict(settings.DATABASES["default"])


def _as(role: str) -> None:
    connection.close()
    for database in (settings.DATABASES["default"], connection.settings_dict):
        database["USER"], database["PASSWORD"] = role, ""


@pytest.fixture(scope="session", autouse=True)
def _root_key() -> None:
    """The key that wraps all others, in the data folder of the tests."""
    from altaclario.vault import custody

    custody.make_root_key(settings.ROOT_KEY_FILE)


@pytest.fixture(autouse=True)
def _no_incident_is_remembered() -> None:
    """What the pages of one test found open does not stand on the error pages of the next."""
    from altaclario.desk import banners

    banners.forget()


@pytest.fixture(autouse=True)
def _no_limit_is_left() -> None:
    """Tries that one test counted are not held against the next."""
    from django.core.cache import cache

    cache.clear()
