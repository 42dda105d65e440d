"""The teams of a workspace: which there are, who belongs to them, and what their work is."""

import re
from collections.abc import Collection
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from altaclario.connections import team_scopes
from altaclario.connections.team_scopes import KINDS, MOST_PARTS, Part
from altaclario.dashboards import team_lists
from altaclario.workspaces import access, members, teams
from altaclario.workspaces.forms import ChangeTeam, NewTeam
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Permission

_PART = re.compile(r"([0-9a-f-]{36})/([0-9]{1,19}|[0-9a-f-]{36})", re.ASCII)
"""Our id of a connection, and what the tracker calls a board, a project or an area by."""


@access.needs(Permission.VIEW)
def listed(request: HttpRequest, membership: Membership) -> HttpResponse:
    """All teams, with their members and their work."""
    return render(request, "dashboards/teams.html", {"rows": team_lists.every(membership)})


@access.needs(Permission.TEAMS)
def new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Give a team a name; then its members and its work are chosen."""
    form = NewTeam(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = teams.make(membership, name=form.cleaned_data["name"], now=timezone.now())
        except members.NotAllowed:
            raise PermissionDenied from None
        except teams.NameTaken:
            form.add_error("name", _("Another team is called so."))
        except teams.TooMany:
            form.add_error(None, _("This workspace has as many teams as it may have. Delete one that nobody needs."))
        else:
            return redirect("team", membership.workspace.slug, made.pk)
    return render(request, "dashboards/team_new.html", {"form": form}, status=422 if form.errors else 200)


@access.needs(Permission.OWN_TEAM)
def one(request: HttpRequest, membership: Membership, team: UUID) -> HttpResponse:
    """One team; its name and its members are changed here."""
    opened = _opened(membership, team)
    form = ChangeTeam(request.POST or None, people=opened.people, initial={"name": opened.team.name})
    if request.method == "POST" and form.is_valid():
        try:
            teams.change(membership, team, **form.change, now=timezone.now())
        except teams.NoSuchTeam:
            raise Http404 from None
        except members.NotAllowed:
            raise PermissionDenied from None
        except teams.NameTaken:
            form.add_error("name", _("Another team is called so."))
        else:
            messages.success(request, _("The team is changed."))
            return _next(membership, team)
    return _shown(request, opened, form)


@require_POST
@access.needs(Permission.OWN_TEAM)
def work(request: HttpRequest, membership: Membership, team: UUID) -> HttpResponse:
    """Choose what the work of a team is; of two who do it at once neither undoes the other."""
    ticked, seen = _parts(request, ""), _parts(request, "initial-")
    try:
        team_scopes.change(membership, team, adding=ticked - seen, taking=seen - ticked, now=timezone.now())
    except teams.NoSuchTeam:
        raise Http404 from None
    except members.NotAllowed:
        raise PermissionDenied from None
    except team_scopes.TooMany:
        text = _(
            "A team may have up to %(most)d boards, projects or areas of one tracker. Choose fewer; of areas, those "
            "that the others lie in."
        )
        opened = _opened(membership, team, ticked=ticked, seen=seen)
        form = ChangeTeam(people=opened.people, initial={"name": opened.team.name})
        return _shown(request, opened, form, text % {"most": MOST_PARTS})
    messages.success(request, _("The work of the team is changed; dashboards show it from the next page on."))
    return _next(membership, team)


@require_POST
@access.needs(Permission.TEAMS)
def delete(request: HttpRequest, membership: Membership, team: UUID) -> HttpResponse:
    """Delete a team, and end the share links that show its work."""
    try:
        teams.delete(membership, team, now=timezone.now())
    except teams.NoSuchTeam:
        raise Http404 from None
    except members.NotAllowed:
        raise PermissionDenied from None
    messages.success(request, _("The team is deleted. Share links that showed its work open nothing any more."))
    return redirect("teams", membership.workspace.slug)


def _opened(membership: Membership, team: UUID, **sent: Collection[Part]) -> team_lists.Opened:
    """Raises Http404 or PermissionDenied."""
    try:
        return team_lists.opened(membership, team, **sent)
    except teams.NoSuchTeam:
        raise Http404 from None
    except members.NotAllowed:
        raise PermissionDenied from None


def _shown(request: HttpRequest, opened: team_lists.Opened, form: ChangeTeam, fault: str = "") -> HttpResponse:
    context = {"opened": opened, "form": form, "fault": fault}
    return render(request, "dashboards/team.html", context, status=422 if fault or form.errors else 200)


def _next(membership: Membership, team: UUID) -> HttpResponse:
    """Back to the team, for who may still change it: one may have left it just now."""
    try:
        teams.to_change(membership, team)
    except (teams.NoSuchTeam, members.NotAllowed):
        return redirect("teams", membership.workspace.slug)
    return redirect("team", membership.workspace.slug, team)


def _parts(request: HttpRequest, prefix: str) -> set[Part]:
    """What was ticked, or what was when the page was made; what is no id did not stand on our page."""
    found = [(kind, _PART.fullmatch(one)) for kind in KINDS for one in request.POST.getlist(f"{prefix}{kind}")]
    return {Part(match[1], kind, match[2]) for kind, match in found if match}
