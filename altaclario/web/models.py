"""How often something was tried of late."""

from typing import ClassVar

from django.db import models

from altaclario.declarations.holdings import holds


@holds(about="instance", plain="count ends", keep_days=1, since="ends")
class Tally(models.Model):
    """Tries of one kind by one address, account or person. The name is a keyed hash that tells none of them."""

    name = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    ends = models.DateTimeField()

    objects: ClassVar["models.Manager[Tally]"] = models.Manager()

    def __str__(self) -> str:
        return f"tally until {self.ends}"
