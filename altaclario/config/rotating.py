"""`altaclario rotate-data-keys` and `rotate-root-key`: other keys for an installation, while it runs or not."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from altaclario.config import environment, installation
from altaclario.config.arguments import BadArgument

Told = TypeVar("Told")
_NOTHING_YET = "There are no keys here yet: `altaclario run` makes them. Is this the right --data?"


def data_keys(said: argparse.Namespace) -> int:
    """Seal everything anew, and destroy the keys before. Raises BadArgument."""
    set_up(said.data)
    from altaclario.vault import keys, rotating

    owners = keys.owners()
    if said.owner and said.owner not in owners:
        raise BadArgument(f"There is no owner {said.owner!r} of keys; one is such as {(owners or ['workspace:1'])[0]}.")
    told = _done(lambda now: rotating.rotate([said.owner] if said.owner else owners, now=now))
    print(f"Owners with another data key: {told.owners}. Secrets sealed anew: {told.sealed}.")
    print(f"Old data keys destroyed: {told.destroyed}.")
    _say_what_does_not_open(told.unopened, "secrets")
    return 0


def root_key(said: argparse.Namespace) -> int:
    """Wrap all data keys with another root key, and put it in the place of the one in use. Raises BadArgument."""
    set_up(said.data)
    from altaclario.vault import replacing

    told = _done(lambda now: replacing.replace(now=now))
    print(f"Data keys under another root key: {told.wrapped}. The one before is refused from now on.")
    if told.to_do:
        print(told.to_do)
    _say_what_does_not_open(told.unopened, "data keys")
    return 0


def set_up(data: str | None) -> None:
    if data and not Path(data).is_dir():
        raise BadArgument(f"{data} is no folder. {_NOTHING_YET}")
    installation.choose(data)
    environment.maintain()
    import django

    django.setup()
    from django.db import connection

    from altaclario.vault.models import DataKey

    if DataKey._meta.db_table not in connection.introspection.table_names():
        raise BadArgument(_NOTHING_YET)


def _done(work: Callable[..., Told]) -> Told:
    from django.utils import timezone

    from altaclario.vault.roots import RootKeyUnusable

    try:
        return work(timezone.now())
    except RootKeyUnusable as unusable:
        raise BadArgument(str(unusable)) from None


def _say_what_does_not_open(count: int, what: str) -> None:
    if count:
        print(f"{count} {what} did not open before either, and stay as they are.", file=sys.stderr)
