"""Sessions that name a person: also those of somebody who only began to sign in."""

from collections.abc import Iterator

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from altaclario.accounts.models import User


def end_some(pk: int, most: int) -> int:
    """Delete so many at most, and say how many."""
    found = [session.pk for session, _ in zip(_naming(pk), range(most), strict=False)]
    gone, _ = Session.objects.filter(pk__in=found).delete() if found else (0, {})
    return gone


def _naming(pk: int) -> Iterator[Session]:
    person = User.objects.filter(pk=pk).first()
    if person is None:
        return
    for session in Session.objects.iterator():
        said = session.get_decoded()
        if said.get(SESSION_KEY) == str(pk) or person.email in str(said) or person.owner_key in str(said):
            yield session
