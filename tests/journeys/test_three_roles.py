"""A server on PostgreSQL under the three roles of the page for operators: real processes, which the walls let work."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from altaclario.connections import credentials
from altaclario.connections.models import Connection
from altaclario.sync.models import State, SyncRun
from tests.cast import House, signed_in
from tests.journeys.product import Product, until_true
from tests.journeys.server import Server
from tests.journeys.test_server import ask
from tests.three_roles import Roles

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="groups of processes"),
]


@pytest.fixture
def running(tmp_path: Any, three_roles: Roles, settings: Any, due: Connection) -> Iterator[Product]:
    """Web and sync, each as its role; what is sealed and signed here opens there."""
    server = Server(tmp_path).prepare()
    server.settings |= {
        "ALTACLARIO_DATABASE_URL": three_roles.url(three_roles.serving),
        "ALTACLARIO_MAINTENANCE_DATABASE_URL": three_roles.url(three_roles.maintenance),
        "ALTACLARIO_ROOT_KEY_FILE": str(settings.ROOT_KEY_FILE),
        "ALTACLARIO_SECRET_KEY": settings.SECRET_KEY,
    }
    product = Product(server.folder, settings=server.settings)
    try:
        yield product.start()
    finally:
        product.kill()


@pytest.fixture
def due(acme: House) -> Connection:
    """A connection that is to be read, at an address that is refused at once."""
    from django.db import transaction

    made = Connection(workspace=acme.workspace, owner=acme.ada.person, site="https://192.0.2.1", projects=["1"])
    with transaction.atomic():
        credentials.seal(made, "a token", now=timezone.now())
        made.save()
    return made


def test_web_shows_each_their_own_and_sync_finds_what_is_due_in_any_workspace(
    running: Product, acme: House, elsewhere: House, due: Connection
) -> None:
    until_true(lambda: SyncRun.objects.filter(connection=due, state=State.FAILED).exists())
    assert SyncRun.objects.get(connection=due).cause != "interrupted"
    assert _seen(running, signed_in(acme.ada), f"/w/{acme.slug}/connections/{due.pk}/") == 200
    assert _seen(running, signed_in(elsewhere.owner), f"/w/{acme.slug}/connections/{due.pk}/") == 404
    assert _seen(running, signed_in(elsewhere.owner), f"/w/{elsewhere.slug}/connections/") == 200


def _seen(product: Product, browser: Client, path: str) -> int:
    """How the process answers somebody who is signed in here."""
    (session,) = browser.cookies.values()
    return ask(product, path, Cookie=f"__Host-session={session.value}").status
