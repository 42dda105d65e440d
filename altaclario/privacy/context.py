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
    """The newest version of each text that is announced, or took force of late, and is told of in pages."""
    today = timezone.now().date()
    found = [versions.newest(name) for name in versions.NAMES]
    return [one for one in found if one.is_material and today - one.effective <= _TOLD_FOR]
