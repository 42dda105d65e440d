"""Counts of what happened, an hour or a day each: names of ours and numbers, and nobody's."""

from typing import ClassVar

from django.db import models

from altaclario.declarations.holdings import holds

KEEP_DAYS = 90


@holds(about="instance", plain="at route method status ms count", keep_days=KEEP_DAYS, since="at")
class PageView(models.Model):
    """How often a route was answered so, in one hour."""

    at = models.DateTimeField()
    """The beginning of the hour."""
    route = models.CharField(max_length=60)
    """The name of an address of ours; empty where there is none."""
    method = models.CharField(max_length=6)
    """Whether it was asked to look or to change: "look" or "change"."""
    status = models.PositiveSmallIntegerField()
    ms = models.PositiveIntegerField()
    """It took so long at most, by one of a few lengths."""
    count = models.PositiveIntegerField()

    objects: ClassVar["models.Manager[PageView]"] = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["at", "route", "method", "status", "ms"], name="one_row_a_view")
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.status}, {self.count} times"


@holds(about="instance", plain="at route vital value count", keep_days=KEEP_DAYS, since="at")
class Sample(models.Model):
    """How often a browser measured so much of a vital on pages of a route, in one day."""

    at = models.DateTimeField()
    """The beginning of the day, in UTC."""
    route = models.CharField(max_length=60)
    vital = models.CharField(max_length=4)
    value = models.PositiveIntegerField()
    """Rounded, in milliseconds; a shift of the layout in thousandths."""
    count = models.PositiveIntegerField()

    objects: ClassVar["models.Manager[Sample]"] = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["at", "route", "vital", "value"], name="one_row_a_sample")
        ]

    def __str__(self) -> str:
        return f"{self.vital} {self.value} on {self.route}, {self.count} times"


@holds(about="instance", plain="at route kind place line release count", keep_days=KEEP_DAYS, since="at")
class Failure(models.Model):
    """How often something of ours failed so, in one hour. Nothing that the error carried."""

    at = models.DateTimeField()
    """The beginning of the hour."""
    route = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    """The name of the class of the error, or "script" in a browser."""
    place = models.CharField(max_length=80)
    """The file of ours in which it rose, or the script; empty where it was in none of ours."""
    line = models.PositiveIntegerField()
    release = models.CharField(max_length=20)
    count = models.PositiveIntegerField()

    objects: ClassVar["models.Manager[Failure]"] = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["at", "route", "kind", "place", "line", "release"], name="one_row_a_failure"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.place}:{self.line}, {self.count} times"
