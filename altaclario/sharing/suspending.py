"""What the operator does with a link that should not be seen: keep it from guests, and let it go again."""

from datetime import datetime
from typing import Any

from django.db import transaction

from altaclario.accounts import outbox
from altaclario.accounts.sign_ins import Operator
from altaclario.audit import notes, verbs
from altaclario.declarations.promises import keeps
from altaclario.sharing.models import ShareLink


class NoSuchLink(Exception):
    """There is no link of that number, or not any more."""


@keeps("abuse-answered")
def suspend(link: Any, *, because: str, now: datetime) -> ShareLink:
    """It opens nothing from the next request on; who made it is told why. One that is suspended stays as it is.

    Raises NoSuchLink.
    """
    return _set(link, now, because, now=now)


def restore(link: Any, *, because: str, now: datetime) -> ShareLink:
    """It opens again what it opened, if it is not over meanwhile. Raises NoSuchLink."""
    return _set(link, None, because, now=now)


def _set(link: Any, suspended: datetime | None, because: str, *, now: datetime) -> ShareLink:
    with transaction.atomic():
        found = (
            ShareLink.objects.select_for_update(of=("self",))
            .select_related("maker__person", "workspace")
            .filter(pk=link)
            .first()
        )
        if found is None:
            raise NoSuchLink
        if bool(found.suspended) == bool(suspended):
            return found
        found.suspended, found.suspended_because = suspended, because if suspended else ""
        found.save(update_fields=["suspended", "suspended_because"])
        verb = verbs.SHARE_LINK_SUSPENDED if suspended else verbs.SHARE_LINK_RESTORED
        notes.note(Operator(found.workspace.owner_key), verb, on=found, now=now)
        _tell(found, because, now=now)
    return found


def _tell(link: ShareLink, because: str, *, now: datetime) -> None:
    name = f"sharing/email/{'suspended' if link.suspended else 'restored'}"
    whose = link.maker.person
    outbox.send(name, {"link": link}, whose.email, about=f"link:{link.pk}", person=whose, text=because, now=now)
