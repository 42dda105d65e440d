"""Passkeys: they sign in alone, because the device has asked for finger, face or PIN; and count as a second factor."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from fido2.cose import ES256, RS256, EdDSA

_LONGEST_ANSWER = 20_000


class _Answer(forms.JSONField):
    """What a browser says for a passkey. Anybody can send anything; only the shape that ours sends is read on."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > _LONGEST_ANSWER:
            raise _no_passkey()
        try:
            answer = super().to_python(value)
        except RecursionError:
            raise _no_passkey() from None
        if value and not _is_an_answer(answer):
            raise _no_passkey()
        return answer


class _Careful(forms.Form):
    """The library takes the answer apart, and fails in as many ways as there are wrong answers; each means the same."""

    def add_error(self, field: str | None, error: Any) -> None:
        is_meant_for_codes = getattr(error, "code", "") == "incorrect_code"
        super().add_error("credential" if is_meant_for_codes else field, _no_passkey() if is_meant_for_codes else error)

    def _clean_fields(self) -> None:
        try:
            super()._clean_fields()  # type: ignore[misc]  # not in the stubs
        except _WRONG:
            self.add_error("credential", _no_passkey())

    def _clean_form(self) -> None:
        try:
            super()._clean_form()  # type: ignore[misc]
        except _WRONG:
            self.add_error("credential", _no_passkey())


def _no_passkey() -> ValidationError:
    refusal: ValidationError = get_adapter().validation_error("no_passkey")
    return refusal


_WRONG = (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError)


KINDS = (EdDSA.ALGORITHM, ES256.ALGORITHM, RS256.ALGORITHM)
"""Kinds of keys that a standard names, the strongest first: a device makes the first that it can. Many a computer makes
keys of RSA alone, of 2048 bits, which are worth 112."""


def options(asked: dict[str, Any]) -> dict[str, Any]:
    """What a page asks of a device that makes a passkey: one of our kinds."""
    key = asked["publicKey"]
    wanted = [{"type": "public-key", "alg": kind} for kind in KINDS]
    return asked | {"publicKey": {**key, "pubKeyCredParams": wanted}}


class Add(_Careful, AddWebAuthnForm):  # type: ignore[misc]  # the library has no types
    """Another passkey of somebody who is signed in."""

    passwordless = None
    name = forms.CharField(label=_("Name, to tell it from others"), max_length=60, required=False)
    credential = _Answer()

    def clean_credential(self) -> Any:
        """The device may have made a key of another kind than it was asked for."""
        said = auth.parse_registration_response(self.cleaned_data["credential"])
        made = said.response.attestation_object.auth_data.credential_data
        if made.public_key.ALGORITHM not in KINDS:
            raise _no_passkey()
        return self.cleaned_data["credential"]


class SignIn(_Careful, LoginWebAuthnForm):  # type: ignore[misc]
    """Nothing but the passkey: it says whose it is."""

    credential = _Answer()


class SecondStep(_Careful, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """After the password."""

    credential = _Answer()


class Again(_Careful, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Before something sensitive."""

    credential = _Answer()


def _is_an_answer(answer: Any) -> bool:
    if not isinstance(answer, dict) or not isinstance(answer.get("response"), dict):
        return False
    texts = [answer.get("id"), answer.get("rawId"), answer.get("type"), *answer["response"].values()]
    return all(isinstance(text, str) for text in texts)
