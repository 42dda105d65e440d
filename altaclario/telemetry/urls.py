"""The address of telemetry."""

from django.urls import path

from altaclario.telemetry import pages

urlpatterns = [path("telemetry", pages.told, name="telemetry")]
