"""Somebody whom an issuer named signs in: like anybody else from then on, second step included."""

import time

from allauth.account.internal.flows.login import get_authentication_records, perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse

from altaclario.accounts.models import User
from altaclario.accounts.openid.stages import THROUGH

_FRESH_SECONDS = 300
_OF_ONES_OWN = {"password", "mfa", "code"}
"""Ways to say who one is that no issuer has a part in, as the library calls them."""


def sign_in(request: HttpRequest, person: User, *, through: str, then: str) -> HttpResponse:
    """The library's road: whether the account may sign in, then its second factor, then another key of the session."""
    record_authentication(request, person, method="provider")
    login = Login(user=person, redirect_url=then or None, state={THROUGH: through})
    answer: HttpResponse = perform_login(request, login)
    return answer


def has_just_shown_who(request: HttpRequest) -> bool:
    """Whether whoever is signed in has shown it within five minutes, by a means of their own."""
    records = get_authentication_records(request, request.user)
    return any(one["method"] in _OF_ONES_OWN and 0 <= time.time() - one["at"] < _FRESH_SECONDS for one in records)
