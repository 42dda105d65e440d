"""The door to the pages of the operator: to everybody else there is nothing behind it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

from django.http import Http404, HttpRequest, HttpResponse

from altaclario.declarations.promises import keeps
from altaclario.operating import operators
from altaclario.workspaces import access

View: TypeAlias = Callable[..., HttpResponse]


@keeps("no-back-door")
def for_operators(view: View) -> View:
    """Let only those in who may operate, and who confirmed just now that it is they.

    Others get the answer of an address that is none: also what counts answers, and what a page says of itself to
    telemetry, then knows no route.
    """

    @wraps(view)
    def guarded(request: HttpRequest, **rest: Any) -> HttpResponse:
        if not operators.may_operate(request.user):
            request.resolver_match = None
            raise Http404
        access.ask_who(request)
        return view(request, **rest)

    return guarded
