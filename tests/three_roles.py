"""The roles and the database that the page for operators tells to make, under names of this process alone."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

_PAGE = Path(__file__).resolve().parents[1] / "docs" / "server.md"


@dataclass(frozen=True, slots=True)
class Roles:
    """Their names, and where the server is."""

    name: str
    server: dict[str, Any]

    @property
    def owner(self) -> str:
        return f"{self.name}_owner"

    @property
    def serving(self) -> str:
        return f"{self.name}_app"

    @property
    def maintenance(self) -> str:
        return f"{self.name}_maintenance"

    def url(self, role: str) -> str:
        """The database, as one of them or as the superuser who made them."""
        query = urlencode({key: value for key, value in self.server.items() if key in ("host", "port", "password")})
        return f"postgresql://{quote(role)}@/{self.name}?{query}"

    @contextmanager
    def asking(self, role: str = "", *, database: str = "") -> Iterator[Any]:
        """A connection beside that of the tests; the superuser's unless somebody is named."""
        import psycopg

        where = self.server | {"dbname": database or self.name, "user": role or self.server["user"]}
        with psycopg.connect(**where, autocommit=True) as connection:
            yield connection

    def program(self, name: str) -> str:
        """One that came with the server, such as `pg_dump`: those of another version may refuse it."""
        with self.asking() as superuser:
            (folder,) = superuser.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'").fetchone()
        return str(Path(folder, name))


@contextmanager
def made(name: str, superuser: dict[str, Any]) -> Iterator[Roles]:
    """As the page says, word for word but for the names; gone at the end."""
    roles = Roles(name, {key: value for key, value in superuser.items() if value})
    first, here, second = _sql(name)
    with roles.asking(database="postgres") as server:
        for statement in first:
            server.execute(statement)
        # Who tampers with tables in a test first takes away what refuses.
        server.execute(f"GRANT SET ON PARAMETER session_replication_role TO {roles.maintenance}")
    with roles.asking() as database:
        for statement in here:
            database.execute(statement)
    with roles.asking(roles.owner) as database:
        for statement in second:
            database.execute(statement)
        # Tests empty tables between each other; the product never does.
        database.execute(f"ALTER DEFAULT PRIVILEGES GRANT TRUNCATE ON TABLES TO {roles.maintenance}")
    try:
        yield roles
    finally:
        with roles.asking(database="postgres") as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
            server.execute(f"REVOKE SET ON PARAMETER session_replication_role FROM {roles.maintenance}")
            for role in (roles.maintenance, roles.serving, roles.owner):
                server.execute(f"DROP ROLE {role}")


@contextmanager
def as_owner(roles: Roles) -> Iterator[None]:
    """The tests' own connection is the owner's, who migrates."""
    from django.db import connection

    before = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = roles.owner
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = before


def _sql(name: str) -> tuple[list[str], list[str], list[str]]:
    """What the superuser says, what they say in the new database, and what the owner says there, after each `\\c`."""
    found = re.search(r"```sql\n(.*?)```", _PAGE.read_text(), re.DOTALL)
    assert found, "the page has no SQL"
    before, here, after = re.sub(r"\baltaclario", name, found[1]).split("\\c")
    return _statements(before), _statements(here.partition("\n")[2]), _statements(after.partition("\n")[2])


def _statements(text: str) -> list[str]:
    return [line.strip() for line in text.split(";") if line.strip()]


def name_of_this_process() -> str:
    return f"altaclario_test_{os.getpid()}"
