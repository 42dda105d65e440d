"""Which addresses and URLs may be called: a table of tricks, none of which leads anywhere."""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

import pytest

from altaclario.egress.addresses import carried, is_public, may_be_contacted, may_hold_an_issuer
from altaclario.egress.origins import AddressNotAllowed, Origin, parse, parse_analytics, parse_issuer

INSIDE = (
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.1.2.3"),
    *("169.254.0.1", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192"),
    *("192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.0.1", "192.168.255.255", "192.175.48.1"),
    *("198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1"),
    *("255.255.255.255", "100.100.100.200", "168.63.129.16"),
    *("::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::8.8.8.8", "64:ff9b::1"),
    *("64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "64:ff9b:1:2::a00:1", "100::1", "2001::1"),
    *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "2001:10::1", "2001:20::1", "2002::1", "2002:7f00:1::"),
    *("2002:a00:1::1", "2002:808:808::1", "2620:4f:8000::1", "3fff::1", "fc00::1", "fd00::1", "fd00:ec2::254"),
    *("fe80::1", "fec0::1", "ff02::1", "ff0e::1", "4000::1", "5f00::1", "8000::1", "e000::1"),
)
EDGES = (
    *(("0.0.0.0", "0.255.255.255"), ("10.0.0.0", "10.255.255.255"), ("100.64.0.0", "100.127.255.255")),
    *(("127.0.0.0", "127.255.255.255"), ("169.254.0.0", "169.254.255.255"), ("172.16.0.0", "172.31.255.255")),
    *(("192.0.0.0", "192.0.0.255"), ("192.0.2.0", "192.0.2.255"), ("192.31.196.0", "192.31.196.255")),
    *(("192.52.193.0", "192.52.193.255"), ("192.88.99.0", "192.88.99.255"), ("192.168.0.0", "192.168.255.255")),
    *(("192.175.48.0", "192.175.48.255"), ("198.18.0.0", "198.19.255.255"), ("198.51.100.0", "198.51.100.255")),
    *(("203.0.113.0", "203.0.113.255"), ("224.0.0.0", "255.255.255.255")),
    *(("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"), ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff")),
    *(("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff")),
    *(
        ("2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff"),
        ("4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ),
    ("::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
)
"""The first and the last address of each special range, as the registries of IANA have them."""
PUBLIC = ("8.8.8.8", "1.1.1.1", "104.192.136.1", "185.166.143.1", "2606:4700::1111", "2a00:1450:4001::1")

TRICKS = (
    *("", " ", "x", "//x", "ftp://a.atlassian.net", "file:///etc/passwd", "gopher://a.atlassian.net", "javascript:1"),
    *("http://a.atlassian.net", "https://a.atlassian.net:8443", "https://a.atlassian.net:0"),
    *("https://a.atlassian.net:",),
    *("https://a.atlassian.net:99999", "https://a.atlassian.net:x", "https://u@a.atlassian.net"),
    *("https://u:p@a.atlassian.net", "https://a.atlassian.net@evil.test", "https://a.atlassian.net#@evil.test"),
    *(
        "https://a.atlassian.net?x=1",
        "https://a.atlassian.net/#",
        "https://a.atlassian.net?",
        "https://a.atlassian.net.",
    ),
    *("https://a.atlassian.net..", "https://.atlassian.net", "https://atlassian.net", "https://xatlassian.net"),
    *("https://atlassian.net.evil.test", "https://a.atlassian.net.evil.test", "https://evil.test/.atlassian.net"),
    *("https://evil.test\\.atlassian.net", "https://evil.test\\@a.atlassian.net", "https:/a.atlassian.net"),
    *("https:a.atlassian.net", "https:///a.atlassian.net", "https://[::1]", "https://[::ffff:127.0.0.1]"),
    *("https://[fe80::1%25eth0]", "https://[::1", "https://::1", "https://127.0.0.1", "https://127.1"),
    *("https://2130706433",),
    *(
        "https://0x7f000001",
        "https://0x7f.0.0.1",
        "https://0177.0.0.1",
        "https://017700000001",
        "https://127.0.0.1.nip.io",
    ),
    *(
        "https://localhost",
        "https://a.atlassian.net/..",
        "https://a.atlassian.net/a/../b",
        "https://a.atlassian.net//b",
    ),
    *("https://a.atlassian.net/%2e%2e", "https://a.atlassian.net/\n", "https://a.atlassian.net\r\nHost: evil.test"),
    *("https://a.atlassian.net\t", "https://a .atlassian.net", "https://ä.atlassian.net", "https://ａ.atlassian.net"),
    *("https://a。atlassian.net", "https://-a.atlassian.net", "https://a-.atlassian.net", "https://a..atlassian.net"),
    *(
        "https://" + "a" * 64 + ".atlassian.net",
        "https://" + "a." * 130 + "atlassian.net",
        "https://api.atlassian.com:80",
    ),
    *("https://x.api.atlassian.com", "https://api.atlassian.com.", "https://api-atlassian.com", "HTTPS://evil.test"),
    *("https://169.254.169.254/latest/meta-data", "https://metadata.google.internal", "https://a.atlassian.net%00"),
    *(
        "https://dev.azure.com",
        "https://dev.azure.com/",
        "https://dev.azure.com/acme/Payments",
        "http://dev.azure.com/acme",
    ),
    *("https://dev.azure.com/-acme", "https://dev.azure.com:8443/acme", "https://x.dev.azure.com/acme"),
    *("https://dev.azure.com.evil.test/acme", "https://evil.test/dev.azure.com/acme", "https://azure.com/acme"),
    *("https://visualstudio.com", "https://acme.visualstudio.com/Payments", "https://acme.visualstudio.com.evil.test"),
    *("https://a%2eatlassian.net", "https://a.atlassian.net%2f@evil.test", "https://a.atlassian.net;evil.test"),
)


@pytest.mark.asvs("1.3.6", "13.2.4")
@pytest.mark.parametrize("address", INSIDE)
def test_an_address_that_is_not_public_is_never_called(address: str) -> None:
    assert not may_be_contacted(ip_address(address), ())


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_called(address: str) -> None:
    assert may_be_contacted(ip_address(address), ())


@pytest.mark.parametrize("address", PUBLIC)
def test_where_networks_are_listed_others_may_not_be_called(address: str) -> None:
    assert not may_be_contacted(ip_address(address), [ip_network("10.0.0.0/8"), ip_network("fd00::/8")])


@pytest.mark.parametrize(("first", "last"), EDGES)
def test_a_special_range_ends_where_it_ends(first: str, last: str) -> None:
    lowest, highest = ip_address(first), ip_address(last)
    assert not is_public(lowest)
    assert not is_public(highest)
    inside = {address for edge in EDGES for address in edge}
    beside = [lowest - 1] if int(lowest) else []
    beside += [highest + 1] if int(highest) + 1 < 1 << highest.max_prefixlen else []
    assert all(is_public(address) for address in beside if str(address) not in inside)


@pytest.mark.parametrize("address", INSIDE)
def test_it_is_not_public_either_unless_a_cloud_keeps_secrets_there(address: str) -> None:
    assert not is_public(ip_address(address)) or address in SECRETS


CARRIED = {
    "::ffff:169.254.169.254": "169.254.169.254",
    "::169.254.169.254": "169.254.169.254",
    "::10.0.0.1": "10.0.0.1",
    "::2": "0.0.0.2",
    "64:ff9b::10.0.0.1": "10.0.0.1",
    "64:ff9b::169.254.169.254": "169.254.169.254",
    "64:ff9b:1::10.0.0.1": "10.0.0.1",
    "64:ff9b:1:ffff::169.254.169.254": "169.254.169.254",
    "2002:a9fe:a9fe::1": "169.254.169.254",
    "2001:0:4136:e378:8000:63bf:5601:5601": "169.254.169.254",
}
EVERYTHING = [ip_network("0.0.0.0/0"), ip_network("::/0")]


@pytest.mark.parametrize(("outer", "inner"), CARRIED.items())
def test_what_an_address_carries_is_seen(outer: str, inner: str) -> None:
    assert carried(ip_address(outer)) == ip_address(inner)
    assert carried(ip_address(inner)) is None


@pytest.mark.parametrize("outer", CARRIED)
def test_in_listed_networks_both_must_lie_the_address_and_what_it_carries(outer: str) -> None:
    inner, secret = CARRIED[outer], CARRIED[outer] == "169.254.169.254"
    assert not may_be_contacted(ip_address(outer), [ip_network("::/0")])
    assert not may_be_contacted(ip_address(outer), [ip_network(inner)])
    assert may_be_contacted(ip_address(outer), EVERYTHING) is not secret


@pytest.mark.parametrize("address", ["::", "::1", "fe80::1", "2001:db8::1"])
def test_what_carries_nothing_is_judged_alone(address: str) -> None:
    assert carried(ip_address(address)) is None
    assert may_be_contacted(ip_address(address), [ip_network(address), ip_network("10.0.0.0/8")])


SECRETS = ("169.254.169.254", "169.254.170.2", "fd00:ec2::254", "168.63.129.16", "100.100.100.200", "192.0.0.192")


@pytest.mark.asvs("1.3.6")
@pytest.mark.parametrize("address", SECRETS)
def test_what_gives_secrets_is_not_called_even_in_a_listed_network(address: str) -> None:
    assert not may_be_contacted(ip_address(address), EVERYTHING)


@pytest.mark.asvs("1.3.6", "13.2.4", "13.2.5")
@pytest.mark.parametrize("trick", TRICKS)
def test_an_address_that_is_not_plain_is_refused(trick: str) -> None:
    with pytest.raises(AddressNotAllowed):
        parse(trick)


@pytest.mark.parametrize(
    ("url", "root", "path"),
    [
        ("https://a.atlassian.net", "https://a.atlassian.net:443", ""),
        ("https://A.Atlassian.NET/", "https://a.atlassian.net:443", ""),
        ("https://a.atlassian.net:443", "https://a.atlassian.net:443", ""),
        ("https://api.atlassian.com/ex/jira/1-2", "https://api.atlassian.com:443", "/ex/jira/1-2"),
        ("https://dev.azure.com/Acme-1", "https://dev.azure.com:443", "/Acme-1"),
        ("https://dev.azure.com/acme/", "https://dev.azure.com:443", "/acme"),
        ("https://acme.visualstudio.com", "https://acme.visualstudio.com:443", ""),
        ("https://xn--bcher-kva.atlassian.net", "https://xn--bcher-kva.atlassian.net:443", ""),
    ],
)
def test_a_clouds_own_address_is_taken(url: str, root: str, path: str) -> None:
    origin = parse(url)
    assert (origin.root, origin.path) == (root, path)


LISTED = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]
LONGEST = ".".join(["a" * 63] * 3 + ["b" * 61])


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://jira.test", "must begin with https"),
        ("https://u@jira.test", "user name or password"),
        ("https://:p@jira.test", "user name or password"),
        ("https://jira.test?", "before any"),
        ("https://jira.test/#", "before any"),
        ("https://jira.test/a//b", "path must be plain"),
        ("https://jira.test/a//x", "path must be plain"),
        ("https://jira.test/%2e", "path must be plain"),
        ("https://jira.test/.", "path must be plain"),
        ("https://jira.test/../b", "path must be plain"),
        ("https://jira.test/a b", "plain ASCII"),
        ("https://jira.test/\x7f", "plain ASCII"),
        ("https://jira.test/a\\b", "plain ASCII"),
        ("https://jira.test:x", "cannot be read"),
        ("https://jira.test:", "port"),
        ("https://jira.test:0", "port"),
        ("https://", "host"),
        ("https://[fe80::1%25eth0]", "host"),
        ("https://[v1.fe:80]", "host"),
        ("https://a_b-.test", "host"),
        ("https://jira.0x7f", "host"),
        (f"https://{LONGEST}b", "host"),
        ("https://dev.azure.com/acme/payments", "organisation"),
        ("https://acme.visualstudio.com/payments", "after the host"),
    ],
)
def test_what_is_not_plain_is_refused_with_its_reason_in_listed_networks_too(url: str, said: str) -> None:
    with pytest.raises(AddressNotAllowed, match=said):
        parse(url, LISTED)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://10.0.0.1", Origin("http", "10.0.0.1", 80, "")),
        ("http://jira.test:8080/", Origin("http", "jira.test", 8080, "")),
        ("https://Jira.test/Base/x/", Origin("https", "jira.test", 443, "/Base/x")),
        ("https://jira.test/base//", Origin("https", "jira.test", 443, "/base")),
        ("https://jira.test/~me/!", Origin("https", "jira.test", 443, "/~me/!")),
        ("https://[FD00::0001]", Origin("https", "[fd00::1]", 443, "")),
        ("https://1.jira.test", Origin("https", "1.jira.test", 443, "")),
        ("https://0xa.jira.test", Origin("https", "0xa.jira.test", 443, "")),
        (f"https://{LONGEST}", Origin("https", LONGEST, 443, "")),
    ],
)
def test_in_listed_networks_any_plain_address_is_taken(url: str, expected: Origin) -> None:
    assert parse(url, LISTED) == expected


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://a.atlassian.net", "only towards a network that the operator listed"),
        ("https://jira.test", "neither a Jira Cloud"),
        ("https://a.atlassian.net:8443", "neither a Jira Cloud"),
    ],
)
def test_without_listed_networks_the_reason_says_what_could_be_done(url: str, said: str) -> None:
    with pytest.raises(AddressNotAllowed, match=said):
        parse(url)


