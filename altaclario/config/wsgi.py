"""The application as a server calls it."""

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from altaclario.config import children

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "altaclario.config.settings")
children.die_with_the_parent()
children.leave_no_dump()
_answer = get_wsgi_application()

from altaclario.config.gates import passing  # noqa: E402 - the apps must be loaded before
from altaclario.telemetry import flushing  # noqa: E402 - the same

# Whatever serves it: the gates hold for a server that is started by other means, too.
passing.check("localhost")
children.leave_out_of_collections()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answers one request. Counts are written from the first one on, in whichever process it comes to."""
    flushing.begin()
    return _answer(environ, start_response)
