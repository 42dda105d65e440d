"""Connections as they are read: how far, how fresh, and the buttons that read, stop, empty and remove."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from altaclario.charts import wording
from altaclario.charts.messages import Message, counted
from altaclario.connections import finding, making
from altaclario.connections.causes import REFUSALS
from altaclario.connections.forms import Token
from altaclario.connections.making import Gone
from altaclario.connections.pages import explained, summary
from altaclario.providers.scope import MOST_BOARDS
from altaclario.sync import asking, listing, seeing
from altaclario.web.templatetags.words import say
from altaclario.workspaces import access
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Permission


@access.needs(Permission.VIEW)
def listed(request: HttpRequest, membership: Membership) -> HttpResponse:
    """All connections of the workspace."""
    standings = listing.glance(finding.every(membership), now=timezone.now())
    return render(request, "connections/list.html", {"standings": standings})


@access.needs(Permission.VIEW)
def one(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """One connection: what it reads, how far it is, and what can be done."""
    return _page(request, membership, id)


@access.needs(Permission.VIEW)
def progress(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """The part of the page that shows how far a reading is, for a page that asks every second."""
    connection = finding.one(membership, id)
    standing = seeing.look(connection, now=timezone.now())[0]
    response = render(request, "connections/_progress.html", {"connection": connection, "standing": standing})
    if standing.run is None or (standing.is_held and request.GET.get("until") == "part"):
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@access.needs(Permission.REFRESH)
def refresh(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """Read it again now."""
    asking.load(finding.one(membership, id), now=timezone.now())
    return _back(request, membership, id)


@require_POST
@access.needs(Permission.REFRESH)
def cancel(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """Stop the reading that goes on; what was read before stays."""
    asking.stop(finding.one(membership, id), now=timezone.now())
    messages.info(request, _("The reading stops. What was held before stays."))
    return _back(request, membership, id)


@require_POST
@access.needs(Permission.CONNECT)
def purge(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """Empty the memory, and say what is gone."""
    now = timezone.now()
    items, moves = asking.purge(finding.one(membership, id), now=now)
    zone = membership.workspace.zone
    receipt = Message(
        "Memory was emptied at {time} {zone}: {items} and {moves} are gone.",
        {
            "time": wording.clock_time(now, zone, now=now),
            "zone": zone,
            "items": wording.items(items),
            "moves": counted("{count} status change", "{count} status changes", moves),
        },
    )
    return _page(request, membership, id, outcome=say(receipt))


@require_POST
@access.needs(Permission.CONNECT)
def remove(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """Disconnect: memory is emptied, the sealed token is gone."""
    connection = finding.one(membership, id)
    asking.remove(connection, now=timezone.now())
    messages.success(request, _("The connection is removed: its token is gone, and nothing of it is in memory."))
    return redirect("connections", membership.workspace.slug)


@require_POST
@access.needs(Permission.CONNECT)
def test(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """Look once with the sealed token."""
    connection = finding.one(membership, id)
    try:
        seen = making.test(connection)
    except REFUSALS as refused:
        messages.error(request, explained(refused, connection.provider))
        return redirect("connection", membership.workspace.slug, id)
    return _page(request, membership, id, outcome=summary(seen, connection.provider))


@require_POST
@access.needs(Permission.CONNECT)
def token(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """Put another token in the place of the sealed one, if the tracker accepts it."""
    form = Token(request.POST)
    connection = finding.one(membership, id)
    if not form.is_valid():
        messages.error(request, _("Type the new token; the sealed one stays."))
        return redirect("connection", membership.workspace.slug, id)
    try:
        seen = making.replace_token(connection, token=form.cleaned_data["token"], now=timezone.now())
    except Gone:
        raise Http404 from None
    except REFUSALS as refused:
        messages.error(request, explained(refused, connection.provider))
        return redirect("connection", membership.workspace.slug, id)
    return _page(request, membership, id, outcome=summary(seen, connection.provider))


def _page(request: HttpRequest, membership: Membership, id: Any, *, outcome: str = "") -> HttpResponse:
    """The page of a connection; what a button found out stands in this answer alone, as messages would be stored."""
    connection = finding.one(membership, id)
    context = {
        "connection": connection,
        "standing": seeing.look(connection, now=timezone.now())[0],
        "form": Token(),
        "most_boards": MOST_BOARDS,
        "outcome": outcome,
        "back": reverse("connection", args=[membership.workspace.slug, id]),
    }
    return render(request, "connections/connection.html", context)


def _back(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """To the dashboard of the connection that the button stood on, or to its own page."""
    page = request.POST.get("from", "")
    if page in ("flow", "sprint"):
        return redirect(reverse(page, args=[membership.workspace.slug]) + finding.one(membership, id).query)
    return redirect("connection", membership.workspace.slug, id)
