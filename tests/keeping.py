"""Secrets of a few owners, what can be seen of them, and an old copy that somebody puts back."""

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECRETS = {"1": "ATATT-one", "2": "ATATT-two", "3": "ATATT-three"}
OWNERS = {"1": "workspace:1", "2": "workspace:1", "3": "workspace:2"}


def seed() -> dict[str, Any]:
    """Three connections of two workspaces; one has an old data key besides. Returns what an old copy would hold."""
    from django.conf import settings
    from django.core.serializers import serialize
    from django.db import transaction

    from altaclario.connections.models import TOKEN, Connection
    from altaclario.vault import custody, keys
    from altaclario.vault.models import DataKey, KnownRoot
    from altaclario.workspaces.models import Workspace

    for model in (Connection, DataKey, KnownRoot, Workspace):
        model.objects.all().delete()
    for path in Path(settings.ROOT_KEY_FILE).parent.glob("root.key*"):
        path.unlink()
    custody.make_root_key(settings.ROOT_KEY_FILE)
    for number in (1, 2):
        Workspace.objects.create(pk=number, name="x", slug=f"x-{number}")
    for name, owner in OWNERS.items():
        row = Connection(pk=_id(name), workspace_id=int(owner[-1]), site=f"https://{name}.test")
        with transaction.atomic():
            TOKEN.seal(row, SECRETS[name], now=NOW)
            row.save()
        if name == "1":
            keys.renew(owner, now=NOW)
    old = {"keys": serialize("json", DataKey.objects.all()), "rows": serialize("json", Connection.objects.all())}
    return {**old, "root": settings.ROOT_KEY_FILE.read_bytes().hex(), "look": look()}


def look() -> dict[str, Any]:
    """What another process sees: each secret, and whether each owner can seal."""
    from django.conf import settings
    from django.db import transaction

    from altaclario.connections.models import TOKEN, Connection
    from altaclario.vault import custody, keys
    from altaclario.vault.models import DataKey, KnownRoot

    secrets = {}
    for name in SECRETS:
        with TOKEN.opened(Connection.objects.get(pk=_id(name))) as secret:
            secrets[name] = secret.reveal()
    with transaction.atomic():
        for owner in sorted(set(OWNERS.values())):
            keys.for_sealing(owner, now=NOW)
        transaction.set_rollback(True)
    return {
        "secrets": secrets,
        "versions": sorted(f"{one.owner} {one.version}" for one in DataKey.objects.all()),
        "roots": sorted({one.root.name for one in DataKey.objects.select_related("root")}),
        "retired": sorted(one.name for one in KnownRoot.objects.exclude(retired=None)),
        "held": [one.name for one in custody.chosen().held()],
        "files": sorted(path.name for path in settings.ROOT_KEY_FILE.parent.glob("root.key*")),
    }


def bring_back(before: dict[str, Any]) -> dict[str, Any]:
    """Put back what an old copy holds: what opens with it, and what it may seal."""
    from django.conf import settings
    from django.core.serializers import deserialize
    from django.db import transaction

    from altaclario.connections.models import TOKEN, Connection
    from altaclario.vault import keys
    from altaclario.vault.box import NotOpened
    from altaclario.vault.models import DataKey
    from altaclario.vault.roots import RootKeyUnusable

    settings.ROOT_KEY_FILE.write_bytes(bytes.fromhex(before["root"]))
    for one in deserialize("json", before["keys"]):
        taken = DataKey.objects.filter(owner=one.object.owner, version=one.object.version).exists()
        one.object.pk = None
        if not taken:
            one.save()
    for one in deserialize("json", before["rows"]):
        one.save()
    opened, sealed = [], []
    for name, owner in OWNERS.items():
        with contextlib.suppress(NotOpened):
            TOKEN.opened(Connection.objects.get(pk=_id(name))).wipe()
            opened.append(name)
        try:
            with transaction.atomic():
                sealed.append(f"{owner} {keys.for_sealing(owner, now=NOW)[0]}")
        except RootKeyUnusable as unusable:
            sealed.append(str(unusable))
    return {"opened": opened, "sealed": sealed}


def _id(name: str) -> str:
    return f"00000000-0000-4000-8000-00000000000{name}"
