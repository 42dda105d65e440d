"""The address of a tracker or of an identity provider: parsed once, refused unless it is plain."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from altaclario.declarations import recipients
from altaclario.egress.addresses import Address, Network

_AZURE = "dev.azure.com"
CLOUD_HOSTS = recipients.TRACKER.hosts
ANALYTICS_HOSTS = recipients.named("analytics").hosts
GRANTING_HOSTS = recipients.named("grants").hosts
_ORGANISATION = re.compile(r"/[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)\Z")
_PORTS = {"https": 443, "http": 80}


class CallFailed(Exception):
    """A call that brought nothing. Its text is one of a fixed list: no banner, no port, no address, no credential."""


class AddressNotAllowed(CallFailed):
    """An address that must not be contacted."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port, and the path under which it answers."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def literal(self) -> Address | None:
        """The host as an address, when it is one."""
        try:
            return ip_address(self.host.strip("[]"))
        except ValueError:
            return None

    @property
    def is_cloud(self) -> bool:
        """Whether this is one of the clouds' own addresses, over https on its usual port."""
        known = any(self.host == one or (one.startswith(".") and self.host.endswith(one)) for one in CLOUD_HOSTS)
        return known and self.scheme == "https" and self.is_on_its_usual_port

    @property
    def is_on_its_usual_port(self) -> bool:
        """Whether nobody chose another."""
        return self.port == _PORTS[self.scheme]

    @property
    def root(self) -> str:
        """The origin as a URL without its path."""
        return f"{self.scheme}://{self.host}:{self.port}"


def parse(url: str, networks: Sequence[Network] = ()) -> Origin:
    """The origin of a tracker's base URL. Raises AddressNotAllowed for anything but a plain one.

    Without listed networks only the clouds' own hosts over https are allowed; with them, the host's addresses decide
    when it is called.
    """
    origin = _plain(url)
    origin = replace(origin, path=origin.path.rstrip("/"))
    _refuse_without_organisation(origin)
    if networks:
        return origin
    if origin.scheme != "https":
        raise AddressNotAllowed("http:// is allowed only towards a network that the operator listed (--allow-network).")
    if not origin.is_cloud:
        raise AddressNotAllowed(
            "The address is neither a Jira Cloud (https://….atlassian.net) nor an Azure DevOps organisation "
            "(https://dev.azure.com/…); a tracker in a network of yours must be listed with --allow-network."
        )
    return origin


def parse_issuer(url: str, networks: Sequence[Network] = ()) -> Origin:
    """One address of an identity provider, which may be anybody's: https, and http only where networks are listed.

    Which network its host may lie in is decided when it is called. Raises AddressNotAllowed.
    """
    origin = _plain(url)
    if "//" in origin.path:
        raise AddressNotAllowed("The address's path must be plain.")
    if origin.scheme != "https" and not networks:
        raise AddressNotAllowed("The address must begin with https://.")
    return origin


def parse_analytics(url: str, networks: Sequence[Network] = ()) -> Origin:
    """Where hits go: to Google's own hosts over https, or where networks are listed to what lies in them.

    Raises AddressNotAllowed.
    """
    origin = replace(_plain(url), path="")
    is_google = origin.host in ANALYTICS_HOSTS and origin.scheme == "https" and origin.is_on_its_usual_port
    if not networks and not is_google:
        raise AddressNotAllowed("Hits go to Google Analytics alone.")
    return origin


def parse_granting(url: str, networks: Sequence[Network] = ()) -> Origin:
    """One address of the service that grants access to a tracker: of its maker alone, over https, or where networks are
    listed of what lies in them.

    Raises AddressNotAllowed.
    """
    origin = _plain(url)
    is_maker = origin.host in GRANTING_HOSTS and origin.scheme == "https" and origin.is_on_its_usual_port
    if not networks and not is_maker:
        raise AddressNotAllowed("Access to a tracker is granted by its maker alone.")
    return origin


def host(url: str) -> str:
    """That of an address which was parsed before, for people: whether it may be called today does not matter."""
    return _host(_split(url))


def _plain(url: str) -> Origin:
    parts = _split(url)
    if parts.scheme not in _PORTS:
        raise AddressNotAllowed("The address must begin with https://.")
    if "@" in parts.netloc:
        raise AddressNotAllowed("The address must not hold a user name or password.")
    if "?" in url or "#" in url:
        raise AddressNotAllowed("The address must end before any ? or #.")
    path = parts.path
    if "//" in path.rstrip("/") or "%" in path or any(part in (".", "..") for part in path.split("/")):
        raise AddressNotAllowed("The address's path must be plain.")
    return Origin(parts.scheme, _host(parts), _port(parts), path)


def _refuse_without_organisation(origin: Origin) -> None:
    """At Azure DevOps the path names the organisation, or on its older addresses the host does, and nothing follows."""
    if origin.host == _AZURE and not _ORGANISATION.match(origin.path):
        raise AddressNotAllowed("The address must end with the organisation, as in https://dev.azure.com/your-company.")
    if origin.host.endswith(".visualstudio.com") and origin.path:
        raise AddressNotAllowed("The address must end after the host, as in https://your-company.visualstudio.com.")


def _split(url: str) -> SplitResult:
    if any(ord(sign) <= 32 or ord(sign) > 126 for sign in url) or "\\" in url:
        raise AddressNotAllowed("The address must be plain ASCII without spaces; write a name with umlauts as xn--….")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise AddressNotAllowed("The address cannot be read; write it as https://your-team.atlassian.net.") from None
    return parts


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if ":" in host:
        try:
            return f"[{ip_address(host).compressed}]" if "%" not in host else _refuse_host()
        except ValueError:
            return _refuse_host()
    labels = host.split(".")
    if not all(_LABEL.match(label) for label in labels) or len(host) > 253:
        return _refuse_host()
    # A last label of digits is an address; anything but four plain decimal parts is a disguise.
    if labels[-1].isdigit() or labels[-1].startswith("0x"):
        try:
            return str(ip_address(host))
        except ValueError:
            return _refuse_host()
    return host


def _refuse_host() -> str:
    raise AddressNotAllowed("The address's host must be a plain name or a plain IP address.")


def _port(parts: SplitResult) -> int:
    if parts.netloc.endswith(":") or parts.port == 0:
        raise AddressNotAllowed("The address's port cannot be used.")
    return parts.port or _PORTS[parts.scheme]
