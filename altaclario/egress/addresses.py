"""Which addresses may be contacted: our own table, because the standard library's view of "private" has holes."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

_SPECIAL = tuple(
    ip_network(text)
    for text in (
        # IANA IPv4 special-purpose registry, and multicast.
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        # IANA IPv6 special-purpose registry, inside the one block that is given out.
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)
_GIVEN_OUT = IPv6Network("2000::/3")

_METADATA = frozenset(
    (
        *(IPv4Address("169.254.169.254"), IPv4Address("169.254.170.2"), IPv4Address("168.63.129.16")),
        *(IPv4Address("100.100.100.200"), IPv4Address("192.0.0.192"), IPv6Address("fd00:ec2::254")),
    )
)
"""Addresses at which clouds give secrets to whoever asks: never contacted, whatever an operator lists."""

_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = IPv6Network("::/96")


def may_be_contacted(address: Address, networks: Sequence[Network]) -> bool:
    """Whether an address is public, or, where networks are listed, lies in one of them.

    An IPv6 address that carries an IPv4 address is never public, and judged by what it carries as well.
    """
    inner = carried(address)
    if address in _METADATA or inner in _METADATA:
        return False
    if networks:
        return any(address in network for network in networks) and (
            inner is None or any(inner in network for network in networks)
        )
    return is_public(address)  # What carries another lies in no public range.


def may_hold_an_issuer(address: Address, networks: Sequence[Network], *, is_safe: bool) -> bool:
    """Whether an identity provider may live there: at a public address over https, or in a network that is listed."""
    is_listed = bool(networks) and may_be_contacted(address, networks)
    return is_listed or (is_safe and may_be_contacted(address, ()))


def is_public(address: Address) -> bool:
    """Whether an address lies in no special range; of IPv6 only what is given out counts."""
    if isinstance(address, IPv6Address) and address not in _GIVEN_OUT:
        return False
    return not any(address in network for network in _SPECIAL)


def carried(address: Address) -> IPv4Address | None:
    """The IPv4 address inside an IPv6 one: mapped, compatible, NAT64, 6to4 or Teredo."""
    if isinstance(address, IPv4Address):
        return None
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if any(address in network for network in (*_NAT64, _COMPATIBLE)) and int(address) > 1:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None
