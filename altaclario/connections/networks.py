"""Which networks beside the clouds' own addresses a connection may lead into."""

from ipaddress import IPv4Network, IPv6Network, ip_network

from django.conf import settings

from altaclario.egress import origins
from altaclario.egress.origins import AddressNotAllowed


def towards(site: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """What the operator listed; and loopback towards the installation's own simulator, for every workspace."""
    if settings.SIMULATOR_URL and f"{site}/".startswith(f"{settings.SIMULATOR_URL}/"):
        return (ip_network("127.0.0.0/8"),)
    return tuple(settings.TRACKER_NETWORKS)


def is_microsofts(site: str) -> bool:
    """Whether it is an organisation in Microsoft's own cloud: what opens it goes nowhere else, whatever networks are
    listed. In a trial the simulator plays both.
    """
    is_simulated = bool(settings.GRANTING_URL) and f"{site}/".startswith(f"{settings.GRANTING_URL}/")
    try:
        origin = origins.parse(site, towards(site) if is_simulated else ())
    except AddressNotAllowed:
        return False
    return is_simulated or origin.host == "dev.azure.com" or origin.host.endswith(".visualstudio.com")
