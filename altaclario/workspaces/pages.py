"""Where a person who signs in arrives, and the form that makes a workspace."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from altaclario.workspaces import founding
from altaclario.workspaces.forms import NewWorkspace


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """To the first workspace, or to the form that makes one."""
    membership = founding.first_of(request.user)
    return redirect("flow", membership.workspace.slug) if membership else redirect("workspace-new")


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Make a workspace and go on to connecting a tracker. Who sent the form twice has one workspace."""
    if existing := founding.first_of(request.user):
        return redirect("connections", existing.workspace.slug)
    form = NewWorkspace(request.POST or None)
    if request.method == "POST" and form.is_valid():
        membership = founding.found(request.user, **form.cleaned_data, now=timezone.now())
        return redirect("connection-new", membership.workspace.slug)
    return render(request, "workspaces/new.html", {"form": form})
