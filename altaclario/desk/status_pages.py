"""The page of status, its feed, what is new, closing what stands at the head of pages, and the page of a failure."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from altaclario.desk import banners, feeds, incidents, updates
from altaclario.web import going_back


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Whether everything works, and what did not in the last 90 days."""
    now = timezone.now()
    told = {"open": list(incidents.every(over=False)), "past": list(incidents.past(now=now)), "now": now}
    return render(request, "desk/incidents.html", told)


@require_safe
def whole(request: HttpRequest) -> HttpResponse:
    """All that was ever told."""
    return render(request, "desk/all_incidents.html", {"incidents": list(incidents.every(over=True))})


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The same for programs that watch it."""
    text = feeds.atom(incidents.every(over=True)[: feeds.MOST], origin=request.build_absolute_uri("/"))
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """The banner of an incident is not shown any more in this browser."""
    response = redirect(going_back.page(request))
    banners.close(request, response, request.POST.get("incident", ""))
    return response


@require_safe
def updates_of_the_product(request: HttpRequest) -> HttpResponse:
    """What is new, for everybody."""
    return render(request, "desk/updates.html", {"updates": updates.every()})


@login_required
@require_POST
def close_updates(request: HttpRequest) -> HttpResponse:
    """What was told of the product is told no more to this person."""
    updates.close(request.user, request.POST.get("through", ""))  # type: ignore[arg-type]
    return redirect(going_back.page(request))


def failed(_request: HttpRequest) -> HttpResponse:
    """What Django shows where something failed: asks nothing that may fail as well."""
    return HttpResponseServerError(render_to_string("500.html", {"known_incidents": banners.known()}))
