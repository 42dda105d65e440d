"""What was measured, as a page for whoever runs the installation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from altaclario.operating import measured as measures
from altaclario.operating.door import for_operators


@for_operators
@require_safe
def measured(request: HttpRequest) -> HttpResponse:
    """Traffic, vitals and errors of all people together, in the last so many days."""
    page = measures.page(request.GET.get("days", ""), now=timezone.now())
    return render(request, "operating/measured.html", {"page": page})
