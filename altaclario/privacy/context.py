"""What templates may ask: which texts there are, and which of them changed of late in something that matters."""

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from altaclario.web import versions
from altaclario.web.versions import Version

_TOLD_FOR = timedelta(days=14)
"""So long after a version took force pages still say so."""


def page(_request: HttpRequest) -> dict[str, Callable[[], list[Version]]]:
    return {"changed_texts": changed}


def changed() -> list[Version]:
    """Every version that matters and is announced, or took force of late; what else was sealed since hides none."""
    today = timezone.now().date()
    found = [one for name in versions.NAMES for one in versions.versions(name)]
    return [one for one in found if one.is_material and today - one.effective <= _TOLD_FOR]
