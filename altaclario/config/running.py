"""`altaclario run`: prepares the data folder, then starts simulator, sync and web, and stops them together."""

import argparse
import os
import secrets
import sys
import threading
import time
from typing import TYPE_CHECKING

from altaclario.config import alone, children, environment, installation, ports
from altaclario.config.arguments import BadArgument
from altaclario.config.children import Children

if TYPE_CHECKING:
    from altaclario.connections.models import Connection

_DEMO_ISSUES = 1500
_READY_WITHIN = 60.0
_WHO_WAS_ERASED = (
    "It is compared with the purge journal before anything starts, or a restored copy would serve who was erased: see"
    " docs/operating.md."
)


def run(said: argparse.Namespace) -> int:
    """Serve until Ctrl-C. Raises BadArgument for a port, a data folder or a root key that cannot be used."""
    port = ports.chosen(said.port)
    installation.choose(said.data)
    os.environ.update(_environment())
    is_server = environment.edition() == "server"
    with alone.in_the_data_folder(), children.together() as started:
        simulator = 0 if said.no_demo or is_server else _start_simulator(started)
        _prepare(is_server, said.address)
        demo = _connect_demo() if simulator else []
        started.start("web", "web", "--port", str(port), "--address", said.address)
        if simulator:
            ports.answers(simulator, "/_simulator/made-up", within=_READY_WITHIN)
        started.start("sync", "sync")
        threading.Thread(target=_announce, args=(said.address, port, demo, started), daemon=True).start()
        started.mind()
    print("Stopped.", file=sys.stderr)
    return 0


def _environment() -> dict[str, str]:
    """What the processes need to know."""
    return {
        "ALTACLARIO_MEMORY_ADDRESS": ports.memory_address(),
        "ALTACLARIO_MEMORY_KEY": secrets.token_hex(32),
        "PYTHONUNBUFFERED": "1",
        **children.OVERWRITES,
    }


def _start_simulator(started: Children) -> int:
    port = ports.any_free()
    os.environ["ALTACLARIO_SIMULATOR_URL"] = f"http://127.0.0.1:{port}"
    words = ("--issues", str(_DEMO_ISSUES), "--port", str(port), "--two-teams", "--quiet")
    started.start("simulator", "simulate", *words)
    return port


def _prepare(is_server: bool, address: str) -> None:
    """A server finds everything as it must be, or does not start; anybody else gets tables and a root key.

    Raises BadArgument for a gate that is closed, and for a key that cannot be used.
    """
    import django

    django.setup()
    from altaclario.config.gates import analytics, passing, roles

    if not is_server:
        _make_ready()
        if said := roles.alone():
            raise BadArgument(said)
        for said in filter(None, (gate() for gate in analytics.GATES)):
            print(f"altaclario: {said} A server would not start.", file=sys.stderr, flush=True)
    passing.check(address)
    _bring_nobody_back()
    _publish(is_server)


def _bring_nobody_back() -> None:
    """Whom an old copy of the database brought back no page serves: they are closed before the first one answers.

    The sync process erases them. Raises BadArgument where nobody can say who that is.
    """
    from django.db import DatabaseError
    from django.utils import timezone

    from altaclario.config.gates import roles
    from altaclario.privacy import erasing, journal, retention

    try:
        with roles.maintaining():
            erasing.erase_again(now=timezone.now())
    except journal.JournalUnusable as unusable:
        raise BadArgument(f"{unusable} {_WHO_WAS_ERASED}") from None
    except (DatabaseError, retention.SeesTooLittle):
        raise BadArgument(f"The database does not show every account and workspace. {_WHO_WAS_ERASED}") from None


def _publish(is_server: bool) -> None:
    """What nobody must be told of; where it is for this machine alone, whoever has an account is told here and now."""
    from django.conf import settings
    from django.utils import timezone

    from altaclario.accounts import telling
    from altaclario.privacy import publishing
    from altaclario.web.mail import NotSent

    if is_server:
        publishing.settle(now=timezone.now())
        return
    try:
        publishing.publish(origin=settings.ORIGIN or "http://localhost:8000", now=timezone.now())
    except (telling.IsUnderWay, NotSent):
        said = "not everybody was mailed what changed in the texts; `altaclario publish-policy` goes on."
        print(f"altaclario: {said}", file=sys.stderr, flush=True)


def _make_ready() -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from altaclario.vault import custody, wrapping
    from altaclario.vault.roots import RootKeyUnusable

    try:
        custody.chosen().make_ready()
        call_command("migrate", verbosity=0, interactive=False)
        wrapping.check(now=timezone.now())
    except RootKeyUnusable as unusable:
        raise BadArgument(str(unusable)) from None


def _connect_demo() -> "list[Connection]":
    from django.utils import timezone

    from altaclario.config import demo

    return demo.connect(now=timezone.now())


def _announce(address: str, port: int, demo: "list[Connection]", started: Children) -> None:
    """Say where it answers as soon as it does, and the demo is filled."""
    from django.conf import settings

    if not ports.answers(port, "/alive", within=_READY_WITHIN, host=settings.ALLOWED_HOSTS[0], at=address):
        print("The web process does not answer; what it said stands above.", file=sys.stderr, flush=True)
        started.leave()
        return
    _fill(demo)
    here = f"http://localhost:{port}"
    print(
        f"AltaClario answers at {settings.ORIGIN}, whose proxy asks {here}"
        if settings.ORIGIN
        else f"AltaClario answers at {here}",
        flush=True,
    )


def _fill(demo: "list[Connection]") -> None:
    """Read the demo's trackers, side by side."""
    from django.utils import timezone

    from altaclario.sync import asking
    from altaclario.sync.models import SyncRun

    runs = [run.pk for one in demo if (run := asking.load(one, now=timezone.now()))]
    until = time.monotonic() + _READY_WITHIN
    while time.monotonic() < until and SyncRun.objects.active().filter(pk__in=runs).exists():
        time.sleep(0.05)
