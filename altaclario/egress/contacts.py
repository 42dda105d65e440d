"""Whom this process called, and how often: by names of ours, never by a host that tells of a customer."""

from collections import Counter
from threading import Lock

from altaclario.egress.origins import CLOUD_HOSTS, Origin

ISSUERS = "identity providers"
LISTED = "networks of one's own"
"""Trackers that are no cloud's: in networks that the operator listed, or the simulated one."""
ANALYTICS = "Google Analytics"
GRANTING = "sign-in services of trackers"
KINDS = (*CLOUD_HOSTS, LISTED, ISSUERS, ANALYTICS, GRANTING)
"""All names that there are."""
_counts: Counter[str] = Counter()
_one_at_a_time = Lock()


def tracker(origin: Origin) -> str:
    """Under which name requests to it are counted: its cloud's."""
    if not origin.is_cloud:
        return LISTED
    return next(one for one in CLOUD_HOSTS if origin.host == one or (one[0] == "." and origin.host.endswith(one)))


def note(name: str, requests: int) -> None:
    """A line ended, over which so many requests went."""
    with _one_at_a_time:
        _counts[name] += requests


def counts() -> Counter[str]:
    """How many requests went out since this process began, or since they were taken."""
    with _one_at_a_time:
        return Counter(_counts)


def taken() -> Counter[str]:
    """The same; from now on they are counted anew."""
    with _one_at_a_time:
        found = Counter(_counts)
        _counts.clear()
    return found
