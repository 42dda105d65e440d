"""Accounts whose address nobody ever confirmed: they hold what somebody typed about somebody, and go after a while."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress

from altaclario.accounts.models import User

KEPT = timedelta(days=3)


def expire(*, now: datetime) -> None:
    """Whoever never confirmed and never signed in; the address is free for its owner again."""
    known = EmailAddress.objects.filter(verified=True).values("user")
    User.objects.filter(joined__lt=now - KEPT, last_login=None).exclude(pk__in=known).delete()
