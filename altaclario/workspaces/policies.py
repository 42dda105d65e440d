"""The policies of the second wall, from the models: each table of a workspace shows the rows of the one that is open.

Every `migrate` ends by making those that are missing or different, so a new table cannot be forgotten; a gate compares
what is in the database with what stands here.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import connection, models

from altaclario.declarations.holdings import REGISTER, Holding
from altaclario.workspaces.models import Membership, Workspace

_OPEN = "NULLIF(current_setting('altaclario.workspace', true), '')::bigint"
_PERSON = "NULLIF(current_setting('altaclario.person', true), '')::bigint"
_SHOWN = "NULLIF(current_setting('altaclario.token', true), '')"

TOKENS: dict[str, str] = {
    "workspaces.ApiToken": "token_hash",
    "workspaces.Invitation": "token_hash",
    "workspaces.OwnIssuer": "entry",
}
"""Tables of which a row can be found before its workspace is known, by the hash of a token: label and column."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One rule of one table. Without a command it is for all of them, reading and writing."""

    table: str
    name: str
    rows: str
    command: str = "ALL"

    @property
    def mark(self) -> str:
        """Stands in the database as the comment of the policy, so that another version of it is noticed."""
        return hashlib.sha256(f"{self.command} {self.rows}".encode()).hexdigest()[:16]

    @property
    def sql(self) -> str:
        on = f'"{self.name}" ON "{self.table}"'
        check = f" WITH CHECK ({self.rows})" if self.command == "ALL" else ""
        return (
            f"DROP POLICY IF EXISTS {on}; CREATE POLICY {on} FOR {self.command} USING ({self.rows}){check};"
            f" COMMENT ON POLICY {on} IS '{self.mark}'"
        )


def found_by_token(label: str, column: str) -> None:
    """Who shows the token of a row finds that row, and the workspace it belongs to; and no other."""
    TOKENS[label] = column


def sent_to_an_address(holding: Holding) -> bool:
    """Whether rows of a workspace are about whoever has the address in them, wherever that person belongs."""
    return holding.about == "workspace" and "email" in holding.personal


def walled() -> dict[type[models.Model], str]:
    """Each table that belongs to a workspace, with the condition for its rows."""
    found: dict[type[models.Model], str] = {}
    for model in apps.get_models(include_auto_created=True):
        if rows := _rows_of(model, ()):
            found[model] = rows
    return found


def every() -> list[Policy]:
    """All policies, table by table."""
    return [policy for model, rows in walled().items() for policy in _of(model, rows)]


def missing() -> list[str]:
    """Tables of this database, which is a PostgreSQL, whose wall is not there or is another than this version's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, p.polname,"
            " obj_description(p.oid, 'pg_policy')"
            " FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace"
        )
        stored = cursor.fetchall()
    wanted: dict[str, set[tuple[str, str]]] = {}
    for policy in every():
        wanted.setdefault(policy.table, set()).add((policy.name, policy.mark))
    forced = {table for table, is_forced, *_ in stored if is_forced}
    there: dict[str, set[tuple[str, str]]] = {table: set() for table, *_ in stored}
    for table, _, name, mark in stored:
        if name:
            there[table].add((name, mark or ""))
    return [
        table
        for table, set_ in sorted(wanted.items())
        if table in there and (set_ != there[table] or table not in forced)
    ]


def build(**_signal: Any) -> None:
    """Make every wall that is missing or different; only the role that owns the tables can."""
    if connection.vendor != "postgresql":
        return
    tables = set(missing())
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute("SELECT polname FROM pg_policy WHERE polrelid = %s::regclass", [f'"{table}"'])
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP POLICY "{name}" ON "{table}"')
            cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY')
        for policy in every():
            if policy.table in tables:
                cursor.execute(policy.sql)


def check(**_of_django: Any) -> list[CheckMessage]:
    """What is declared to be about a workspace has a path to it, so that it gets a wall."""
    there = {model._meta.label for model in walled()}
    return [
        Error(f"{label} is about a workspace, and no path leads from it to one.", id="workspaces.E001")
        for label, holding in sorted(REGISTER.items())
        if holding.about == "workspace" and label not in there
    ]


def _of(model: type[models.Model], rows: str) -> Iterator[Policy]:
    table = model._meta.db_table
    yield Policy(table, "within_the_workspace", rows)
    if model is Workspace:
        own = _selected("workspace_id", Membership, f"person_id = {_PERSON}")
        yield Policy(table, "of_ones_own", f"id IN {own}", "SELECT")
        yield Policy(table, "the_demo", "is_demo", "SELECT")
        for label, column in sorted(TOKENS.items()):
            other = apps.get_model(label)
            known = _selected("workspace_id", other, f"{column} = {_SHOWN}")
            yield Policy(table, f"by_the_token_of_{other._meta.model_name}", f"id IN {known}", "SELECT")
    holding = REGISTER.get(model._meta.label)
    if holding and holding.about == "person":
        own_column: Any = model._meta.get_field(holding.find)
        yield Policy(table, "of_ones_own", f"{own_column.attname} = {_PERSON}", "SELECT")
    if holding and sent_to_an_address(holding):
        addresses = _selected("lower(email)", EmailAddress, f"user_id = {_PERSON} AND verified")
        yield Policy(table, "sent_to_ones_address", f"lower(email) IN {addresses}", "SELECT")
    if model._meta.label in TOKENS:
        yield Policy(table, "by_its_token", f"{TOKENS[model._meta.label]} = {_SHOWN}", "SELECT")


def _rows_of(model: type[models.Model], seen: tuple[type[models.Model], ...]) -> str:
    """The condition for the rows of the open workspace; empty if the table belongs to none."""
    if model is Workspace:
        return f"id = {_OPEN}"
    if model in seen:
        return ""
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.related_model is Workspace:
            return f"{field.column} = {_OPEN}"
    holding = REGISTER.get(model._meta.label)
    if holding and holding.about == "workspace":
        return _by_path(model, holding.find)
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.related_model is not model:
            above: Any = field.related_model
            if rows := _rows_of(above, (*seen, model)):
                return _among(field, above, rows)
    return ""


def _by_path(model: type[models.Model], path: str) -> str:
    """As the declaration of the table says where its workspace is found."""
    step, _, rest = path.partition("__")
    field: Any = model._meta.get_field(step)
    if rest:
        above = field.related_model
        return _among(field, above, f"id = {_OPEN}" if above is Workspace else _by_path(above, rest))
    if isinstance(field, models.ForeignKey):
        return f"{field.column} = {_OPEN}"
    if isinstance(field, models.CharField):  # Such as "workspace:12"; keys of others than workspaces stand beside.
        is_open = f"{field.column} = 'workspace:' || current_setting('altaclario.workspace', true)"
        return f"split_part({field.column}, ':', 1) <> 'workspace' OR {is_open}"
    return f"{field.column} = {_OPEN}"


def _among(field: Any, above: type[models.Model], rows: str) -> str:
    return f"{field.column} IN {_selected(str(above._meta.pk.column), above, rows)}"


def _selected(column: str, model: type[models.Model], rows: str) -> str:
    return f'(SELECT {column} FROM "{model._meta.db_table}" WHERE {rows})'  # noqa: S608 - our own names
