"""How a workspace comes to be."""

import secrets
import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from altaclario.accounts.models import User
from altaclario.audit import notes, verbs
from altaclario.workspaces import walls
from altaclario.workspaces.models import Membership, Workspace
from altaclario.workspaces.permissions import Role

DEMO_SLUG = "demo"
MOST_OWNED = 20
"""So that nobody fills an installation with empty rooms."""
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"


class TooMany(Exception):
    """The person owns as many workspaces as one may."""


def found(person: Any, *, name: str, zone: str, once: uuid.UUID | None = None, now: datetime) -> Membership:
    """A workspace that the person owns; a form that is sent twice, known by its `once`, makes one. Raises TooMany.

    Its address ends in chance, so that it tells nothing of other names.
    """
    ending = "".join(secrets.choice(_SIGNS) for _ in range(6))
    slug = f"{slugify(name)[:40].strip('-') or 'workspace'}-{ending}"
    with transaction.atomic():
        person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        own = Membership.objects.of(person)
        if once and (existing := own.filter(workspace__once=once).first()):
            return existing
        if own.filter(role=Role.OWNER).count() >= MOST_OWNED:
            raise TooMany
        coming = walls.next_id(Workspace)
        named = {"name": name, "slug": slug, "zone": zone, "once": once or uuid.uuid4()}
        with walls.within(coming):
            workspace = Workspace.objects.create(pk=coming, created=now, **named)
            owner = {"person": person, "role": Role.OWNER, "joined": now}
            made: Membership = Membership.objects.create(workspace=workspace, **owner)
            notes.note(made, verbs.WORKSPACE_FOUNDED, on=workspace, now=now)
            return made


def every_of(person: Any) -> list[Membership]:
    """All workspaces of a person, the first one first."""
    return list(Membership.objects.of(person).order_by("joined"))


def visit_to_the_demo() -> Membership | None:
    """A read-only membership in the demo, unsaved; None when this installation has none."""
    workspace = Workspace.objects.filter(slug=DEMO_SLUG, is_demo=True).first() if settings.HAS_DEMO else None
    return Membership(workspace=workspace, role=Role.VIEWER) if workspace else None


def demo(*, now: datetime) -> Workspace:
    """The workspace of the demo, which nobody owns."""
    workspace, _ = Workspace.objects.get_or_create(
        slug=DEMO_SLUG, defaults={"name": "Demo", "is_demo": True, "created": now}
    )
    return workspace
