"""What the library's pages change of an account, and the note of it: both are there, or neither is."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

Mail = Callable[[], None]


class AtOnce:
    """Before a page of the library: what its form does is one transaction, and mails wait until that is over."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        waiting: list[Mail] = []
        self.request.waiting_mails = waiting  # type: ignore[attr-defined]
        with transaction.atomic():
            answer = self.done(form)
        self.request.waiting_mails = None  # type: ignore[attr-defined]
        for send in waiting:
            send()
        return answer

    def done(self, form: Any) -> HttpResponse:
        """What the library does; a page that does more besides says so here."""
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # the library's page comes next
        return answer


def waits(request: HttpRequest, mail: Mail) -> bool:
    """Whether the mail is sent later, because what it tells is not there for good yet."""
    waiting: list[Mail] | None = getattr(request, "waiting_mails", None)
    if waiting is None:
        return False
    waiting.append(mail)
    return True
