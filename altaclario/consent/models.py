"""The log of what people agreed to, and of who looked at the property of analytics. Rows are added, never changed."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from altaclario.accounts.models import User
from altaclario.declarations.holdings import holds

TERMS, COOKIES = "terms", "cookies"
"""The texts that somebody is asked about."""


class Agreements(models.QuerySet["Agreement"]):
    """Answers, always of one person, the newest first."""

    def of(self, person: Any) -> "Agreements":
        return self.filter(person=person.pk).order_by("-at", "-pk")


@holds(
    about="person",
    personal="text version answer has_signal at",
    plain="sha256 came_with_device",
    find="person",
    kept="account",
)
class Agreement(models.Model):
    """One answer to one version of one text; the hash says which words exactly.

    The database refuses to change a row (see the migration).
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="agreements")
    text = models.CharField(max_length=20)
    version = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    answer = models.CharField(max_length=10)
    has_signal = models.BooleanField(default=False)
    """Whether the browser sent an opt-out signal with the answer."""
    came_with_device = models.BooleanField(default=False)
    """Whether it stood on the device on which they signed in: whoever used it before may have given it."""
    at = models.DateTimeField()

    objects = Agreements.as_manager()

    if TYPE_CHECKING:
        person_id: int

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "at"], name="agreements_of_a_person")]

    def __str__(self) -> str:
        return f"agreement {self.pk}"


@holds(
    about="instance",
    plain="measurement_id role retention_months seal at",
    kept="installation",
)
class PropertyCheck(models.Model):
    """That somebody looked at the settings of the Google Analytics property and found them as they must be."""

    measurement_id = models.CharField(max_length=30)
    role = models.CharField(max_length=60)
    """As what they signed, such as "data protection officer"; no name."""
    retention_months = models.PositiveSmallIntegerField()
    seal = models.CharField(max_length=64)
    """The hash of the list that was signed."""
    at = models.DateTimeField()

    objects: ClassVar["models.Manager[PropertyCheck]"] = models.Manager()

    def __str__(self) -> str:
        return f"check {self.pk} of {self.measurement_id}"
