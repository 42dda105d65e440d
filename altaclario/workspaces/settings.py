"""What a workspace is called, in which zone its days end, and whether its members need a second factor."""

from datetime import datetime

from altaclario.accounts import second_factors
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
    needs_second_factor: bool | None = None,
    now: datetime,
) -> None:
    """Give it what is given; None leaves a setting as it is, and its address always stays.

    Raises NotAllowed or NoSecondFactorYet.
    """
    del now
    with members.alone(membership) as asking:
        if not asking.may(Permission.SETTINGS):
            raise members.NotAllowed
        if needs_second_factor and not second_factors.has_one(asking.person):
            raise NoSecondFactorYet
        asked = {"name": name, "zone": zone, "needs_second_factor": needs_second_factor}
        changed = {setting: value for setting, value in asked.items() if value is not None}
        if changed:
            Workspace.objects.filter(pk=asking.workspace_id).update(**changed)


def without_second_factor(membership: Membership) -> int:
    """How many of its members would be shut out until they have set one up."""
    return Membership.objects.beside(membership).exclude(person__in=second_factors.people_with_one()).count()
