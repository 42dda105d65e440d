"""`altaclario analytics`: what must be so at Google, shown to the operator and signed by them."""

import argparse
from collections.abc import Callable

from altaclario.config import arguments, rotating
from altaclario.config.arguments import BadArgument


def analytics(said: argparse.Namespace) -> int:
    """Do what was asked. Raises BadArgument."""
    rotating.set_up(said.data)
    from django.conf import settings

    if not settings.ANALYTICS_ID:
        raise BadArgument(
            "No analytics is named here, so nothing is counted. ALTACLARIO_ANALYTICS_ID names a property of Google."
        )
    return _ASKED[said.asked](said)


def _show(_said: argparse.Namespace) -> int:
    from django.conf import settings

    from altaclario.consent.analytics import checklist

    print(f"Property {settings.ANALYTICS_ID}; hits go to {settings.ANALYTICS_URL}.")
    for item in checklist.ITEMS:
        print(f"  {item.name:<12} {item.sentence}")
    held = checklist.signed()
    if held is None:
        print("Not signed. Look at each, then `altaclario analytics sign`; a server does not start before.")
        return 0
    print(f"Signed on {held.at:%Y-%m-%d} as {held.role}: all of it is so. Google keeps {held.retention_months} months.")
    return 0


def _sign(said: argparse.Namespace) -> int:
    from altaclario.consent.analytics import checklist

    now = arguments.clock()
    unknown = set(said.done) - {item.name for item in checklist.ITEMS}
    if unknown:
        raise BadArgument(f"There is no item {', '.join(sorted(unknown))}; `altaclario analytics show` lists them.")
    try:
        checklist.sign(role=said.role, done=said.done, retention_months=said.retention_months, now=now)
    except checklist.NotDone as missing:
        raise BadArgument(
            f"Not signed: {missing} must be so as well. `altaclario analytics show` says how each must stand."
        ) from None
    print(f"Signed on {now:%Y-%m-%d} as {said.role}.")
    return 0


_ASKED: dict[str, Callable[[argparse.Namespace], int]] = {"show": _show, "sign": _sign}
