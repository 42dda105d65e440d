"""Words from the rooms below, in the reader's language."""

from datetime import date

from django import template
from django.utils.translation import gettext, ngettext

from altaclario.charts.messages import Text, plain, written

register = template.Library()


@register.filter
def say(text: Text | int | float | date) -> str:
    """A message translated and filled in; a number or a day as people read it; other text as it is.

    >>> say(4812), say("KES-142")
    ('4\u202f812', 'KES-142')
    """
    return plain(text) if isinstance(text, int | float | date) else written(text, gettext, ngettext)
