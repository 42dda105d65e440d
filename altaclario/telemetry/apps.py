"""The telemetry app."""

from django.apps import AppConfig


class TelemetryConfig(AppConfig):
    """Hears of errors that nobody caught."""

    name = "altaclario.telemetry"

    def ready(self) -> None:
        from django.core.signals import got_request_exception

        from altaclario.telemetry import errors

        got_request_exception.connect(errors.noted, dispatch_uid="telemetry of errors")
