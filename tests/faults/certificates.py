"""Certificates made for one run of the tests: whom we trust, whom we do not, and what is not valid."""

import ssl
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import connector
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

_DAY = timedelta(days=1)
_HERE, _ELSEWHERE = "127.0.0.1", "127.0.0.2"


@cache
def context(way: str) -> ssl.SSLContext:
    """What a server behind such a certificate uses; every other thing about the certificate is right."""
    if way == "self-signed":
        key = generate_private_key(SECP256R1())
        return _served(_signed("nobody", key, "nobody", key, _HERE), key)
    signer, signer_key = _whom_we_trust()
    key = generate_private_key(SECP256R1())
    ago = 90 * _DAY if way == "expired" else _DAY
    address = _ELSEWHERE if way == "of another" else _HERE
    return _served(_signed("tracker", key, signer, signer_key, address, ago=ago), key)


@cache
def _whom_we_trust() -> tuple[str, EllipticCurvePrivateKey]:
    """An authority of this run, which the calls of this process trust from now on; its key is never stored."""
    key = generate_private_key(SECP256R1())
    made = _signed("authority", key, "authority", key, _HERE, is_authority=True)
    connector._SSL_CONTEXT_VERIFIED.load_verify_locations(cadata=made.public_bytes(Encoding.PEM).decode())
    return "authority", key


def _signed(
    name: str,
    key: EllipticCurvePrivateKey,
    signer: str,
    signer_key: EllipticCurvePrivateKey,
    address: str,
    *,
    ago: timedelta = _DAY,
    is_authority: bool = False,
) -> x509.Certificate:
    begins = datetime.now(UTC) - ago
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(signer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + 30 * _DAY)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .sign(signer_key, hashes.SHA256())
    )


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"altaclario tests {name}")])


def _served(certificate: x509.Certificate, key: EllipticCurvePrivateKey) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        both = Path(folder, "both.pem")
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        both.write_bytes(private + certificate.public_bytes(Encoding.PEM))
        made.load_cert_chain(both)
    return made
