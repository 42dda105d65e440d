"""The pages that people look at."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from altaclario.dashboards import boards, dictionary, files, items
from altaclario.dashboards.boards import Board
from altaclario.web import navigation
from altaclario.workspaces import access, founding
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Permission


def landing(request: HttpRequest) -> HttpResponse:
    """What this is, with a live chart of the demo."""
    return render(request, "web/landing.html", {"chart": boards.of_the_demo(now=timezone.now())})


def demo(_request: HttpRequest) -> HttpResponse:
    """Full dashboards of a simulated site, without an account."""
    return redirect("home", founding.DEMO_SLUG)


def figures(request: HttpRequest) -> HttpResponse:
    """How every figure is counted."""
    return render(request, "dashboards/dictionary.html", {"subjects": dictionary.subjects()})


@access.needs(Permission.VIEW)
def dashboard(request: HttpRequest, membership: Membership, name: str) -> HttpResponse:
    """One of the dashboards."""
    return _shown(request, membership, name, boards.board(membership, name, request.GET, now=timezone.now()))


@access.needs(Permission.VIEW)
def file(request: HttpRequest, membership: Membership, name: str, chart: str) -> HttpResponse:
    """One table of a dashboard for a spreadsheet. Where nothing is held, the dashboard says why."""
    now = timezone.now()
    board = boards.board(membership, name, request.GET, now=now)
    if board.page is None:
        return _shown(request, membership, name, board)
    text = files.table(board.page, chart)
    if text is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{files.called(membership, name, chart, now=now)}"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


@access.needs(Permission.VIEW)
def item(request: HttpRequest, membership: Membership, id: Any, item: int) -> HttpResponse:
    """What happened to one item."""
    shown = items.one(membership, id, item, now=timezone.now())
    context = {"page": shown.page, "standing": shown.standing, "connection": shown.connection, "shown": shown}
    return render(request, "dashboards/item.html", context, status=404 if shown.is_gone else 200)


def _shown(request: HttpRequest, membership: Membership, name: str, board: Board) -> HttpResponse:
    context = {
        "title": navigation.WORDS[name],
        "page": board.page,
        "standing": board.standing,
        "trackers": board.trackers,
        "connection": board.named,
        "here": board.here,
        "files": reverse(f"{name}-file", args=[membership.workspace.slug, "_"]).removesuffix("_.csv"),
        "question": urlencode(dict(board.query.items())),
        "asked": urlencode({**dict(board.query.items()), "dashboard": name}),
    }
    return render(request, "dashboards/dashboard.html", context)
