"""What a password may be: long enough, not among those that everybody tries, and not about its owner."""

import re
import unicodedata
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from altaclario.declarations.promises import keeps

FEWEST_ALONE = 15
"""NIST 800-63B-4, while the password is all that is asked for."""
FEWEST_BESIDE_A_SECOND_FACTOR = 8
MOST_CHARACTERS = 128
_FEWEST_OF_ONES_OWN = 8
_NAME_OF_THE_SITE = "altaclario"


def normal(password: str) -> str:
    """The same text however a keyboard composes it: "é" is one sign on one machine and two on another.

    >>> normal("e\u0301") == normal("é")
    True
    """
    return unicodedata.normalize("NFKC", password)


def is_short(password: str) -> bool:
    """Whether it is good enough only beside a second factor."""
    return len(normal(password)) < FEWEST_ALONE


def fewest(person: Any) -> int:
    """How many characters a password of this person must have; of nobody in particular, as many as alone."""
    from altaclario.accounts import second_factors

    has_more = person is not None and second_factors.has_one(person)
    return FEWEST_BESIDE_A_SECOND_FACTOR if has_more else FEWEST_ALONE


@keeps("hashed-passwords")
class Argon2(Argon2PasswordHasher):
    """Argon2id over the normal form, so that a password opens the account from every keyboard."""

    def encode(self, password: str, salt: str) -> str:
        return super().encode(normal(password), salt)

    def verify(self, password: str, encoded: str) -> bool:
        return super().verify(normal(password), encoded)


class LongEnough:
    """Length is what makes a password hard to guess; nothing is asked about the kinds of signs in it.

    Hashing takes time that grows with it, and nobody types more than 128.
    """

    def validate(self, password: str, user: Any = None) -> None:
        length, least = len(normal(password)), fewest(user)
        if length < least:
            said = ngettext(
                "A password needs at least %(fewest)d character; this one is shorter.",
                "A password needs at least %(fewest)d characters; this one is shorter.",
                least,
            )
            raise ValidationError(said % {"fewest": least}, code="too_short")
        if length > MOST_CHARACTERS:
            raise ValidationError(_("A password may have up to 128 characters; this one has more."), code="too_long")

    def get_help_text(self) -> str:
        return _(
            "15 to 128 characters of any kind. Four words that have nothing to do with each other are easy to keep."
        )


class NotCommon(CommonPasswordValidator):
    """Neither one of the 20,000 that are tried first, nor made of two of them, nor of one that repeats itself.

    The list lies on this machine; nobody is asked.
    """

    def validate(self, password: str, user: Any = None) -> None:
        super().validate(normal(password), user)
        signs = _letters_and_digits(password)
        unit = _repeated(signs)
        if (unit != signs and len(unit) < _FEWEST_OF_ONES_OWN) or self._is_made_of_two(unit):
            raise ValidationError(
                _("This password is made of words or signs that are tried first. Put other words together."),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return _("Not a password that many people use, twice, or with a number behind it.")

    def _is_made_of_two(self, signs: str) -> bool:
        known = self.passwords | {_NAME_OF_THE_SITE}
        if signs in known or signs.isdigit():
            return signs in known
        return any(_is_tried(signs[:cut], known) and _is_tried(signs[cut:], known) for cut in range(1, len(signs)))


class NotAboutOneself:
    """What stands in one's name or address is no secret."""

    def validate(self, password: str, user: Any = None) -> None:
        rest = _letters_and_digits(password)
        about = f"{getattr(user, 'name', '')} {getattr(user, 'email', '')} {_NAME_OF_THE_SITE}"
        words = {_letters_and_digits(word) for word in re.split(r"[\W_]+", about)}
        for word in sorted(words, key=len, reverse=True):
            if len(word) >= 3:
                rest = rest.replace(word, "")
        if len(rest) < _FEWEST_OF_ONES_OWN and rest != _letters_and_digits(password):
            raise ValidationError(
                _("This password is mostly your name, your address or the name of this site. Take other words."),
                code="password_too_similar",
            )

    def get_help_text(self) -> str:
        return _("Not your name or your address.")


def _letters_and_digits(text: str) -> str:
    return "".join(sign for sign in normal(text).casefold() if sign.isalnum())


def _repeated(text: str) -> str:
    """The shortest part of which a text is made by repeating it; the text itself when there is none.

    >>> _repeated("abcabcabc"), _repeated("abcab")
    ('abc', 'abcab')
    """
    return text[: (text + text).find(text, 1)] if text else text


def _is_tried(part: str, known: set[str]) -> bool:
    return part in known or part.isdigit()
