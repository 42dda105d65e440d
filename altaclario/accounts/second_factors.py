"""What proves a person beside the password: an app's codes, passkeys, and recovery codes for when those are gone."""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from altaclario.vault import columns
from altaclario.vault.box import NotOpened

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Those that count as a second factor; recovery codes stand in for one."""
_NAMES = ("secret", "seed")
"""What the library calls the secret of an app, and that of which recovery codes are made."""


def _envelope(stored: dict[str, Any]) -> bytes:
    sealed = next((stored[name] for name in _NAMES if name in stored), "")
    return base64.b64decode(sealed.rpartition(":")[2])


def _with(stored: dict[str, Any], envelope: bytes) -> dict[str, Any]:
    name = next((name for name in _NAMES if name in stored), _NAMES[0])
    return stored | {name: base64.b64encode(envelope).decode()}


SECRET = columns.declare(
    "mfa.Authenticator",
    "data",
    owner="person:user_id",
    record=lambda _row: "second factor",  # a row has no number yet when its secret is sealed
    read=_envelope,
    write=_with,
)


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """The library's door, behind which secrets are sealed under a key of the person whom they belong to."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Your password has fewer than 15 characters, so it needs a second factor beside it. "
            "Choose a longer password first."
        ),
        "incorrect_code": _("This code does not fit, or was used before. Wait for the next one."),
        "no_passkey": _("This passkey did not answer as it should. Try it once more."),
        "unverified_email": _("Confirm your address first; without it nobody could let you in again."),
    }

    def get_totp_issuer(self) -> str:
        return "AltaClario"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        site: dict[str, str] = super().get_public_key_credential_rp_entity()
        return site | {"name": "AltaClario"}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        person: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return person | {"display_name": user.name}

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey {number}").format(number=number)

    def encrypt(self, text: str) -> str:
        """For whoever is signed in: nobody sets up a second factor of somebody else. Raises SealedAlone."""
        row = Authenticator(user_id=context.request.user.pk, data={})
        SECRET.seal(row, text, now=timezone.now())
        return _labelled(row, row.data[_NAMES[0]])

    def decrypt(self, encrypted_text: str) -> str:
        """Raises NotOpened when it was sealed for somebody else."""
        person, number, _envelope = encrypted_text.split(":")
        row = Authenticator(pk=number or None, user_id=person, data={_NAMES[0]: encrypted_text})
        with SECRET.opened(row) as secret:
            return secret.reveal()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """A short password is good enough only beside a second factor."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=KINDS).exclude(pk=authenticator.pk)
        return bool(not authenticator.user.has_short_password or others.exists())


def bind_to_their_rows(instance: Authenticator, **_signal: Any) -> None:
    """With each row that is read: the library hands over what is sealed without its row, so the row stands in front.

    What stands there in the database counts for nothing: a secret that was moved to another row does not open.
    """
    held = instance.__dict__.get("data") or {}
    for name in _NAMES:
        if name in held:
            held[name] = _labelled(instance, held[name])


def _labelled(row: Authenticator, sealed: str) -> str:
    return f"{row.user_id}:{row.pk or ''}:{sealed.rpartition(':')[2]}"


def has_one(person: Any) -> bool:
    """Whether signing in takes more than the password."""
    return person.pk is not None and Authenticator.objects.filter(user_id=person.pk, type__in=KINDS).exists()


def people_with_one() -> QuerySet[Any, Any]:
    """The ids of all who have one, to ask who among some has none."""
    found: QuerySet[Any, Any] = Authenticator.objects.filter(type__in=KINDS).values("user")
    return found


def forget_devices(person: Any, *, now: datetime) -> None:
    """From now on each device is asked for the second step again.

    What a device keeps is bound to the sealed text from which recovery codes are made: sealed anew, it is another text.
    """
    with transaction.atomic():
        for row in Authenticator.objects.select_for_update().filter(
            user=person, type=Authenticator.Type.RECOVERY_CODES
        ):
            try:
                with SECRET.opened(row) as secret:
                    SECRET.seal(row, secret.reveal(), now=now)
                row.save(update_fields=["data"])
            except NotOpened:
                row.delete()  # Its codes are lost with the key; what was bound to it is void.


def unused_codes(person: Any) -> list[str]:
    """The recovery codes that still let somebody in; none without any. Raises NotOpened.

    The library would note that they were seen, and write the row back as it was when it was read: a rotation of keys
    between the two would be undone, and the codes lost with the old key. Nobody needs that note.
    """
    found = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).first()
    return list(found.wrap().get_unused_codes()) if found else []


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person has set up. `codes_left` is None without recovery codes."""

    app: Authenticator | None
    keys: tuple[Authenticator, ...]
    codes_left: int | None
    codes: int

    @property
    def is_one_set_up(self) -> bool:
        return bool(self.app or self.keys)


def of(person: Any) -> Factors:
    """Told without opening anything that is sealed."""
    found = list(Authenticator.objects.filter(user=person).order_by("pk"))
    kinds = {one.type: one for one in found}
    recovery = kinds.get(Authenticator.Type.RECOVERY_CODES)
    many = app_settings.RECOVERY_CODE_COUNT
    left = None if recovery is None else many - recovery.data["used_mask"].bit_count()
    keys = tuple(one for one in found if one.type == Authenticator.Type.WEBAUTHN)
    return Factors(app=kinds.get(Authenticator.Type.TOTP), keys=keys, codes_left=left, codes=many)
