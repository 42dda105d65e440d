"""`{% issuers as known %}`: who signs people in here beside their passwords."""

from django import template

from altaclario.accounts import issuers as kept
from altaclario.accounts.models import Issuer

register = template.Library()


@register.simple_tag
def issuers() -> list[Issuer]:
    """For the buttons on the page where people sign in."""
    return kept.every()
