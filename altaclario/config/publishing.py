"""`altaclario publish-policy`: texts that changed in something that matters take effect when people were told."""

import argparse

from altaclario.config import rotating
from altaclario.config.arguments import BadArgument


def publish(said: argparse.Namespace) -> int:
    """Tell everybody who has an account, by mail, and let the installation start with the new texts.

    Raises BadArgument.
    """
    rotating.set_up(said.data)
    from django.conf import settings
    from django.utils import timezone

    from altaclario.accounts import telling
    from altaclario.privacy import publishing
    from altaclario.web.mail import NotSent

    pending = publishing.pending()
    for one in pending:
        print(f"{one.title}, version {one.version}: {'people are told' if one.must_be_told else 'published'}.")
    try:
        mails = publishing.publish(origin=settings.ORIGIN or "http://localhost:8000", now=timezone.now())
    except telling.IsUnderWay:
        raise BadArgument(
            "Another command is sending these mails. If it was killed, `altaclario publish-policy` goes on five minutes"
            " after its last mail."
        ) from None
    except (KeyboardInterrupt, NotSent) as stopped:
        raise BadArgument(
            f"The mails stopped ({stopped or type(stopped).__name__}). `altaclario publish-policy` goes on from there."
        ) from None
    print(f"Texts published: {len(pending)}. Mails sent: {mails}.")
    return 0
