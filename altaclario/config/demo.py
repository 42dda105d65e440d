"""The demo workspace: a connection to the simulator that runs beside, read over the same road as any other."""

from datetime import datetime

from django.conf import settings

from altaclario.connections import credentials, making
from altaclario.connections.models import Connection
from altaclario.simulator.serving import EMAIL, TOKEN
from altaclario.workspaces import founding

_PROJECTS, _BOARDS = ("10000", "10001", "10002", "10003"), ("1", "2", "3", "4")


def connect(*, now: datetime) -> Connection:
    """The demo's connection, led to where the simulator answers this time."""
    workspace = founding.demo(now=now)
    found = Connection.objects.filter(workspace=workspace).first()
    connection = found or Connection(workspace=workspace, account_email=EMAIL, created=now)
    connection.site, connection.last_viewed = settings.SIMULATOR_URL, now
    credentials.seal(connection, TOKEN, now=now)
    connection.save()
    making.choose(connection, projects=_PROJECTS, boards=_BOARDS, now=now)
    return connection
