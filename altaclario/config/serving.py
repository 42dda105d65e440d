"""The processes that `run` starts: web pages, and reading trackers."""

import argparse
import os

from altaclario.config import children, environment

_THREADS = 4
"""Two of them may wait for slow trackers (`connections/trying.py`); the others go on."""


def web(said: argparse.Namespace) -> int:
    """Serve pages. Raises BadArgument for a gate that is closed."""
    _pass_the_gates(said.address)
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    children.die_with_the_parent()
    Server(
        "altaclario.config.wsgi:application",
        address=said.address,
        port=said.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_THREADS,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=2,
    ).serve()
    return 0


def sync(_said: argparse.Namespace) -> int:
    """Read what is asked for, and hold it."""
    import django

    children.die_with_the_parent()
    children.leave_no_dump()
    environment.maintain()
    django.setup()
    _pass_the_gates("localhost")
    from altaclario.config import schedules
    from altaclario.sync import running

    schedules.connect()
    children.leave_out_of_collections()
    running.run()
    return 0


def _pass_the_gates(address: str) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "altaclario.config.settings")
    django.setup()
    from altaclario.config.gates import passing

    passing.check(address)
