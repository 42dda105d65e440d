"""`altaclario run`: prepares the data folder, then starts simulator, sync and web, and stops them together."""

import argparse
import os
import secrets
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from altaclario.config import alone, children, ports
from altaclario.config.arguments import BadArgument
from altaclario.config.children import Children

if TYPE_CHECKING:
    from altaclario.connections.models import Connection

_DEMO_ISSUES = 1500
_READY_WITHIN = 60.0
_FOR_NOBODY_ELSE = 0o077


def run(said: argparse.Namespace) -> int:
    """Serve until Ctrl-C. Raises BadArgument for a port, a data folder or a root key that cannot be used."""
    port = ports.chosen(said.port)
    os.environ.update(_environment(said.data))
    os.umask(_FOR_NOBODY_ELSE)
    with alone.in_the_data_folder(), children.together() as started:
        simulator = 0 if said.no_demo else _start_simulator(started)
        _prepare_storage()
        demo = _connect_demo() if simulator else []
        started.start("web", "web", "--port", str(port))
        if simulator:
            ports.answers(simulator, "/_simulator/made-up", within=_READY_WITHIN)
        started.start("sync", "sync")
        threading.Thread(target=_announce, args=(port, demo, started), daemon=True).start()
        started.mind()
    print("Stopped.", file=sys.stderr)
    return 0


def _environment(data: str | None) -> dict[str, str]:
    """What the processes need to know, and how they handle memory: what is freed is overwritten."""
    return {
        "DJANGO_SETTINGS_MODULE": "altaclario.config.settings",
        "ALTACLARIO_MEMORY_ADDRESS": ports.memory_address(),
        "ALTACLARIO_MEMORY_KEY": secrets.token_hex(32),
        "PYTHONMALLOC": "malloc",
        "MALLOC_PERTURB_": "165",
        # The allocator keeps small pieces aside without overwriting them, unless it is told to keep none.
        "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0",
        "PYTHONUNBUFFERED": "1",
        **({"ALTACLARIO_DATA": str(Path(data).absolute())} if data else {}),
    }


def _start_simulator(started: Children) -> int:
    port = ports.any_free()
    os.environ["ALTACLARIO_SIMULATOR_URL"] = f"http://127.0.0.1:{port}"
    words = ("--issues", str(_DEMO_ISSUES), "--port", str(port), "--two-teams", "--quiet")
    started.start("simulator", "simulate", *words)
    return port


def _prepare_storage() -> None:
    """The tables as this version needs them, and the root key. Raises BadArgument for a key that cannot be used."""
    import django
    from django.core.management import call_command
    from django.utils import timezone

    django.setup()
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


def _announce(port: int, demo: "list[Connection]", started: Children) -> None:
    """Say where it answers as soon as it does, and the demo is filled."""
    if not ports.answers(port, "/alive", within=_READY_WITHIN):
        print("The web process does not answer; what it said stands above.", file=sys.stderr, flush=True)
        started.leave()
        return
    _fill(demo)
    print(f"AltaClario answers at http://localhost:{port}", flush=True)


def _fill(demo: "list[Connection]") -> None:
    """Read the demo's trackers, side by side."""
    from django.utils import timezone

    from altaclario.sync import asking
    from altaclario.sync.models import SyncRun

    runs = [run.pk for one in demo if (run := asking.load(one, now=timezone.now()))]
    until = time.monotonic() + _READY_WITHIN
    while time.monotonic() < until and SyncRun.objects.active().filter(pk__in=runs).exists():
        time.sleep(0.05)
