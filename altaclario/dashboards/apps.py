"""The dashboards app: pages, no tables."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """From a question to a chart."""

    name = "altaclario.dashboards"
