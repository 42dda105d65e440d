"""The issuers of an installation: its operator sets them up, and they stand on the page where people sign in."""

from contextlib import AbstractContextManager
from datetime import datetime

from django.conf import settings
from django.db import transaction

from altaclario.accounts import sign_ins
from altaclario.accounts.models import ISSUER_SECRET, Identity, Issuer
from altaclario.accounts.openid import asking, calls
from altaclario.accounts.openid.calls import Offer
from altaclario.egress import origins
from altaclario.vault.secrets import Secret


class NoSuchIssuer(Exception):
    """None stands under that name."""


class TakenAlready(Exception):
    """The same issuer stands here under another name."""


class NotDeclared(Exception):
    """A server hands something to hosts that its privacy policy does not name: these."""


def every() -> list[Issuer]:
    """In the order in which they were set up."""
    return list(Issuer.objects.order_by("pk"))


def one(slug: str) -> Issuer:
    """The one that stands under this name. Raises NoSuchIssuer."""
    found = Issuer.objects.filter(slug=slug).first()
    if found is None:
        raise NoSuchIssuer
    return found


def set_up(slug: str, *, label: str, issuer: str, client_id: str, secret: str, now: datetime) -> Issuer:
    """Ask it what it offers, and keep that with our secret. What stood under the name before goes, and so
    does, unless it is the same issuer, whoever came in by it.

    Raises IssuerFault, TakenAlready or NotDeclared.
    """
    offer = calls.offer(issuer)
    if settings.IS_SERVER and (hidden := _hosts(offer) - set(settings.RECIPIENTS)):
        raise NotDeclared(", ".join(sorted(hidden)))
    keys = calls.keys(offer.keys_endpoint)
    with transaction.atomic():
        before = Issuer.objects.filter(slug=slug).first()
        if before and before.issuer != issuer:
            _end_sign_ins(before)
        Issuer.objects.filter(slug=slug).delete()
        if Issuer.objects.filter(issuer=issuer).exists():
            raise TakenAlready
        made = Issuer(slug=slug, label=label, client_id=client_id)
        asking.take_over(made, offer, keys, now=now)
        made.save()
        ISSUER_SECRET.seal(made, secret, now=now)
        made.save(update_fields=["secret"])
        return made


def remove(slug: str) -> None:
    """Nobody comes in through it any more, and whoever did is out. Raises NoSuchIssuer."""
    with transaction.atomic():
        found = one(slug)
        _end_sign_ins(found)
        found.delete()


def _end_sign_ins(issuer: Issuer) -> None:
    for link in Identity.objects.filter(issuer=issuer.issuer).values_list("pk", flat=True):
        sign_ins.end_through(link)


def _hosts(offer: Offer) -> set[str]:
    """Whom we ask ourselves; where the browser goes, its owner sees."""
    asked = (offer.issuer, offer.token_endpoint, offer.keys_endpoint)
    return {origins.parse_issuer(one, settings.ISSUER_NETWORKS).host for one in asked}


def secret_of(issuer: Issuer) -> AbstractContextManager[Secret]:
    """Ours with it, for the length of a `with`. Raises NotOpened."""
    return ISSUER_SECRET.opened(issuer)
