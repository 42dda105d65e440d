"""What templates may ask about who operates this installation."""

from collections.abc import Callable

from django.http import HttpRequest

from altaclario.operating import operators


def page(request: HttpRequest) -> dict[str, Callable[[], bool]]:
    """Asked only on pages that lead there; of who was never made an operator nothing is asked of the database."""
    return {"may_operate": lambda: operators.may_operate(request.user)}
