"""`altaclario end-sign-ins`: signs somebody, or everybody, out everywhere."""

import argparse

from altaclario.config import arguments, rotating
from altaclario.config.arguments import BadArgument


def sign_ins(said: argparse.Namespace) -> int:
    """Says how many there were. Raises BadArgument for an address that nobody has."""
    rotating.set_up(said.data)
    from altaclario.accounts import sign_ins
    from altaclario.accounts.models import User

    people = User.objects.all() if said.everybody else User.objects.filter(email__iexact=said.email)
    if not said.everybody and not people.exists():
        raise BadArgument("Nobody has an account with this address.")
    ended = sum(sign_ins.end_for(one, now=arguments.clock()) for one in people.order_by("pk"))
    print(f"Ended: {ended} sign-ins. Devices that were remembered are asked for the second step again.")
    return 0
