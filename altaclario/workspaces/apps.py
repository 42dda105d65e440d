"""The workspaces app."""

from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    """Workspaces, memberships, permissions, the access door."""

    name = "altaclario.workspaces"
