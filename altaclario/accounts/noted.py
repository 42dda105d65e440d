"""What is noted of an account: what the library's signals tell, and of each request the first thing alone."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import (
    email_changed,
    password_changed,
    password_reset,
    password_set,
    user_logged_in,
    user_signed_up,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest
from django.utils import timezone

from altaclario.accounts.models import User
from altaclario.audit import notes, verbs
from altaclario.audit.verbs import Verb


def connect() -> None:
    """Each once, however often the app is set up."""
    for signal, receiver in (
        (user_signed_up, _signed_up),
        (user_logged_in, _signed_in),
        (user_logged_out, _signed_out),
        (email_changed, _address),
        (password_changed, _password_changed),
        (password_set, _password_changed),
        (password_reset, _password_reset),
        (authenticator_added, factor_added),
        (authenticator_removed, _factor_removed),
        (authenticator_reset, codes_made),
    ):
        signal.connect(receiver, dispatch_uid=f"noted {receiver.__name__}")


def _note(request: HttpRequest, person: User, verb: Verb, *, old: str = "", new: str = "") -> None:
    """One act may set off several signals: who confirms an address is signed in, an app comes with recovery codes."""
    if getattr(request, "is_noted", False):
        return
    request.is_noted = True  # type: ignore[attr-defined]
    notes.note(person, verb, old=old, new=new, now=timezone.now())


def _signed_up(request: HttpRequest, user: User, **_signal: Any) -> None:
    _note(request, user, verbs.SIGNED_UP)


def _signed_in(request: HttpRequest, user: User, **_signal: Any) -> None:
    used = [str(one.get("type") or one["method"]) for one in get_authentication_records(request, user)]
    _note(request, user, verbs.SIGNED_IN, new=",".join(used))


def _signed_out(request: HttpRequest, user: User | None, **_signal: Any) -> None:
    if user is not None:
        _note(request, user, verbs.SIGNED_OUT)


def _address(request: HttpRequest, user: User, from_email_address: object | None, **_signal: Any) -> None:
    """The library speaks of a change also when a first address is confirmed."""
    _note(request, user, verbs.ADDRESS_CHANGED if from_email_address else verbs.ADDRESS_CONFIRMED)


def _password_changed(request: HttpRequest, user: User, **_signal: Any) -> None:
    _note(request, user, verbs.PASSWORD_CHANGED)


def _password_reset(request: HttpRequest, user: User, **_signal: Any) -> None:
    _note(request, user, verbs.PASSWORD_RESET)


def factor_added(request: HttpRequest, user: Any, authenticator: Authenticator, **_signal: Any) -> None:
    """The library tells of an app only after the transaction, so its page calls this in it."""
    _note(request, user, verbs.SECOND_FACTOR_ADDED, new=authenticator.type)


def _factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_signal: Any) -> None:
    _note(request, user, verbs.SECOND_FACTOR_REMOVED, old=authenticator.type)


def codes_made(request: HttpRequest, user: Any, **_signal: Any) -> None:
    """The library tells it only after the transaction, so the page calls this in it."""
    _note(request, user, verbs.RECOVERY_CODES_MADE)
