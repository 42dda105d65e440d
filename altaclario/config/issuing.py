"""`altaclario add-issuer`, `remove-issuer` and `issuers`: the identity providers through which people may sign in."""

import argparse
import sys
from pathlib import Path

from altaclario.config import rotating
from altaclario.config.arguments import BadArgument


def add(said: argparse.Namespace) -> int:
    """Ask it what it offers, and keep that with the secret, sealed. Raises BadArgument."""
    secret = _secret(said.secret_file)
    rotating.set_up(said.data)
    from django.conf import settings
    from django.utils import timezone

    from altaclario.accounts import issuers
    from altaclario.accounts.openid.faults import IssuerFault

    told = {"label": said.label, "issuer": said.issuer, "client_id": said.client_id, "secret": secret}
    try:
        made = issuers.set_up(said.name, **told, now=timezone.now())
    except IssuerFault as fault:
        raise BadArgument(f"{said.issuer} was not set up. {fault.sentence}") from None
    except issuers.TakenAlready:
        raise BadArgument(f"{said.issuer} stands here already, under another name. Remove that one first.") from None
    except issuers.NotDeclared as hidden:
        raise BadArgument(
            f"{hidden} would get something from here and is no declared recipient: name it in "
            f"{settings.SUBPROCESSORS_FILE}, which the page of subprocessors lists."
        ) from None
    print(f"People may sign in with {made.label}. The address that it sends them back to, as it must know it:")
    print(f"  {_origin()}/accounts/through/{made.slug}/back")
    return 0


def remove(said: argparse.Namespace) -> int:
    """Nobody comes in through it any more. Raises BadArgument."""
    rotating.set_up(said.data)
    from altaclario.accounts import issuers

    try:
        issuers.remove(said.name)
    except issuers.NoSuchIssuer:
        raise BadArgument(
            f"No identity provider stands here as {said.name!r}; `altaclario issuers` lists them."
        ) from None
    print("Nobody signs in through it any more. What people linked to it is kept, should it come back.")
    return 0


def every(said: argparse.Namespace) -> int:
    """List them, without their secrets."""
    rotating.set_up(said.data)
    from altaclario.accounts import issuers

    for one in issuers.every():
        print(f"{one.slug}\t{one.label}\t{one.issuer}\t{one.client_id}\tset up {one.made:%Y-%m-%d}")
    return 0


def _secret(file: str | None) -> str:
    """From a file or the standard input, never from the words of the command, which others on the machine can see."""
    try:
        text = Path(file).read_text() if file else sys.stdin.read()
    except (OSError, ValueError):
        raise BadArgument(f"{file} cannot be read.") from None
    secret = text.strip()
    if not 0 < len(secret) <= 1000:
        raise BadArgument("There is no secret in it. Give it with --secret-file, or on the standard input.")
    return secret


def _origin() -> str:
    from django.conf import settings

    return settings.ORIGIN or "http://localhost:PORT"
