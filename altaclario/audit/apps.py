"""The audit app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Chains of notes."""

    name = "altaclario.audit"
