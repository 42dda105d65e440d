"""An account and a workspace that are due, what is left of them, and an old copy that somebody puts back."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from tests import keeping

OVER = keeping.NOW + timedelta(days=31)
_AGREED = {"terms_version": "2026-11-24", "terms_at": keeping.NOW, "is_of_age": True}


def seed() -> dict[str, Any]:
    """Two people in a workspace, of whom one closed her account; and a workspace that somebody closed."""
    from django.conf import settings
    from django.core.serializers import serialize

    from altaclario.accounts.models import User
    from altaclario.audit import notes, verbs
    from altaclario.connections.models import TOKEN, Connection
    from altaclario.vault import custody
    from altaclario.workspaces import founding
    from altaclario.workspaces.models import Membership
    from altaclario.workspaces.permissions import Role
    from tests import emptying

    emptying._empty()
    Path(settings.PURGE_JOURNAL).unlink(missing_ok=True)
    custody.make_root_key(settings.ROOT_KEY_FILE)
    people = [
        User.objects.create(pk=pk, email=f"{name}@x.test", name=name, joined=keeping.NOW, **_AGREED)
        for pk, name in ((1, "stays"), (2, "goes"))
    ]
    own, closed = (founding.found(people[0], name=name, zone="UTC", now=keeping.NOW) for name in ("Own", "Closed"))
    Membership.objects.create(workspace=own.workspace, person=people[1], role=Role.MEMBER)
    for number, workspace in ((1, own.workspace), (2, closed.workspace)):
        row = Connection(pk=keeping._id(str(number)), workspace=workspace, owner=people[number - 1 or 1])
        _sealed(TOKEN, row)
    Connection.objects.filter(workspace=own.workspace).update(owner=people[1])
    notes.note(people[1], verbs.SIGNED_UP, now=keeping.NOW)
    old = {"people": serialize("json", User.objects.all()), "workspaces": _copied()}
    User.objects.filter(pk=2).update(erases=OVER, is_active=False)
    type(closed.workspace).objects.filter(pk=closed.workspace_id).update(erases=OVER)
    return {**old, "look": look()}


def look() -> dict[str, Any]:
    """What another process sees."""
    from django.conf import settings

    from altaclario.accounts.models import User
    from altaclario.audit.models import Chain
    from altaclario.connections.models import Connection
    from altaclario.privacy.models import Ending
    from altaclario.vault.models import DataKey
    from altaclario.workspaces.models import Membership, Workspace

    journal = Path(settings.PURGE_JOURNAL)
    return {
        "people": sorted(User.objects.values_list("name", flat=True)),
        "workspaces": sorted(Workspace.objects.values_list("name", flat=True)),
        "members": Membership.objects.count(),
        "connections": [bool(one.token) for one in Connection.objects.all()],
        "chains": sorted(Chain.objects.values_list("owner", flat=True)),
        "keys": sorted(DataKey.objects.values_list("owner", flat=True)),
        "endings": Ending.objects.count(),
        "marks": journal.read_text().count("\n") - 1 if journal.exists() else 0,
    }


def bring_back(before: dict[str, Any]) -> dict[str, Any]:
    """Put an old copy back; what the journal makes of it."""
    from django.core.serializers import deserialize

    from altaclario.privacy import erasing

    for name in ("people", "workspaces"):
        for one in deserialize("json", before[name]):
            one.save()
    back = look()
    found = erasing.erase_again(now=OVER)
    erasing.erase_due(now=OVER)
    return {"back": back["people"], "found": len(found), **look()}


def _copied() -> str:
    from django.core.serializers import serialize

    from altaclario.workspaces.models import Workspace

    return serialize("json", Workspace.objects.all())


def _sealed(token: Any, row: Any) -> None:
    from django.db import transaction

    with transaction.atomic():
        token.seal(row, "ATATT-x", now=keeping.NOW)
        row.save()
