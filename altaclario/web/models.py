"""How often something was tried of late."""

from typing import ClassVar

from django.db import models

from altaclario.declarations.holdings import holds


@holds(about="instance", plain="count begins ends earlier earlier_ends", keep_days=1, since="ends")
class Tally(models.Model):
    """Tries of one kind by one address, account or person. The name is a keyed hash that tells none of them.

    Those of now, and of the time before as long as the last of them is not as old as the rate is long.
    """

    name = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    """When the last of them is too old to count."""
    earlier = models.PositiveIntegerField()
    earlier_ends = models.DateTimeField()

    objects: ClassVar["models.Manager[Tally]"] = models.Manager()

    def __str__(self) -> str:
        return f"tally until {self.ends}"
