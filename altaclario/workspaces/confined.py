"""Who came in through the provider of one workspace is somebody there, and nobody anywhere else."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from altaclario.accounts import sign_ins
from altaclario.accounts.openid import stages
from altaclario.workspaces import own_issuers
from altaclario.workspaces.models import MemberIdentity

_EVERYWHERE = {"account_logout"}
"""Pages outside of any workspace on which they are somebody all the same."""


class Confined:
    """Middleware, right after the one that finds out who is signed in; like that one it asks nothing that no page asks.

    What is not of the workspace sees somebody who is not signed in, whatever it is: so a page that is added later is
    closed, too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: whoever(request))  # type: ignore[assignment]
        response = self._get_response(request)
        if getattr(request, "confined_by", None) and request.method == "POST":
            _end_if_over(request)
        return response


def whoever(request: HttpRequest) -> Any:
    """Who asks, as far as the page that is asked for may know."""
    person: Any = get_user(request)
    said = sign_ins.through(request.session)
    if not person.is_authenticated or not stages.is_confined(said):
        return person
    link = own_issuers.standing(said, person)
    if link is None:
        _end(request)
        return AnonymousUser()
    request.confined_to = link.issuer.workspace  # type: ignore[attr-defined]
    request.confined_by = said, person  # type: ignore[attr-defined]
    if not _is_open(request, link):
        return AnonymousUser()
    person.confined_to = link.issuer.workspace_id
    return person


def _end_if_over(request: HttpRequest) -> None:
    """What was just done may have ended the link: then nothing is stored of this session any more."""
    said, person = request.confined_by  # type: ignore[attr-defined]
    if sign_ins.through(request.session) == said and own_issuers.standing(said, person) is None:
        _end(request)


def _end(request: HttpRequest) -> None:
    sign_ins.end(request.session)
    request.session.flush()


def _is_open(request: HttpRequest, link: MemberIdentity) -> bool:
    match = request.resolver_match
    if match is None:
        return False
    is_behind_the_door = getattr(match.func, "permission", None) is not None
    return match.url_name in _EVERYWHERE or (
        is_behind_the_door and match.kwargs.get("slug") == link.issuer.workspace.slug
    )
