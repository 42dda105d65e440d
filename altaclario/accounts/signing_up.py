"""How an account comes to be: never without the Terms that were accepted, and when."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import timezone

from altaclario.web import policies


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """The accounts library's door, with what we store."""

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        """Name, Terms version and time stand on the person from the first moment."""
        user.name = form.cleaned_data["name"]
        user.terms_version = policies.policy("terms").version
        user.terms_at = timezone.now()
        return super().save_user(request, user, form, commit=commit)
