"""A device that keeps passkeys, in as much code as WebAuthn asks of one: keys, counters, signatures."""

import base64
import hashlib
import json
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


def _text(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).rstrip(b"=").decode()


@dataclass
class Device:
    """One key. What it lies about is up to the test."""

    origin: str = "http://localhost"
    site: str = "localhost"
    verifies: bool = True
    id: bytes = b"k" * 32
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    owner: str = ""
    public: dict[int, Any] | None = None
    """The key that it says it has made, in place of its own."""

    def make(self, options: dict[str, Any]) -> str:
        """The answer to a page that adds a passkey."""
        given = options["creation_options"]["publicKey"]
        self.owner = given["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public = self.public or {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor.encode(public)
        about = {"fmt": "none", "attStmt": {}, "authData": self._said(HAS_KEY) + attested}
        return self._answer(
            clientDataJSON=_text(self._client("webauthn.create", given["challenge"])),
            attestationObject=_text(cbor.encode(about)),
        )

    def answer(self, options: dict[str, Any], **changed: str) -> str:
        """The answer to a page that asks for a passkey."""
        client = self._client("webauthn.get", options["request_options"]["publicKey"]["challenge"])
        said = self._said(0)
        signature = self.key.sign(said + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {
            "clientDataJSON": _text(client),
            "authenticatorData": _text(said),
            "signature": _text(signature),
            "userHandle": self.owner,
        }
        return self._answer(**parts | changed)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _said(self, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.site.encode()).digest() + struct.pack(">BI", flags, 0)

    def _answer(self, **response: str) -> str:
        said = {"id": _text(self.id), "rawId": _text(self.id), "type": "public-key", "clientExtensionResults": {}}
        return json.dumps({**said, "response": response})
