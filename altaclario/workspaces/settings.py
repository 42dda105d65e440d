"""What a workspace is called, when its days and weeks begin, and whether its members need a second factor."""

from datetime import datetime
from typing import Any

from altaclario.accounts import second_factors
from altaclario.audit import notes, verbs
from altaclario.workspaces import members
from altaclario.workspaces.models import Membership, Workspace
from altaclario.workspaces.permissions import Permission


class NoSecondFactorYet(Exception):
    """Who asks others for one must have one: else they would shut themselves out."""


def change(
    membership: Membership,
    *,
    name: str | None = None,
    zone: str | None = None,
    week_start: int | None = None,
    needs_second_factor: bool | None = None,
    now: datetime,
) -> None:
    """Give it what is given; None leaves a setting as it is, and its address always stays.

    Raises NotAllowed or NoSecondFactorYet.
    """
    with members.alone(membership) as asking:
        if not asking.may(Permission.SETTINGS):
            raise members.NotAllowed
        if needs_second_factor and not second_factors.has_one(asking.person):
            raise NoSecondFactorYet
        asked = {"name": name, "zone": zone, "week_start": week_start, "needs_second_factor": needs_second_factor}
        changed = {setting: value for setting, value in asked.items() if value is not None}
        if changed:
            before = {setting: getattr(asking.workspace, setting) for setting in changed}
            Workspace.objects.filter(pk=asking.workspace_id).update(**changed)
            old, new = _closed(before), _closed(changed)
            notes.note(asking, verbs.WORKSPACE_CHANGED, on=asking.workspace, old=old, new=new, now=now)


def _closed(settings: dict[str, Any]) -> list[str]:
    """As a note has them: that the name is another one, and not what it is."""
    return [name if name == "name" else f"{name}:{_word(value)}" for name, value in settings.items()]


def _word(value: Any) -> Any:
    return ("off", "on")[value] if isinstance(value, bool) else value


def without_second_factor(membership: Membership) -> int:
    """How many of its members would be shut out until they have set one up."""
    return Membership.objects.beside(membership).exclude(person__in=second_factors.people_with_one()).count()
