"""The fixture that tests of telemetry share."""

from altaclario.telemetry.tests.counted import counted

__all__ = ["counted"]
