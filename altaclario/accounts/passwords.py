"""What a password may be, beside what the framework checks."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_CHARACTERS = 128


class NotTooLong:
    """Hashing a password takes time that grows with it; nobody types more than this."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 - the framework gives it
        if len(password) > MOST_CHARACTERS:
            raise ValidationError(_("A password may have up to 128 characters; this one has more."), code="too_long")

    def get_help_text(self) -> str:
        return _("Up to 128 characters of any kind.")
