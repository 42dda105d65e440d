"""How pages write a time of an incident, for everybody the same."""

from datetime import datetime

from django import template
from django.utils import timezone

from altaclario.charts import wording

register = template.Library()


@register.filter
def utc(instant: datetime) -> str:
    """Such as "09:40 UTC", after the date where that is not today's."""
    return f"{wording.clock_time(instant, 'UTC', now=timezone.now())}\N{NO-BREAK SPACE}UTC"
