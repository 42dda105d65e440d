"""Gates of the machine and of whom it calls: memory that is overwritten and stays off the disk, no made-up tracker."""

import os
from collections.abc import Sequence
from ipaddress import ip_network
from pathlib import Path

from django.conf import settings

from altaclario.config import children
from altaclario.egress.addresses import Network

_NEVER = tuple(
    ip_network(one)
    for one in (
        "127.0.0.0/8",
        "::1/128",
        "169.254.0.0/16",
        "fe80::/10",
        "fd00:ec2::/32",
        "168.63.129.16/32",
        "100.100.100.200/32",
        "192.0.0.192/32",
    )
)
"""This machine, and where clouds hand out their keys."""


def simulator() -> str:
    is_on = bool(settings.SIMULATOR_URL)
    return "A simulated tracker is on: take ALTACLARIO_SIMULATOR_URL away; it is for trying out." if is_on else ""


def everybody() -> str:
    wide = [str(one) for one in settings.TRACKER_NETWORKS if one.prefixlen == 0]
    return (
        f"ALTACLARIO_TRACKER_NETWORKS holds {', '.join(wide)}, which is every address: name your trackers'."
        if wide
        else ""
    )


def inside() -> str:
    bad = _closed(settings.TRACKER_NETWORKS)
    if not bad:
        return ""
    return (
        f"ALTACLARIO_TRACKER_NETWORKS holds {', '.join(bad)}: no tracker lives on this machine or among a cloud's keys."
    )


def issuers() -> str:
    for name in ("ISSUER_NETWORKS", "WORKSPACE_ISSUER_NETWORKS"):
        networks = getattr(settings, name)
        if bad := [*(str(one) for one in networks if one.prefixlen == 0), *_closed(networks)]:
            return _issuers_anywhere(name, bad)
    return ""


def _issuers_anywhere(name: str, bad: list[str]) -> str:
    return (
        f"ALTACLARIO_{name} holds {', '.join(bad)}: name the networks of your identity providers, which are "
        "neither every address nor this machine nor among a cloud's keys."
    )


def _closed(networks: Sequence[Network]) -> list[str]:
    """Those that overlap with what is never called."""
    return [
        str(one)
        for one in networks
        if one.prefixlen and any(one.version == other.version and one.overlaps(other) for other in _NEVER)
    ]


def allocator() -> str:
    is_so = all(os.environ.get(name) == value for name, value in children.OVERWRITES.items())
    return "" if is_so else "Freed memory is not overwritten: start with `altaclario run`, which sees to it."


def swap() -> str:
    path = Path(settings.SWAPS_FILE)
    in_use = path.read_text().splitlines()[1:] if path.exists() else []
    if not in_use or settings.SWAP_ACKNOWLEDGED:
        return ""
    return (
        "This machine has swap, so what is held in memory may be written to disk: turn it off, or set "
        "ALTACLARIO_SWAP_ACKNOWLEDGED=yes if it is encrypted."
    )


GATES = (simulator, everybody, inside, issuers, allocator, swap)
