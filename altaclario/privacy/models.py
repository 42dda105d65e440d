"""An erasing that has begun: what is left to do of it when it is cut off."""

from django.db import models

from altaclario.declarations.holdings import holds
from altaclario.vault import columns


@holds(about="workspace", personal="told", plain="owner key begun mark rows is_empty", find="owner", kept="owner")
class Ending(models.Model):
    """The erasing of an account or a workspace. It cannot be undone any more, and goes when it is done."""

    owner = models.CharField(max_length=64, unique=True)
    """Such as "person:7"."""
    key = models.CharField(max_length=64, unique=True)
    """Whose data key seals where the receipt goes: the owner's is destroyed on the way."""
    begun = models.DateTimeField()
    mark = models.CharField(max_length=64)
    """What the journal says of it."""
    told = models.BinaryField()
    """The addresses that get the receipt, sealed."""
    rows = models.PositiveIntegerField(default=0)
    """How many have gone."""
    is_empty = models.BooleanField(default=False)
    """Whether no row is left; the files of the database may still hold what stood in them."""

    objects = models.Manager["Ending"]()

    def __str__(self) -> str:
        return f"ending of {self.owner}"


TOLD = columns.declare("privacy.Ending", "told", owner=":key", record=lambda row: str(row.owner))
