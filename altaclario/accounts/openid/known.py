"""An issuer as we know it: what it offered when it was set up, our secret with it, sealed, and its keys for a while."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from altaclario.egress import origins

COLUMNS = (
    "issuer client_id secret authorization_endpoint token_endpoint keys_endpoint takes_secret_in_form names_itself "
    "keys keys_read keys_asked made"
)
"""Of every table of issuers, none of them personal."""
KEYS_HOLD = timedelta(hours=1)
"""So long its keys are not asked for again, unless one is missing."""
ASKED_AGAIN = timedelta(minutes=1)
"""No sooner, whatever comes along."""


class KnownIssuer(models.Model):
    """Its endpoints are those of the day on which it was set up: the secret goes to that one and nowhere else."""

    issuer = models.CharField(max_length=500)
    client_id = models.CharField(max_length=200)
    secret = models.BinaryField(default=b"")
    authorization_endpoint = models.CharField(max_length=500)
    token_endpoint = models.CharField(max_length=500)
    keys_endpoint = models.CharField(max_length=500)
    takes_secret_in_form = models.BooleanField(default=False)
    names_itself = models.BooleanField(default=False)
    """Whether it says in its answer who answers."""
    keys = models.JSONField(default=list)
    keys_read = models.DateTimeField(null=True)
    keys_asked = models.DateTimeField(null=True)
    made = models.DateTimeField()

    objects: ClassVar["models.Manager[KnownIssuer]"]

    class Meta:
        abstract = True

    @property
    def tenant(self) -> int:
        """The workspace whose owners chose it; 0 for the operator's choice."""
        return 0

    @property
    def host(self) -> str:
        """Where its pages are, for people; also when it may not be called any more."""
        return origins.host(self.issuer)
