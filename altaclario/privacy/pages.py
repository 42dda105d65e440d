"""Closing an account or a workspace, and undoing it."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from altaclario.accounts import closed
from altaclario.privacy import closing
from altaclario.privacy.forms import Close
from altaclario.workspaces import access, members
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Permission


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # the library has no types
def close_account(request: HttpRequest) -> HttpResponse:
    """What closing means, what has to be handed over or closed first, and the button."""
    person: Any = request.user
    form = Close(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erases = closing.close_account(
                person,
                wait=form.wait,  # type: ignore[arg-type]
                address_of=_link(request),
                now=timezone.now(),
            )
        except closing.OwnsAlone:
            messages.error(request, _("Workspaces would be left without an owner. Nothing was closed."))
        else:
            request.is_noted = True  # type: ignore[attr-defined]  # that one is signed out follows from it
            logout(request)
            closed.show(request, person.owner_key, erases)
            return redirect("closed")
    told = {"form": form, "owned_alone": closing.owned_alone(person)}
    return render(request, "privacy/close_account.html", told, status=422 if request.method == "POST" else 200)


@access.needs(Permission.CLOSE)
@reauthentication_required  # type: ignore[untyped-decorator]  # the library has no types
def close_workspace(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What closing means for all who belong to it, and the button."""
    form = Close(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            closing.close_workspace(
                membership,
                wait=form.wait,  # type: ignore[arg-type]
                address_of=_link(request),
                now=timezone.now(),
            )
        except members.NotAllowed:
            raise PermissionDenied from None
        messages.success(request, _("The workspace is closed."))
        if closing.owes_mail(membership.workspace.owner_key):
            messages.warning(
                request, _("Not every owner could be mailed the link that undoes it. Its pages have it too.")
            )
        return redirect("workspaces")
    return render(request, "privacy/close_workspace.html", {"form": form})


@require_POST
@access.needs(Permission.CLOSE, while_closed=True)
def reopen_workspace(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Open it again, as one of its owners."""
    try:
        closing.reopen(membership, now=timezone.now())
    except closing.CannotBeUndone:
        messages.error(request, _("There was nothing to undo."))
    else:
        messages.success(request, _("The workspace is open again, as it was."))
    return redirect("workspaces")


@require_safe
def opened_link(request: HttpRequest, token: str) -> HttpResponse:
    """Where the mail leads: what it says is left in the session, and stands in no address after this."""
    try:
        owner, erases = closed.read(token)
        closing.what_is_closed(owner, erases, now=timezone.now())
    except (closed.LeadsNowhere, closing.CannotBeUndone):
        return _nothing(request)
    closed.show(request, owner, erases)
    return redirect("closed")


@require_safe
def shown_closed(request: HttpRequest) -> HttpResponse:
    """What is closed, until when that can be undone, and the button."""
    try:
        owner, erases = closed.shown(request)
        what = closing.what_is_closed(owner, erases, now=timezone.now())
    except (closed.LeadsNowhere, closing.CannotBeUndone):
        return _nothing(request)
    return render(request, "privacy/closed.html", {"what": what})


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Open it again. Who did proves once more who they are, as sign-ins stay ended."""
    try:
        owner, erases = closed.shown(request)
        name = closing.undo(owner, erases, now=timezone.now())
    except (closed.LeadsNowhere, closing.CannotBeUndone):
        return _nothing(request)
    closed.forget(request)
    if owner.startswith("person:"):
        messages.success(request, _("Your account is open again, as it was. Sign in."))
    else:
        messages.success(request, _("{name} is open again, as it was.").format(name=name))
    return redirect("workspaces")


def _nothing(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/nothing_to_undo.html", status=404)


def _link(request: HttpRequest) -> closing.AddressOf:
    return lambda token: request.build_absolute_uri(reverse("closed-link", args=[token]))
