"""What this installation published and how far people were told; and an erasing that has begun."""

from typing import ClassVar

from django.db import models

from altaclario.declarations.holdings import holds
from altaclario.vault import columns


@holds(
    about="workspace", personal="told", plain="owner key begun mark rows is_empty is_clean", find="owner", kept="owner"
)
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
    is_clean = models.BooleanField(default=False)
    """Whether they hold nothing of it either: all that is left to do is the receipt."""

    objects = models.Manager["Ending"]()

    def __str__(self) -> str:
        return f"ending of {self.owner}"


TOLD = columns.declare("privacy.Ending", "told", owner=":key", record=lambda row: str(row.owner))


@holds(about="instance", plain="text version sha256 began told told_to telling", kept="installation")
class Publication(models.Model):
    """One version of one text, from the moment when it was published here."""

    text = models.CharField(max_length=20)
    version = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    began = models.DateTimeField()
    told = models.DateTimeField(null=True)
    """When the last of those who had to be told was told; at once where nobody had to."""
    told_to = models.BigIntegerField(default=0)
    """The id of the last person who was told so far: a command that was stopped goes on behind them."""
    telling = models.DateTimeField(null=True)
    """When the command that sends the mails last went on; None while none does."""

    objects: ClassVar["models.Manager[Publication]"] = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["text", "version"], name="published_once")
        ]

    def __str__(self) -> str:
        return f"{self.text} {self.version}"


@holds(about="instance", plain="count since last", kept="installation")
class Pulse(models.Model):
    """One thing that this installation does again and again: how often since when, and when last."""

    name = models.CharField(max_length=40, primary_key=True)
    count = models.PositiveBigIntegerField()
    since = models.DateTimeField()
    last = models.DateTimeField()

    objects: ClassVar["models.Manager[Pulse]"] = models.Manager()

    def __str__(self) -> str:
        return f"pulse {self.name}"
