"""What the next reading of an organisation goes on from."""

from collections.abc import Mapping
from dataclasses import dataclass

from altaclario.providers.azure_devops.columns.assembling import Catalogue
from altaclario.providers.azure_devops.columns.fields import Fields
from altaclario.providers.azure_devops.columns.revisions import Names, Revisions
from altaclario.providers.azure_devops.surroundings import Question


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """Revisions that tell something, what stands around them, and where each project's feed ended."""

    revisions: Revisions
    names: Names
    catalogue: Catalogue
    """Without the items that are there, which each reading asks for."""
    tokens: Mapping[str, str]
    """The token of the feed of each project, by the project's GUID. A project without work has none."""
    fields: Mapping[str, Fields]
    """What is asked for of each project, by its GUID."""
    marks: Mapping[Question, int]
    """Of what hardly ever changes."""
    version: str
    """That of the interface, by which it was read."""
    untold: frozenset[int] = frozenset()
    """Items of which the feed tells too little, so they are read as they are today."""
    turn: int = 0
    """How many questions about what often changes were put again so far,"""
    quiet_turn: int = 0
    """and how many about what hardly ever does."""
    alone_turn: int = 0
    """How many items that the feed never gives were looked up again so far."""

    @property
    def size_bytes(self) -> int:
        """Memory of the columns."""
        return self.revisions.size_bytes + self.catalogue.assigned.nbytes + self.catalogue.links.nbytes
