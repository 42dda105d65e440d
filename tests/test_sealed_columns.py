"""The register of sealed columns: who seals is on it, and what is on it opens after every rotation."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models

from altaclario.audit.models import HEAD
from altaclario.connections.models import TOKEN, Connection
from altaclario.vault import box, columns, keys, secrets
from altaclario.vault.box import NotOpened
from altaclario.vault.keys import SealedAlone
from altaclario.vault.models import DataKey
from tests.cast import House

ROOT = Path(__file__).resolve().parents[1] / "altaclario"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOT_SEALED = {"vault.DataKey.wrapped"}


@pytest.fixture
def connection(db: None, acme: House) -> Connection:
    """A connection of Acme with a sealed token, stored."""
    made = Connection(workspace=acme.workspace, site="https://acme.test")
    TOKEN.seal(made, "ATATT-first", now=MONDAY)
    made.save()
    return made


@pytest.fixture
def apart() -> Iterator[None]:
    """A register that forgets what a test declares."""
    before = dict(columns.REGISTER)
    yield
    columns.REGISTER.clear()
    columns.REGISTER.update(before)


def test_every_column_of_bytes_is_declared_as_sealed() -> None:
    """A room that seals something and forgets to say so is found here, before a rotation loses it."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("altaclario.")]
    found = {
        f"{model._meta.label}.{field.name}"
        for model in ours
        for field in model._meta.concrete_fields
        if isinstance(field, models.BinaryField)
    }
    assert found - NOT_SEALED <= set(columns.REGISTER)


@pytest.mark.parametrize("name", sorted(columns.REGISTER))
def test_a_declared_column_is_there_and_leads_to_its_owner(name: str) -> None:
    column = columns.REGISTER[name]
    model: Any = apps.get_model(column.label)
    assert model._meta.get_field(column.column)
    kind, _, path = column.owner.partition(":")
    assert str(column.rows_of(f"{kind}:7" if path else kind).query)


def test_nobody_seals_beside_the_register() -> None:
    """Outside the vault no room names what seals without a declared column."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value.id}.{node.attr}"
        for path in ROOT.rglob("*.py")
        if "tests" not in path.parts and path.parts[len(ROOT.parts)] != "vault"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in {("secrets", "seal"), ("box", "seal"), ("keys", "for_sealing")}
    ]
    assert found == []


def test_what_was_sealed_opens(connection: Connection) -> None:
    with TOKEN.opened(Connection.objects.get()) as token:
        assert token.reveal() == "ATATT-first"


@pytest.mark.proves("sealed-credentials")
def test_in_another_row_or_workspace_it_does_not_open(connection: Connection, elsewhere: House) -> None:
    other = Connection(workspace=connection.workspace, token=connection.token)
    moved = Connection(pk=connection.pk, workspace=elsewhere.workspace, token=connection.token)
    keys.for_sealing(elsewhere.workspace.owner_key, now=MONDAY)
    with pytest.raises(NotOpened):  # Although what is stored of that row would open where it belongs.
        TOKEN.opened(moved)
    Connection.objects.all().delete()
    for row in (other, moved):
        with pytest.raises(NotOpened):
            TOKEN.opened(row)


def test_a_row_read_before_its_key_was_replaced_opens_what_stands_there_now(connection: Connection) -> None:
    before = Connection.objects.get()
    Connection.objects.create(workspace=connection.workspace, site="https://first.test", pk=UUID(int=0))
    keys.renew(connection.workspace.owner_key, now=MONDAY)
    TOKEN.seal(connection, "ATATT-second", now=MONDAY)
    connection.save()
    DataKey.objects.filter(version=1).delete()
    assert box.version_of(TOKEN.envelope(before)) == 1
    with TOKEN.opened(before) as token:
        assert token.reveal() == "ATATT-second"


def test_where_nothing_newer_stands_it_does_not_open(connection: Connection) -> None:
    keys.destroy(connection.workspace.owner_key)
    with pytest.raises(NotOpened):
        TOKEN.opened(connection)
    empty = Connection(workspace=connection.workspace)
    assert TOKEN.envelope(empty) == b""
    with pytest.raises(NotOpened):
        TOKEN.opened(empty)


def test_the_rows_of_an_owner_are_its_own(connection: Connection, elsewhere: House) -> None:
    assert list(TOKEN.rows_of(connection.workspace.owner_key)) == [connection]
    for owner in (elsewhere.workspace.owner_key, "person:1", "workspace", "instance", ""):
        assert list(TOKEN.rows_of(owner)) == []
    assert TOKEN.owner_of(connection) == connection.workspace.owner_key


def test_where_the_row_itself_names_its_owner_the_rows_are_theirs_too(acme: House, elsewhere: House) -> None:
    for owner in (acme.workspace.owner_key, elsewhere.workspace.owner_key):
        assert {one.owner for one in HEAD.rows_of(owner)} == {owner}


def test_a_column_may_hold_more_than_the_envelope(db: None, apart: None) -> None:
    """As a library's table does: the envelope is a text inside of JSON, and the owner a person."""
    column = columns.declare(
        "connections.Connection",
        "projects",
        owner="person:keeper__pk",
        record=lambda row: "second factor",
        read=lambda stored: bytes.fromhex(stored["secret"]),
        write=lambda stored, envelope: {**(stored or {}), "secret": envelope.hex()},
    )
    row: Any = SimpleNamespace(pk=1, keeper=SimpleNamespace(pk=3), projects={"kind": "totp"})
    column.seal(row, "JBSWY3DP", now=MONDAY)
    assert row.projects["kind"] == "totp"
    assert DataKey.objects.get().owner == "person:3"
    with column.opened(row) as secret:
        assert secret.reveal() == "JBSWY3DP"


def test_the_installation_itself_may_own_a_secret(db: None, apart: None, connection: Connection) -> None:
    column = columns.declare("connections.Connection", "token", owner="instance")
    assert column.owner_of(connection) == "instance"
    assert list(column.rows_of("instance")) == [connection]
    assert list(column.rows_of("instance:1")) == []


@pytest.mark.django_db(transaction=True)
def test_sealing_without_storing_in_the_same_transaction_is_refused() -> None:
    with pytest.raises(SealedAlone):
        secrets.seal("token", owner="workspace:1", record="r", field="f", now=MONDAY)
    assert not DataKey.objects.exists()
