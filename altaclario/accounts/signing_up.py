"""How an account comes to be: never without the Terms that were accepted, and when."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import timezone

from altaclario.declarations.promises import keeps
from altaclario.web import policies


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """The accounts library's door, with what we store."""

    @keeps("accepted-terms")
    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        """Name, Terms version and time, and the answer about age stand on the person from the first moment."""
        user.name = form.cleaned_data["name"]
        user.terms_version = policies.policy("terms").version
        user.terms_at = timezone.now()
        user.is_of_age = form.cleaned_data["of_age"]
        return super().save_user(request, user, form, commit=commit)

    def get_login_stages(self) -> list[str]:
        """Whether this device is to be remembered is asked beside the code, and not on a page of its own."""
        return [stage for stage in super().get_login_stages() if not stage.endswith(".TrustStage")]
