"""`altaclario migrate` and `check-installation`: what an operator does before a server starts."""

import argparse
import os

from altaclario.config import children, installation
from altaclario.config.arguments import BadArgument


def migrate(said: argparse.Namespace) -> int:
    """Bring the tables to this version; as the role that owns them, which is not the one that serves."""
    installation.choose(said.data)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    print("The tables are as this version needs them.")
    return 0


def check(said: argparse.Namespace) -> int:
    """Go through all gates, without starting anything. Raises BadArgument with those that are closed."""
    installation.choose(said.data)
    os.environ.update(children.OVERWRITES)
    import django

    django.setup()
    from altaclario.config.gates import passing

    if closed := passing.closed():
        raise BadArgument("\n".join(closed))
    print(f"All {len(passing.ALL)} gates are open.")
    return 0
