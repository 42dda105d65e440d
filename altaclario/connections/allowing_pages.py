"""Allowing at the maker of a tracker instead of typing a token: the way there, the way back, and the question here."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from altaclario.accounts.openid import asking as openid
from altaclario.accounts.openid.departures import Departure
from altaclario.accounts.openid.faults import IssuerFault
from altaclario.connections import allowing, finding
from altaclario.connections.allowing import NotReached, Waiting
from altaclario.connections.causes import REFUSALS
from altaclario.connections.grants import asking, registered
from altaclario.connections.grants.registered import App
from altaclario.connections.kinds import KINDS
from altaclario.connections.making import Gone, TwiceTheSame
from altaclario.connections.models import Connection
from altaclario.connections.pages import explained
from altaclario.web import refusals
from altaclario.workspaces import access, members
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Permission


@require_POST
@access.needs(Permission.CONNECT)
def leave(request: HttpRequest, membership: Membership, provider: str, id: Any = None) -> HttpResponse:
    """The page that leads there; with an id it is allowed again for that connection."""
    app, again = _app(provider), _again(membership, provider, id)
    address = allowing.leave(
        request.session, membership, app, again=again, back=_back(request, provider), now=timezone.now()
    )
    told = {"address": address, "kind": KINDS[provider], "maker": app.server.maker, "again": again}
    return _silent(render(request, "connections/leaving.html", told | {"scopes": allowing.scopes(app)}))


@require_GET
def back(request: HttpRequest, provider: str) -> HttpResponse:
    """Where the maker sends the browser: it is taken once, asked about, and told in no address after this."""
    app = _app(provider)
    try:
        departure = allowing.returned(
            request.session, app, openid.state_of(request.GET), person=request.user.pk or 0, now=timezone.now()
        )
    except IssuerFault:
        return _refused(request, app, _not_begun())
    return _ask(request, departure.then, app=app, departure=departure)


@access.needs(Permission.CONNECT)
def _ask(request: HttpRequest, membership: Membership, app: App, departure: Departure) -> HttpResponse:
    """Both sides by name, and the button. Nothing is stored yet."""
    workspace, mended = allowing.place(departure)
    if workspace != membership.workspace_id:
        raise Http404
    again, now = _again(membership, app.provider, mended or None), timezone.now()
    try:
        held = allowing.granted(app, departure, request.GET, back=_back(request, app.provider), now=now)
        waiting = allowing.wait(request.session, membership, app, held, again=again, now=now)
    except asking.NotAllowed:
        return _refused(request, app, _("%(maker)s did not let us in.") % {"maker": app.server.maker}, membership)
    except REFUSALS as refused:
        return _refused(request, app, explained(refused, app.provider), membership)
    return _question(request, app, waiting, again)


@require_POST
@access.needs(Permission.CONNECT)
def allowed(request: HttpRequest, membership: Membership, provider: str, id: Any = None) -> HttpResponse:
    """The person said that it is what they meant: from now on it is a connection."""
    app, again, now = _app(provider), _again(membership, provider, id), timezone.now()
    try:
        made = allowing.taken(request.session, membership, app, request.POST, again=again, now=now)
    except IssuerFault:
        return _refused(request, app, _not_begun(), membership, status=422)
    except REFUSALS as refused:
        return _refused(request, app, explained(refused, provider), membership, status=422)
    try:
        kept = allowing.keep(membership, app, made, request.POST.get("site", ""), again=again, now=now)
    except Gone:
        raise Http404 from None
    except members.NotAllowed:
        raise PermissionDenied from None
    except TwiceTheSame:
        fault = _("You have connected this site in this way already; remove one of the two.")
    except NotReached:
        fault = _("Choose one of the sites that you allowed.")
        if not app.server.resources:
            fault = _(
                "Give the address of an organisation of Azure DevOps, as https://dev.azure.com/your-organisation."
            )
    except REFUSALS as refused:
        fault = explained(refused, provider)
    else:
        return redirect("connection" if again else "connection-scope", membership.workspace.slug, kept.pk)
    return _once_more(request, membership, app, made, again, fault)


def _once_more(
    request: HttpRequest, membership: Membership, app: App, made: Connection, again: Connection | None, fault: str
) -> HttpResponse:
    """The same question, and what was wrong with the answer."""
    now = timezone.now()
    try:
        waiting = allowing.once_more(request.session, membership, app, made, again=again, now=now)
    except REFUSALS:
        return _refused(request, app, fault, membership, status=422)
    return _question(request, app, waiting, again, fault, request.POST.get("site", ""))


def _question(
    request: HttpRequest, app: App, waiting: Waiting, again: Connection | None, fault: str = "", typed: str = ""
) -> HttpResponse:
    sites = [(one, allowing.refused(app, one)) for one in waiting.sites]
    told = {"waiting": waiting, "sites": sites, "again": again, "fault": fault}
    told |= {"reaches": bool(app.server.resources), "typed": typed}
    told |= {"kind": KINDS[app.provider], "maker": app.server.maker, "ends_at": app.server.ends_at}
    return _silent(render(request, "connections/allowed.html", told, status=422 if fault else 200))


def _refused(
    request: HttpRequest, app: App, fault: str, membership: Membership | None = None, *, status: int = 403
) -> HttpResponse:
    """Nothing came of it."""
    refusals.told(request, "grant-refused")
    told = {"fault": fault, "kind": KINDS[app.provider], "maker": app.server.maker, "membership": membership}
    return _silent(render(request, "connections/not_allowed.html", told, status=status))


def _silent(response: HttpResponse) -> HttpResponse:
    """The address of the page, or one on it, holds what nobody else must learn."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _not_begun() -> str:
    return _(
        "This was not begun in this browser by who is signed in now, was used already, or took longer than ten minutes."
    )


def _app(provider: str) -> App:
    """Raises Http404 where the operator has none."""
    found = registered.of(provider)
    if found is None:
        raise Http404
    return found


def _again(membership: Membership, provider: str, id: Any) -> Connection | None:
    """The connection that it is allowed again for. Raises Http404 or PermissionDenied."""
    if id is None:
        return None
    found = finding.to_change(membership, id)
    if found.provider != provider:
        raise Http404
    return found


def _back(request: HttpRequest, provider: str) -> str:
    return request.build_absolute_uri(reverse("connection-back", args=[provider]))
