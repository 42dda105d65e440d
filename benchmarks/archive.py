"""What a person's archive costs who has used the product for years, against reading the same rows once."""

import multiprocessing
import os
import tempfile
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Any

_WORKSPACES, _NOTES_EACH, _OWN_NOTES, _CONNECTIONS_EACH = 10, 1_000, 2_000, 10
_SECONDS_GOAL, _RATIO_GOAL = 10.0, 60.0
_TIMES = 10


def measure() -> list[tuple[str, float, float]]:
    """One archive, and one of ten that were asked for at once, in seconds and in readings of the same rows."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    with tempfile.TemporaryDirectory(prefix="altaclario-benchmark-") as folder:
        process = context.Process(target=_measure, args=(folder, there))
        process.start()
        there.close()
        seconds, reading, at_once, rows = here.recv()
        process.join()
    return [
        (f"archive of an account with {rows:,} rows, s", seconds, _SECONDS_GOAL),
        ("its time ÷ reading the same rows once", seconds / reading, _RATIO_GOAL),
        (f"each of {_TIMES} archives asked for at once ÷ one alone", at_once / _TIMES / seconds, 1.5),
    ]


def _measure(folder: str, announce_to: Connection) -> None:
    """In a process of its own, as settings are read once."""
    os.environ |= {"ALTACLARIO_DATA": folder, "DJANGO_SETTINGS_MODULE": "altaclario.config.settings"}
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from altaclario.privacy import archive, held
    from altaclario.workspaces import founding

    call_command("migrate", verbosity=0)
    person = _somebody_busy()
    every = founding.every_of(person)

    def one() -> bytes:
        return b"".join(archive.stream(person, every, now=timezone.now()))

    one()
    seconds, reading = _fastest(one), _fastest(_read_every_row)
    begun = perf_counter()
    sent = [archive.stream(person, every, now=timezone.now()) for _ in range(_TIMES)]
    while sent:
        sent = [one for one in sent if next(one, None) is not None]
    announce_to.send((seconds, reading, perf_counter() - begun, _rows(list(held.tables(person, every)))))


def _rows(tables: list[Any]) -> int:
    return sum(len(table.rows) for table in tables)


def _read_every_row() -> None:
    """What the same tables hold, as it comes from the database: nobody else has a row in them."""
    from django.apps import apps
    from django.db import connection

    from altaclario.privacy import held

    with connection.cursor() as cursor:
        for label in held.labels():
            cursor.execute(f'SELECT * FROM "{apps.get_model(label)._meta.db_table}"')  # noqa: S608 - a table of ours
            cursor.fetchall()


def _fastest(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(3):
        begun = perf_counter()
        work()
        taken.append(perf_counter() - begun)
    return min(taken)


def _somebody_busy() -> Any:
    from django.conf import settings
    from django.db import transaction
    from django.utils import timezone

    from altaclario.accounts.models import User
    from altaclario.audit import notes, verbs
    from altaclario.audit.models import Chain, Note
    from altaclario.connections.models import Connection as Tracker
    from altaclario.vault import custody
    from altaclario.workspaces import founding

    custody.make_root_key(settings.ROOT_KEY_FILE)
    now = timezone.now()
    agreed = {"terms_version": "2026-11-24", "terms_at": now, "is_of_age": True}
    person = User.objects.create(email="ada@acme.test", name="Ada", joined=now, **agreed)
    with transaction.atomic():
        own = [founding.found(person, name=f"Workspace {number}", zone="UTC", now=now) for number in range(_WORKSPACES)]
        notes.note(person, verbs.SIGNED_UP, now=now)
    for chain in Chain.objects.all():
        count = _OWN_NOTES if chain.owner == person.owner_key else _NOTES_EACH
        first = chain.notes.count() + 1
        Note.objects.bulk_create(
            Note(
                chain=chain,
                number=first + place,
                at=now - timedelta(minutes=place),
                who=person.actor_id,
                what="connection-refreshed",
                kind="connection",
                on="12",
                mark=b"x" * 32,
            )
            for place in range(count)
        )
    sites = [f"https://{number}.acme.test" for number in range(_CONNECTIONS_EACH)]
    Tracker.objects.bulk_create(
        Tracker(workspace=one.workspace, owner=person, site=site, account_email="a@acme.test", created=now)
        for one in own
        for site in sites
    )
    return person
