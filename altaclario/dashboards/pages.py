"""The pages that people look at."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode

from altaclario.dashboards import boards, items
from altaclario.web import navigation
from altaclario.workspaces import access, founding
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Permission


def landing(request: HttpRequest) -> HttpResponse:
    """What this is, with a live chart of the demo."""
    return render(request, "web/landing.html", {"chart": boards.of_the_demo(now=timezone.now())})


def demo(_request: HttpRequest) -> HttpResponse:
    """Full dashboards of a simulated site, without an account."""
    return redirect("flow", founding.DEMO_SLUG)


@access.needs(Permission.VIEW)
def dashboard(request: HttpRequest, membership: Membership, name: str) -> HttpResponse:
    """One of the dashboards."""
    board = boards.board(membership, name, request.GET, now=timezone.now())
    context = {
        "title": navigation.WORDS[name],
        "page": board.page,
        "standing": board.standing,
        "trackers": board.trackers,
        "connection": board.named,
        "here": board.here,
        "asked": urlencode({**dict(board.query.items()), "dashboard": name}),
    }
    return render(request, "dashboards/dashboard.html", context)


@access.needs(Permission.VIEW)
def item(request: HttpRequest, membership: Membership, id: Any, item: int) -> HttpResponse:
    """What happened to one item."""
    shown = items.one(membership, id, item, now=timezone.now())
    context = {"page": shown.page, "standing": shown.standing, "connection": shown.connection, "shown": shown}
    return render(request, "dashboards/item.html", context, status=404 if shown.is_gone else 200)
