"""The processes that `run` starts: web pages, and reading trackers."""

import argparse

from altaclario.config import children

_THREADS = 4
"""Two of them may wait for slow trackers (`connections/trying.py`); the others go on."""


def web(said: argparse.Namespace) -> int:
    """Serve pages on loopback."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    children.die_with_the_parent()
    Server(
        "altaclario.config.wsgi:application",
        address="127.0.0.1",
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
    django.setup()
    from altaclario.sync import running

    running.run()
    return 0
