"""What follows when the library says that somebody signed in or out, or has another password."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import (
    authentication_step_completed,
    password_changed,
    password_reset,
    password_set,
    user_signed_up,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_delete
from django.http import HttpRequest
from django.utils import timezone

from altaclario.accounts import sign_ins
from altaclario.accounts.models import User
from altaclario.accounts.openid import stages
from altaclario.audit import notes
from altaclario.vault import keys


def connect() -> None:
    """Each once, however often the app is set up."""
    user_logged_in.connect(_begin, dispatch_uid="sign-in")
    user_logged_out.connect(_end, dispatch_uid="sign-out")
    user_signed_up.connect(_has_shown_who, dispatch_uid="sign-up")
    authentication_step_completed.connect(_confirmed, dispatch_uid="confirmed again")
    for changed in (password_changed, password_set):
        changed.connect(_end_others, dispatch_uid="other password")
    password_reset.connect(_end_all, dispatch_uid="password reset")
    post_delete.connect(_erase, sender=User, dispatch_uid="notes and keys of a person")


def _begin(request: HttpRequest, user: Any, **_signal: Any) -> None:
    sign_ins.begin(request, user, now=timezone.now())
    _know(request, user)


def _know(request: HttpRequest, user: Any) -> None:
    """The browser as that person's. Who owns a workspace may be behind its provider: then it is not known to be."""
    if not stages.is_confined(sign_ins.through(request.session)):
        request.signed_in_as = user.email  # type: ignore[attr-defined]


def _has_shown_who(request: HttpRequest, user: Any, **_signal: Any) -> None:
    """Who signs up has just typed the password, and need not type it again to link an identity provider.

    Without one it is the code by mail: nobody is signed in before that was typed.
    """
    record_authentication(request, user, method="password" if user.has_usable_password() else "code")


def _confirmed(request: HttpRequest, reauthenticated: bool = False, **_signal: Any) -> None:
    """Who confirmed that it is they goes on under another key: one that was taken before is worth less than theirs."""
    if reauthenticated:
        request.session.cycle_key()
        sign_ins.follow(request.session)


def _end(request: HttpRequest, **_signal: Any) -> None:
    sign_ins.end(request.session)
    request.has_signed_out = True  # type: ignore[attr-defined]


def _end_others(request: HttpRequest, user: Any, **_signal: Any) -> None:
    sign_ins.follow(request.session)
    sign_ins.end_others(user, request.session, now=timezone.now())
    _know(request, user)  # No browser is known by the password before, and this is theirs.


def _end_all(user: Any, **_signal: Any) -> None:
    sign_ins.end_others(user, None, now=timezone.now())


def _erase(instance: User, **_signal: Any) -> None:
    """By whatever road an account goes: its notes go with it, and its keys are destroyed."""
    notes.erase(instance.owner_key)
    keys.destroy(instance.owner_key)
