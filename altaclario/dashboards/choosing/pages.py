"""How figures are counted: what is chosen, the form of each section, and what would change before it is saved."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from altaclario.charts.messages import Message, Text
from altaclario.connections import choices
from altaclario.dashboards.choosing import opening
from altaclario.dashboards.choosing.opening import Opened
from altaclario.dashboards.choosing.sections import SECTIONS, Section
from altaclario.metrics.settings import Settings
from altaclario.workspaces import access, members, teams
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Permission


@access.needs(Permission.VIEW)
@require_safe
def overview(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What is chosen, for everybody or for a team, and where it is changed."""
    opened = opening.seen(membership, request.GET, is_of_tracker=True, now=timezone.now())
    settings = opened.settings
    rows = [(one, _words(one, opened, settings)) for one in SECTIONS.values()]
    told = {"opened": opened, "rows": rows, "may_change": opening.may_change(membership, opened.place)}
    return render(request, "dashboards/counting.html", told)


def _words(section: Section, opened: Opened, settings: Settings) -> Sequence[Text]:
    """What the section says now; what is said in words of a tracker nobody knows while it is not in memory."""
    if _is_unknown(section, opened):
        return [Message("not known while nothing of the tracker is in memory")]
    return section.words(settings)


def _is_unknown(section: Section, opened: Opened) -> bool:
    """Whether nobody can see what is chosen there, so that whatever was saved would wipe it."""
    return section.is_of_tracker and opened.snapshot is None


@access.needs(Permission.OWN_TEAM)
def section(request: HttpRequest, membership: Membership, section: str) -> HttpResponse:
    """One section: its form, and saving it."""
    chosen, opened = _opened(request, membership, section)
    form = chosen.form(request.POST or None, request.FILES or None, settings=opened.settings, snapshot=opened.snapshot)
    if request.method != "POST" or not form.is_valid():
        return _shown(request, chosen, opened, form)
    if _is_unknown(chosen, opened):
        return _shown(request, chosen, opened, form, status=409)
    try:
        choices.change(
            membership,
            opened.place,
            form.chosen(opened.settings),
            chosen.keys,
            snapshot=opened.snapshot,
            seen=request.POST.get("seen", ""),
            now=timezone.now(),
        )
    except teams.NoSuchTeam:
        raise Http404 from None
    except members.NotAllowed:
        raise PermissionDenied from None
    except choices.ChangedMeanwhile:
        form.add_error(None, _("Somebody changed this meanwhile. Look at what is chosen now, then save again."))
        return _shown(request, chosen, opened, form)
    messages.success(request, _("Figures are counted so from the next page on."))
    return redirect(reverse("counting", args=[membership.workspace.slug]) + opened.query)


@access.needs(Permission.OWN_TEAM)
@require_POST
def preview(request: HttpRequest, membership: Membership, section: str) -> HttpResponse:
    """The same form, and what would change; nothing is saved."""
    chosen, opened = _opened(request, membership, section)
    form = chosen.form(request.POST, request.FILES, settings=opened.settings, snapshot=opened.snapshot)
    if _is_unknown(chosen, opened) or not form.is_valid():
        return _shown(request, chosen, opened, form)
    settings = form.chosen(opened.settings)
    again = chosen.form(settings=settings, snapshot=opened.snapshot)
    return _shown(request, chosen, opened, again, tried=opened.tried(settings, chosen.keys))


def _opened(request: HttpRequest, membership: Membership, name: str) -> tuple[Section, Opened]:
    """Raises Http404 or PermissionDenied."""
    if name not in SECTIONS:
        raise Http404
    try:
        return SECTIONS[name], opening.to_change(membership, request.GET, SECTIONS[name], now=timezone.now())
    except members.NotAllowed:
        raise PermissionDenied from None


def _shown(
    request: HttpRequest, section: Section, opened: Opened, form: Any, *, status: int = 200, **more: object
) -> HttpResponse:
    told = {"section": section, "opened": opened, "form": form, "seen": opened.place.seen, **more}
    told["is_unknown"] = _is_unknown(section, opened)
    # A part of a page is not put in its place unless it came with 200.
    is_refused = bool(form.errors) and "HX-Request" not in request.headers
    return render(request, "dashboards/counting_section.html", told, status=422 if is_refused else status)
