"""The pages that people look at."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from altaclario.workspaces import access, founding
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Permission


def landing(request: HttpRequest) -> HttpResponse:
    """What this is, with a live chart of the demo."""
    return render(request, "web/landing.html", {"chart": None})


def demo(request: HttpRequest) -> HttpResponse:
    """Full dashboards of a simulated site, without an account."""
    return redirect("flow", founding.DEMO_SLUG)


@access.needs(Permission.VIEW)
def flow(request: HttpRequest, membership: Membership) -> HttpResponse:
    raise Http404


@access.needs(Permission.VIEW)
def sprint(request: HttpRequest, membership: Membership) -> HttpResponse:
    raise Http404
