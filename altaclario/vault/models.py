"""The wrapped data keys. Without the root key, which is not in the database, they open nothing."""

from django.db import models

from altaclario.declarations.holdings import holds


@holds(about="workspace", plain="owner version wrapped created", find="owner")
class DataKey(models.Model):
    """One data key of one owner, such as "workspace:12"."""

    owner = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    wrapped = models.BinaryField()
    created = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "version"], name="one_key_a_version"),)

    def __str__(self) -> str:
        return f"data key {self.version} of {self.owner}"
