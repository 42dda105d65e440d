"""Pages that belong to no workspace: the theme, the keys, and what robots and monitors ask for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_POST

from altaclario.web import context, device, going_back


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the next theme on this device, and go back to the page."""
    themes = device.CHOICES["theme"]
    chosen = themes[(themes.index(device.remembered(request, "theme")) + 1) % len(themes)]
    response = redirect(going_back.page(request))
    device.remember(request, response, "theme", chosen)
    return response


@require_POST
def shortcuts(request: HttpRequest) -> HttpResponse:
    """Turn the keyboard shortcuts off on this device, or on again, and go back to the page."""
    response = redirect(going_back.page(request))
    device.remember(request, response, "shortcuts", "off" if context.has_shortcuts(request) else "on")
    return response


@require_POST
def counted(request: HttpRequest) -> HttpResponse:
    """Object on this device to being counted, or let it be, and go back to the page."""
    response = redirect(going_back.page(request))
    is_on = device.remembered(request, "counted") == "on"
    device.remember(request, response, "counted", "off" if is_on else "on")
    return response


def robots(_request: HttpRequest) -> HttpResponse:
    """Crawlers may read the public pages and the demo, no other workspace."""
    return HttpResponse(
        "User-agent: *\nAllow: /w/demo/\nDisallow: /w/\nDisallow: /accounts/\n",
        content_type="text/plain; charset=utf-8",
    )


def icon(_request: HttpRequest) -> HttpResponse:
    """Browsers that look at a file and not at a page ask for it under its old name."""
    return redirect(static("web/icon.svg"))


def alive(_request: HttpRequest) -> HttpResponse:
    """Whether this process answers."""
    return HttpResponse("alive", content_type="text/plain; charset=utf-8")
