"""The wrapped data keys. Without the root key, which is not in the database, they open nothing."""

from django.db import models

from altaclario.declarations.holdings import holds


@holds(about="instance", plain="version name since retired", kept="installation", erased="never")
class KnownRoot(models.Model):
    """One root key that this database has met, by a name that gives nothing of it away.

    The highest version wraps. One that was replaced is retired: it wraps nothing and opens nothing any more.
    """

    version = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=200, unique=True)
    since = models.DateTimeField()
    retired = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"root key {self.version}"


@holds(
    about="workspace",
    plain="owner version wrapped created seals opens_from",
    find="owner",
    kept="owner",
    erased="key",
)
class DataKey(models.Model):
    """One data key of one owner, such as "workspace:12"."""

    owner = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    root = models.ForeignKey(KnownRoot, on_delete=models.PROTECT, related_name="data_keys")
    """Which root key wrapped it."""
    wrapped = models.BinaryField()
    created = models.DateTimeField()
    seals = models.PositiveIntegerField(default=0)
    """How often it sealed something."""
    opens_from = models.PositiveIntegerField(default=1)
    """Versions below this were destroyed, and are refused should a copy of one come back."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "version"], name="one_key_a_version"),)

    def __str__(self) -> str:
        return f"data key {self.version} of {self.owner}"
