"""The app of the operator: pages, no tables."""

from django.apps import AppConfig


class OperatingConfig(AppConfig):
    """What whoever runs the installation sees."""

    name = "altaclario.operating"
