"""The web app: registers the checks of declarations."""

from django.apps import AppConfig
from django.core import checks


class WebConfig(AppConfig):
    """What every page stands on."""

    name = "altaclario.web"

    def ready(self) -> None:
        from altaclario.web.declared import declared, without_grounds
        from altaclario.web.doors import declared as doors

        checks.register(declared)
        checks.register(without_grounds)
        checks.register(doors)
