"""The one door to what belongs to a workspace."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any, TypeAlias

from allauth.account.internal.flows.reauthentication import (
    is_reauthentication_required,
    raise_if_reauthentication_required,
)
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from altaclario.accounts import second_factors
from altaclario.declarations.promises import keeps
from altaclario.workspaces import founding, members, walls
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import CONFIRMED, Permission

View: TypeAlias = Callable[..., HttpResponse]


def needs(
    permission: Permission, *, while_closed: bool = False, lets_go: bool = False, back_to: str = ""
) -> Callable[[View], View]:
    """Let only those in who have the permission; the view gets their membership in place of the slug.

    A stranger gets the same 404 as for a workspace that does not exist; a member who lacks the second factor that the
    workspace asks for is led to set one up, whatever page it is, but for the one that lets go of it: nobody is held. Of
    a closed workspace there is one page for all that belong to it, and what is open `while_closed`.

    Whoever does what asks for it confirms first that it is they. What they sent is kept for them meanwhile; where it
    holds a secret it is not, and they come `back_to` the page on which it is typed.
    """

    def guarding(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, **rest: Any) -> HttpResponse:
            membership = membership_in(slug, request.user)
            if _is_kept_out(membership, request.user, lets_go=lets_go):
                return render(request, "workspaces/second_factor.html", {"slug": slug}, status=403)
            if membership.workspace.is_closed and not while_closed:
                told = {"workspace": membership.workspace, "may_undo": membership.may_close}
                return render(request, "workspaces/closed.html", told, status=403)
            request.membership = membership  # type: ignore[attr-defined]
            if not membership.may(permission):
                raise PermissionDenied
            if permission in CONFIRMED and back_to and is_unconfirmed(request):
                there = urlencode({"next": reverse(back_to, args=[slug])})
                return redirect(f"{reverse('account_reauthenticate')}?{there}")
            if permission in CONFIRMED:
                ask_who(request)
            with walls.within(membership.workspace_id):
                return view(request, membership, **rest)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return guarding


def is_unconfirmed(request: HttpRequest) -> bool:
    """Whether whoever asks has not shown just now who they are."""
    return bool(is_reauthentication_required(request, app="allauth.account"))


def ask_who(request: HttpRequest) -> None:
    """Lead them to confirm that it is they, if they have not just now, and go on with this request afterwards."""
    raise_if_reauthentication_required(request, app="allauth.account")


def _is_kept_out(membership: Membership, person: Any, *, lets_go: bool) -> bool:
    """Whether the person lacks the second factor that the workspace asks for."""
    if not membership.workspace.needs_second_factor or second_factors.has_one(person):
        return False
    if not lets_go:
        return True
    # An only owner cannot leave, and would be shown to whom they may hand it over.
    with walls.within(membership.workspace_id):
        return members.is_only_owner(membership)


@keeps("tenant-walls")
def membership_in(slug: str, person: Any) -> Membership:
    """The person's membership in the workspace; anybody may visit the demo, unsaved and read-only. Raises Http404."""
    confined_to = getattr(person, "confined_to", None)
    with walls.within(confined_to) if confined_to else nullcontext():
        membership = Membership.objects.of(person).filter(workspace__slug=slug).first()
    if membership is not None:
        membership.is_confined = confined_to is not None
        return membership
    visit = founding.visit_to_the_demo() if slug == founding.DEMO_SLUG else None
    if visit is None:
        raise Http404
    return visit
