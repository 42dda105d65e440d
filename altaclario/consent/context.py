"""What templates may ask about the choice: looked up only on a page that shows it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from altaclario.consent import choosing
from altaclario.consent.analytics import measuring
from altaclario.consent.choosing import Standing
from altaclario.consent.models import COOKIES
from altaclario.declarations.promises import keeps
from altaclario.web import policies

QUESTION = "The question"
"""The heading under which the words of the question stand in the text about cookies: the log keeps their hash."""


@keeps("no-worse-off")
def page(request: HttpRequest) -> dict[str, Callable[[], object]]:
    """How things stand on this device, the words of the question, and what a script that counts is given."""

    def standing() -> Standing:
        return choosing.standing(request, now=timezone.now())

    def measured() -> dict[str, Any] | None:
        return measuring.page(request, now=timezone.now())

    return {"consent": standing, "consent_question": question, "measured": measured}


def question() -> str:
    """As the text about cookies has it, word for word."""
    return policies.section(COOKIES, QUESTION)