def test_a_cloud_is_one_over_https_on_its_usual_port_alone() -> None:
    assert parse("https://a.atlassian.net", LISTED).is_cloud
    assert not parse("http://a.atlassian.net:443", LISTED).is_cloud
    assert not parse("https://a.atlassian.net:8443", LISTED).is_cloud
    assert not parse("https://jira.test", LISTED).is_cloud


@pytest.mark.parametrize(
    ("url", "networks", "said"),
    [
        ("http://id.test", [], "must begin with https"),
        ("https://id.test/a//", LISTED, "path must be plain"),
        ("https://id.test//", LISTED, "path must be plain"),
        ("https://u@id.test", LISTED, "user name or password"),
    ],
)
def test_an_issuers_address_is_as_plain_as_any(url: str, networks: list[IPv4Network | IPv6Network], said: str) -> None:
    with pytest.raises(AddressNotAllowed, match=said):
        parse_issuer(url, networks)


def test_an_issuer_may_be_anybody_and_its_path_is_kept_to_the_last_stroke() -> None:
    assert parse_issuer("https://id.test/realms/acme/") == Origin("https", "id.test", 443, "/realms/acme/")
    assert parse_issuer("http://id.test", LISTED) == Origin("http", "id.test", 80, "")


@pytest.mark.parametrize(
    ("address", "is_safe", "networks", "may"),
    [
        ("8.8.8.8", True, [], True),
        ("8.8.8.8", False, [], False),
        ("8.8.8.8", True, LISTED, True),
        ("8.8.8.8", False, LISTED, False),
        ("10.0.0.1", False, LISTED, True),
        ("10.0.0.1", True, LISTED, True),
        ("10.0.0.1", True, [], False),
        ("192.168.0.1", True, LISTED, False),
        ("169.254.169.254", True, EVERYTHING, False),
    ],
)
def test_an_issuer_lives_in_public_over_https_or_in_a_listed_network(
    address: str, is_safe: bool, networks: list[IPv4Network | IPv6Network], may: bool
) -> None:
    assert may_hold_an_issuer(ip_address(address), networks, is_safe=is_safe) is may


