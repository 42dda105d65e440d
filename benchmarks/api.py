"""What an answer of the API costs, in times of an empty one behind the same door: `python -m benchmarks api`."""

import multiprocessing
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from time import perf_counter

_ITEMS = 10_000
_UNCACHED_GOAL, _CACHED_GOAL, _UNCHANGED_GOAL = 10.0, 2.0, 2.0
_TIMES = 25


def measure() -> list[tuple[str, float, float]]:
    """A dashboard made anew, told again, and 304 ÷ what the same token is told where there is nothing to read."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    with tempfile.TemporaryDirectory(prefix="altaclario-benchmark-") as folder:
        process = context.Process(target=_measure, args=(folder, there))
        process.start()
        there.close()
        empty, uncached, cached, unchanged = here.recv()
        process.join()
    name = f"API: a dashboard of {_ITEMS:,} items"
    return [
        (f"{name}, made anew ({uncached * 1000:.0f} ms) ÷ an empty answer", uncached / empty, _UNCACHED_GOAL),
        (f"{name}, told before ÷ an empty answer", cached / empty, _CACHED_GOAL),
        (f"{name}, 304 ÷ an empty answer", unchanged / empty, _UNCHANGED_GOAL),
    ]


def _measure(folder: str, announce_to: Connection) -> None:
    """In a process of its own, as settings are read once."""
    os.environ |= {"ALTACLARIO_DATA": folder, "DJANGO_SETTINGS_MODULE": "altaclario.config.settings"}
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from altaclario.accounts.models import User
    from altaclario.connections.models import Connection as Tracker
    from altaclario.declarations import limits
    from altaclario.snapshots.memory import Held
    from altaclario.sync import holding
    from altaclario.vault import custody
    from altaclario.workspaces import api_tokens, founding
    from benchmarks import columns

    call_command("migrate", verbosity=0)
    custody.make_root_key(settings.ROOT_KEY_FILE)
    now = timezone.now()
    agreed = {"terms_version": "2026-11-24", "terms_at": now, "is_of_age": True}
    person = User.objects.create_user("ada@acme.test", name="Ada", **agreed)
    ada = founding.found(person, name="Acme", zone="UTC", now=now)
    tracker = Tracker.objects.create(workspace=ada.workspace, owner=person, site="https://x.test", created=now)
    held = Held(tracker.key, columns.generate(_ITEMS), 0, "one version")
    holding.of_workspace = lambda _owner: (held,)
    # Nobody asks so often in life.
    limits.LIMITS["API"] = (limits.Rate(1_000_000, 60, "address"), limits.Rate(1_000_000, 60, "account"))
    _made, text = api_tokens.make(ada, name="A benchmark", now=now)
    client = Client(headers={"Authorization": f"Bearer {text}", "Host": "localhost"})
    path = f"/api/v1/flow?at={datetime.fromtimestamp(columns.END, UTC).date()}"
    tag = client.get(path).headers["ETag"]

    def anew() -> None:
        held.told.clear()
        assert client.get(path).status_code == 200

    works: tuple[Callable[[], object], ...] = (
        lambda: client.get("/api/v1/flow?nothing=1"),
        anew,
        lambda: client.get(path),
        lambda: client.get(path, headers={"If-None-Match": tag}),
    )
    announce_to.send([_seconds(work) for work in works])


def _seconds(work: Callable[[], object]) -> float:
    """The median time."""
    taken = []
    for _ in range(_TIMES):
        begun = perf_counter()
        work()
        taken.append(perf_counter() - begun)
    return sorted(taken)[len(taken) // 2]
