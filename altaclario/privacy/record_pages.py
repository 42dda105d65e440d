"""What anybody may read of how this installation handles data, made from what the software itself obeys."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from altaclario.consent.analytics import checklist
from altaclario.privacy import complaining, instance, processing, promises

_FIRST = ("unproved", "changed", "held")
"""What is not as it should be stands first."""


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """The record of processing activities, and every column that says something about people."""
    entries = processing.entries()
    tables = [table for one in entries for table in one.tables]
    told = {
        "entries": entries,
        "tables": len(tables),
        "columns": sum(len(one.personal) for one in tables),
        "authorities": complaining.authorities(),
        "telling": sum(bool(one.personal) for one in tables),
    }
    return render(request, "privacy/processing.html", told)


@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    """Promise by promise: what keeps it, what proves it, and how it stood when that was tried; and numbers of here."""
    run, every = promises.standing()
    counts = Counter(one.state for one in every)
    told = {
        "run": run,
        "promises": sorted(every, key=lambda one: _FIRST.index(one.state)),
        "held": counts["held"],
        "changed": counts["changed"],
        "unproved": counts["unproved"],
        "by_people": promises.BY_PEOPLE,
        "numbers": instance.numbers(),
        "signed": checklist.signed(),
    }
    return render(request, "privacy/trust.html", told)
