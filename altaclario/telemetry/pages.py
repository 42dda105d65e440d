"""The one address to which a browser says how a page of ours was."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST

from altaclario.telemetry import beacons, counts
from altaclario.telemetry.beacons import MOST_BYTES, NotClosed

_SAME = ("same-origin", "")
"""What a browser says of who sends it: a page of ours; older ones say nothing, and show the token of a form."""
_FORM = "application/x-www-form-urlencoded"


@require_POST
def told(request: HttpRequest) -> HttpResponse:
    """Nothing is answered; what is not of the form is refused whole."""
    now = timezone.now()
    if request.headers.get("Sec-Fetch-Site", "") not in _SAME:
        return HttpResponse(status=403)
    if request.content_type != _FORM or len(request.body) > MOST_BYTES:
        return HttpResponse(status=413 if request.content_type == _FORM else 400)
    if not beacons.METER.has_room(request.META.get("REMOTE_ADDR", ""), now=now):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    try:
        said = beacons.read(request.POST, now=now)
    except NotClosed:
        return HttpResponse(status=400)
    if _may_be_counted(request):
        for one in said:
            if beacons.FAILURES.has_room(one):
                counts.HERE.add(one)
    return HttpResponse(status=204)


def _may_be_counted(request: HttpRequest) -> bool:
    """Asked anew: they may have objected in another tab since the page was shown. Who it is must be known for that."""
    bool(request.user.is_authenticated)
    return bool(import_string(settings.MAY_BE_COUNTED)(request))