def test_an_address_that_was_typed_is_known_as_one() -> None:
    assert parse("https://[fd00::1]", LISTED).literal == ip_address("fd00::1")
    assert parse("https://10.0.0.1", LISTED).literal == ip_address("10.0.0.1")
    assert parse("https://jira.test", LISTED).literal is None


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "1.2.3", "1.2.3.4.5", "256.1.1.1"])
def test_a_disguised_address_is_refused_even_with_listed_networks(host: str) -> None:
    with pytest.raises(AddressNotAllowed):
        parse(f"http://{host}", [ip_network("127.0.0.0/8")])


@pytest.mark.parametrize("host", ["www.google-analytics.com", "region1.google-analytics.com"])
def test_counts_go_to_google_over_https(host: str) -> None:
    assert parse_analytics(f"https://{host}").root == f"https://{host}:443"


@pytest.mark.parametrize(
    "url",
    [
        *("http://www.google-analytics.com", "https://www.google-analytics.com:8443", "https://google-analytics.com"),
        *("https://www.google-analytics.com.evil.test", "https://stats.g.doubleclick.net", "https://127.0.0.1"),
        *("https://ada@www.google-analytics.com", "https://www.googletagmanager.com", ""),
    ],
)
def test_counts_go_nowhere_else(url: str) -> None:
    with pytest.raises(AddressNotAllowed):
        parse_analytics(url)
