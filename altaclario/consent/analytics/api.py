"""Where scripts of our pages tell what they count."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from altaclario.consent import choice
from altaclario.consent.analytics import measuring, visits
from altaclario.consent.analytics.hits import NotAHit
from altaclario.web import problems


@require_POST
def measured(request: HttpRequest) -> HttpResponse:
    """One hit, whose answer keeps the yes and the visit; where no analytics is named there is no such address."""
    if not settings.ANALYTICS_ID:
        raise Http404
    now = timezone.now()
    try:
        held, visit = measuring.count(request, now=now)
    except measuring.NotAllowed:
        response = problems.problem(403, "Analytics is off on this device. Nothing was counted.")
        visits.forget(response)
        return response
    except NotAHit as wrong:
        return problems.problem(422, str(wrong))
    response = HttpResponse(status=204)
    choice.remember(response, held)
    visits.remember(response, visit, now=now)
    return response
