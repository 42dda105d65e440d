"""`altaclario make-operator` and `remove-operator`: who may see the pages of whoever runs this installation."""

import argparse

from altaclario.config import arguments, rotating
from altaclario.config.arguments import BadArgument

_NOBODY = "Nobody has an account with this address."


def make(said: argparse.Namespace) -> int:
    """Open them to somebody. Raises BadArgument for an address that nobody has."""
    rotating.set_up(said.data)
    from altaclario.accounts import second_factors
    from altaclario.operating import operators

    try:
        person = operators.make(said.email, now=arguments.clock())
    except operators.NoSuchAccount:
        raise BadArgument(_NOBODY) from None
    print("The pages at /operator are open to them, once they confirm who they are.")
    if not second_factors.has_one(person):
        print("They have no second factor yet; until they set one up, on their page of security, they stay closed.")
    return 0


def remove(said: argparse.Namespace) -> int:
    """Close them again. Raises BadArgument for an address that nobody has."""
    rotating.set_up(said.data)
    from altaclario.operating import operators

    try:
        operators.remove(said.email, now=arguments.clock())
    except operators.NoSuchAccount:
        raise BadArgument(_NOBODY) from None
    print("To them there is no page of the operator any more.")
    return 0
