"""`altaclario publish-policy`: texts that changed in something that matters take effect when people were told."""

import argparse

from altaclario.config import rotating


def publish(said: argparse.Namespace) -> int:
    """Tell everybody who has an account, by mail, and let the installation start with the new texts."""
    rotating.set_up(said.data)
    from django.conf import settings
    from django.utils import timezone

    from altaclario.privacy import publishing

    pending = publishing.pending()
    for one in pending:
        print(f"{one.title}, version {one.version}: {'people are told' if one.must_be_told else 'published'}.")
    mails = publishing.publish(origin=settings.ORIGIN or "http://localhost:8000", now=timezone.now())
    print(f"Texts published: {len(pending)}. Mails sent: {mails}.")
    return 0
