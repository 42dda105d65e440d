"""Which networks beside the clouds' own addresses a connection may lead into."""

from ipaddress import IPv4Network, IPv6Network, ip_network

from django.conf import settings


def towards(site: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """What the operator listed; and loopback towards the installation's own simulator, for every workspace."""
    if settings.SIMULATOR_URL and f"{site}/".startswith(f"{settings.SIMULATOR_URL}/"):
        return (ip_network("127.0.0.0/8"),)
    return tuple(settings.TRACKER_NETWORKS)
