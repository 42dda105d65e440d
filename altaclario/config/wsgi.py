"""The application as a server calls it."""

import os

from django.core.wsgi import get_wsgi_application

from altaclario.config import children

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "altaclario.config.settings")
children.die_with_the_parent()
children.leave_no_dump()
application = get_wsgi_application()

from altaclario.config.gates import passing  # noqa: E402 - the apps must be loaded before
from altaclario.telemetry import flushing  # noqa: E402 - the same

# Whatever serves it: the gates hold for a server that is started by other means, too.
passing.check("localhost")
flushing.begin()
children.leave_out_of_collections()
