"""Connections as they are read: how far, how fresh, and the buttons that read, stop, empty and remove."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from altaclario.connections import finding, making
from altaclario.connections.causes import REFUSALS
from altaclario.connections.forms import TAKING_OVER, Principal, Token
from altaclario.connections.grants import registered, servers
from altaclario.connections.making import Gone, TwiceTheSame
from altaclario.connections.models import Connection, Way
from altaclario.connections.pages import explained, summary
from altaclario.declarations import dashboards
from altaclario.providers.scope import MOST_BOARDS
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import asking, listing, naming, provenance, seeing
from altaclario.sync import history as told
from altaclario.sync.standing import Standing
from altaclario.web.templatetags.words import say
from altaclario.workspaces import access, members
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Permission


@access.needs(Permission.VIEW)
def listed(request: HttpRequest, membership: Membership) -> HttpResponse:
    """All connections of the workspace."""
    every = finding.every(membership)
    standings = listing.glance(every, now=timezone.now())
    names = naming.names(membership, every)
    named = [(one, names[one.connection.key]) for one in standings]
    return render(request, "connections/list.html", {"standings": named, "meter": listing.meter(standings)})


@access.needs(Permission.VIEW)
def one(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """One connection: what it reads, how far it is, and what can be done."""
    return _page(request, membership, id)


@access.needs(Permission.VIEW)
def progress(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """The part of the page that shows how far a reading is, for a page that asks every second."""
    connection = finding.one(membership, id)
    standing, snapshot = seeing.look(connection, now=timezone.now())
    if standing.run is None and "of" in request.GET:
        return _renewed(request, membership, connection, standing, snapshot)
    response = render(request, "connections/_progress.html", {"connection": connection, "standing": standing})
    if standing.run is None or (standing.is_held and request.GET.get("until") == "part"):
        response.headers["HX-Refresh"] = "true"
    return response


@access.needs(Permission.VIEW)
def history(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """The readings of the last 90 days, and the receipts of what was emptied."""
    connection, now = finding.one(membership, id), timezone.now()
    context = {
        "connection": connection,
        "standing": listing.glance([connection], now=now)[0],
        "name": _name(membership, connection),
        "history": told.history(connection, page=request.GET.get("page", ""), now=now),
    }
    return render(request, "sync/history.html", context)


@require_POST
@access.needs(Permission.REFRESH)
def refresh(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """Read it again now."""
    asking.load(finding.one(membership, id), by=membership, now=timezone.now())
    return _back(request, membership, id)


@require_POST
@access.needs(Permission.REFRESH)
def cancel(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """Stop the reading that goes on; what was read before stays."""
    asking.stop(finding.one(membership, id), by=membership, now=timezone.now())
    messages.info(request, _("The reading stops. What was held before stays."))
    return _back(request, membership, id)


@require_POST
@access.needs(Permission.PURGE)
def purge(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """Empty the memory; the receipt stands on the connection's page until it is loaded again."""
    if asking.purge(finding.to_change(membership, id), by=membership, now=timezone.now()) is None:
        messages.info(request, _("Memory had been emptied before; nothing was in it."))
    return redirect("connection", membership.workspace.slug, id)


@require_POST
@access.needs(Permission.CONNECT)
def remove(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """Disconnect: memory is emptied, the sealed token is gone."""
    connection = finding.to_change(membership, id)
    asking.remove(connection, by=membership, now=timezone.now())
    messages.success(request, _("The connection is removed: its token is gone, and nothing of it is in memory."))
    return redirect("connections", membership.workspace.slug)


@require_POST
@access.needs(Permission.CONNECT)
def test(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """Look once with the sealed token."""
    connection = finding.to_change(membership, id)
    try:
        seen = making.test(membership, connection, now=timezone.now())
    except REFUSALS as refused:
        messages.error(request, explained(refused, connection.provider))
        return redirect("connection", membership.workspace.slug, id)
    return _page(request, membership, id, outcome=summary(seen, connection.provider))


@access.needs(Permission.CONNECT)
def token(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """Put another token in the place of the sealed one, if the tracker accepts it; a colleague's becomes one's own."""
    connection = finding.to_change(membership, id)
    is_own = connection.owner_id == membership.person_id
    # Whoever puts a token in the place of a grant says whose it is, as whoever takes over does.
    asks_whose = connection.is_granted or not is_own
    kind = TAKING_OVER[connection.provider] if asks_whose else Token
    form = (Principal if connection.way == Way.PRINCIPAL else kind)(request.POST or None)
    fault = None
    if request.method == "POST" and form.is_valid():
        try:
            seen = making.replace_token(membership, connection, **form.sent, now=timezone.now())
        except Gone:
            raise Http404 from None
        except members.NotAllowed:
            raise PermissionDenied from None
        except TwiceTheSame:
            fault = _("You have connected this account of this tracker already; remove one of the two.")
        except REFUSALS as refused:
            fault = explained(refused, connection.provider)
        else:
            return _page(request, membership, id, outcome=summary(seen, connection.provider))
    context = {"connection": connection, "form": form, "fault": fault, "is_own": is_own}
    context |= {"name": _name(membership, connection)}
    context |= {"app": registered.of(connection.provider) if connection.is_granted else None}
    return render(request, "connections/token.html", context, status=422 if fault or form.errors else 200)


def _page(request: HttpRequest, membership: Membership, id: Any, *, outcome: str = "") -> HttpResponse:
    """The page of a connection; what a button found out stands in this answer alone, as messages would be stored."""
    connection = finding.one(membership, id)
    standing, snapshot = seeing.look(connection, now=timezone.now())
    context = _told(membership, connection, standing, snapshot) | {
        "receipt": told.newest_receipt(connection, now=timezone.now()) if standing.kind == "purged" else None,
        "outcome": outcome,
        "back": reverse("connection", args=[membership.workspace.slug, id]),
    }
    return render(request, "connections/connection.html", context)


def _renewed(
    request: HttpRequest, membership: Membership, connection: Connection, standing: Standing, snapshot: Snapshot | None
) -> HttpResponse:
    """The parts of the page that a reading changes, to be put in the place of the old ones: what somebody types or is
    about to confirm stays as it is."""
    context = _told(membership, connection, standing, snapshot) | {"renews": True}
    response = render(request, "sync/_renewed.html", context)
    response.headers["HX-Reswap"] = "none"
    return response


def _told(
    membership: Membership, connection: Connection, standing: Standing, snapshot: Snapshot | None
) -> dict[str, Any]:
    return {
        "connection": connection,
        "standing": standing,
        "name": _name(membership, connection),
        "told": provenance.provenance(connection, snapshot, now=timezone.now()),
        "most_boards": MOST_BOARDS,
        "server": servers.of(connection.provider) if connection.is_granted else None,
    }


def _name(membership: Membership, connection: Connection) -> str:
    return say(naming.name(membership, connection, finding.every(membership)))


def _back(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """To the dashboard of the connection that the button stood on, or to its own page."""
    page = request.POST.get("from", "")
    if page in dashboards.NAMES:
        return redirect(reverse(page, args=[membership.workspace.slug]) + finding.one(membership, id).query)
    return redirect("connection", membership.workspace.slug, id)
