"""What the tests need is really there, and really what it says it is."""

import os
import socket
from urllib.parse import urlsplit

import pytest

from tests import needs


@pytest.mark.redis
def test_the_redis_answers() -> None:
    where = urlsplit(os.environ.get("ALTACLARIO_TEST_REDIS") or needs.redis())
    with socket.create_connection((where.hostname, where.port or 6379), timeout=2) as server:
        server.sendall(b"PING\r\n")
        assert server.recv(16) == b"+PONG\r\n"


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_database_is_a_postgresql() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        assert cursor.fetchone()[0].startswith("PostgreSQL")
