"""Which addresses and URLs may be called: a table of tricks, none of which leads anywhere."""

from ipaddress import ip_address, ip_network

import pytest

from altaclario.egress.addresses import may_be_contacted
from altaclario.egress.origins import AddressNotAllowed, parse

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


SECRETS = ("169.254.169.254", "fd00:ec2::254", "168.63.129.16", "100.100.100.200", "192.0.0.192")


@pytest.mark.asvs("1.3.6")
@pytest.mark.parametrize("address", SECRETS)
def test_what_gives_secrets_is_not_called_even_in_a_listed_network(address: str) -> None:
    everything = [ip_network("0.0.0.0/0"), ip_network("::/0")]
    assert not may_be_contacted(ip_address(address), everything)
    assert not may_be_contacted(ip_address("::ffff:169.254.169.254"), everything)


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


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "1.2.3", "1.2.3.4.5", "256.1.1.1"])
def test_a_disguised_address_is_refused_even_with_listed_networks(host: str) -> None:
    with pytest.raises(AddressNotAllowed):
        parse(f"http://{host}", [ip_network("127.0.0.0/8")])
