"""API tokens as people see them: their own, what each may read and until when, and a new one, shown once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from altaclario.workspaces import access, api_tokens, members
from altaclario.workspaces.forms import NewApiToken
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Permission


@access.needs(Permission.API)
def listed(request: HttpRequest, membership: Membership) -> HttpResponse:
    """One's own tokens, and those of others for who may revoke them."""
    every = api_tokens.every(membership, now=timezone.now())
    told = {"open": [one for one in every if one.is_open], "over": [one for one in every if not one.is_open]}
    return render(request, "workspaces/api_tokens.html", told)


@access.needs(Permission.API)
def new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Make a token, after a confirmation of who one is; it is shown this once."""
    form = NewApiToken(request.POST or None)
    if request.method == "POST" and form.is_valid():
        access.ask_who(request)
        try:
            made, text = api_tokens.make(membership, **form.cleaned_data, now=timezone.now())
        except members.NotAllowed:
            raise PermissionDenied from None
        except api_tokens.MadeAlready:
            messages.error(
                request,
                _("This token was made already, and shown then. If you missed it, revoke it here and make another."),
            )
            return redirect("api-tokens", membership.workspace.slug)
        except api_tokens.TooManyOpen:
            form.add_error(None, _("You have many tokens already. Revoke one that no program needs."))
        else:
            told = {"token": made, "text": text, "origin": request.build_absolute_uri("/")[:-1]}
            return render(request, "workspaces/api_token_made.html", told)
    status = 422 if form.errors else 200
    return render(request, "workspaces/api_token_new.html", {"form": form}, status=status)


@require_POST
@access.needs(Permission.API)
def revoke(request: HttpRequest, membership: Membership, api_token: Any) -> HttpResponse:
    """End a token."""
    try:
        api_tokens.revoke(membership, api_token, now=timezone.now())
    except api_tokens.NoSuchToken:
        raise Http404 from None
    except members.NotAllowed:
        raise PermissionDenied from None
    messages.success(request, _("The token reads nothing any more."))
    return redirect("api-tokens", membership.workspace.slug)
