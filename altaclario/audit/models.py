"""Chains of notes: one for each workspace and each person, and the sealed head that says where each one ends."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from altaclario.declarations.holdings import holds
from altaclario.vault import columns


class Chains(models.QuerySet["Chain"]):
    """Chains, always of one owner."""

    def of(self, owner: str) -> "Chains":
        return self.filter(owner=owner).order_by("number")


@holds(about="workspace", plain="owner number begun head", find="owner", kept="owner", erased="chain")
class Chain(models.Model):
    """The notes of one owner, such as "workspace:12" or "person:7".

    The owner is a word and no reference: who owns stands above this room. A next chain begins where the head of the one
    before does not open any more.
    """

    owner = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    begun = models.DateTimeField()
    head = models.BinaryField()
    """The key of the chain, how many notes it has, and the mark of the last one: sealed together."""

    objects = Chains.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "number"], name="one_chain_a_number")
        ]

    def __str__(self) -> str:
        return f"chain {self.number} of {self.owner}"


HEAD = columns.declare("audit.Chain", "head", owner=":owner", record=lambda row: f"chain {row.number}")
"""Bound to owner and number: a head that is moved to another chain does not open."""


class Notes(models.QuerySet["Note"]):
    """Notes, always of one owner, the newest first."""

    def of(self, owner: str) -> "Notes":
        return self.filter(chain__owner=owner).order_by("-chain__number", "-number")


@holds(
    about="workspace",
    personal="who at on",
    plain="number what kind old new mark",
    find="chain__owner",
    kept="owner",
    erased="chain",
)
class Note(models.Model):
    """One thing that somebody did. Ids and short words of ours alone: no name, no address, no content.

    The database refuses to change one, and PostgreSQL also to delete one whose chain stands (see the migration).
    """

    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="notes")
    number = models.PositiveIntegerField()
    """Its place in the chain, from 1."""
    at = models.DateTimeField()
    who = models.CharField(max_length=40)
    """The id of the person. Their name is looked up when a page is shown."""
    what = models.CharField(max_length=40)
    """The name of one of the verbs in the register."""
    kind = models.CharField(max_length=20)
    on = models.CharField(max_length=64)
    """The id of that which it was done to."""
    old = models.TextField()
    new = models.TextField()
    mark = models.CharField(max_length=64)
    """HMAC-SHA256 of all this and of the mark before it."""

    objects = Notes.as_manager()

    if TYPE_CHECKING:
        chain_id: int

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["chain", "number"], name="one_note_a_number")
        ]

    def __str__(self) -> str:
        return f"note {self.number} of chain {self.chain_id}"
