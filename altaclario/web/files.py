"""Addresses of static files: what was built has a hash in its name and may be kept for ever."""

import json
from functools import cache
from pathlib import Path

from django.contrib.staticfiles.storage import StaticFilesStorage

_NAMES = Path(__file__).parent / "static" / "built" / "names.json"


class Built(StaticFilesStorage):
    """Leads the name of a source to what was built of it."""

    def url(self, name: str | None) -> str:
        return super().url(_names().get(name or "", name))


@cache
def _names() -> dict[str, str]:
    """The built name of each source; nothing when nothing was built."""
    built: dict[str, str] = json.loads(_NAMES.read_text())["names"] if _NAMES.exists() else {}
    return built
