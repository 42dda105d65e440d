"""The web app: registers the check of declarations."""

from django.apps import AppConfig
from django.core import checks


class WebConfig(AppConfig):
    """What every page stands on."""

    name = "altaclario.web"

    def ready(self) -> None:
        from altaclario.web.declared import declared

        checks.register(declared)
