"""Middleware: counts each answer and each error, of those who let it; without a question to the database."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string

from altaclario.telemetry import counts, happened

_NOT_COUNTED = ("alive", "telemetry")
"""What monitors ask all day, and what a page says of itself."""


class Counting:
    """Around all that answers pages; files are not counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        self._may_be_counted: Callable[[HttpRequest], bool] = import_string(settings.MAY_BE_COUNTED)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self._get_response(request)
        name = happened.asked_for(request)
        if name in _NOT_COUNTED or not self._may_be_counted(request):
            return response
        took = time.perf_counter() - began
        seen = happened.viewed(
            name, asked=request.method, status=response.status_code, seconds=took, now=timezone.now()
        )
        counts.HERE.add(seen)
        if failed := getattr(request, "telemetry_failed", None):
            counts.HERE.add(failed)
        return response
