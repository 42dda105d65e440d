"""Keys of a simulated issuer, and tokens that are signed with them, or as nobody should sign one."""

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt import PyJWS
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

Way = Literal["rightly", "by nobody", "with the public key as a secret", "with another key", "with a changed byte"]
Kind = Literal["EC", "RSA", "small RSA"]


@dataclass(slots=True, repr=False)
class Keys:
    """The keys of an issuer: it signs with the newest and shows those that it still holds to."""

    kind: Kind = "EC"
    number: int = 0
    private: Any = None
    shown: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.renew()

    @property
    def name(self) -> str:
        return f"key-{self.number}"

    @property
    def algorithm(self) -> str:
        return "ES256" if self.kind == "EC" else "RS256"

    def renew(self, *, is_shown: bool = True) -> None:
        """Another key takes the place of the one before."""
        self.number += 1
        self.private = _made(self.kind)
        if is_shown:
            self.show()

    def show(self) -> None:
        """The key that signs now is the one that is shown."""
        kind: Any = ECAlgorithm if self.kind == "EC" else RSAAlgorithm
        public = json.loads(kind.to_jwk(self.private.public_key()))
        public.pop("key_ops", None)
        self.shown = [{**public, "kid": self.name, "use": "sig", "alg": self.algorithm}]

    def signed(self, claims: Mapping[str, Any], head: Mapping[str, Any], way: Way) -> str:
        """A token of these claims."""
        named = {"kid": self.name, **head}
        if way == "by nobody":
            return _by_hand({"alg": "none", **named}, claims, lambda _: b"")
        if way == "with the public key as a secret":
            pem = self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            return _by_hand({"alg": "HS256", **named}, claims, lambda text: hmac.digest(pem, text, "sha256"))
        key = _made(self.kind) if way == "with another key" else self.private
        if self.kind == "EC":
            token = PyJWS().encode(json.dumps(claims).encode(), key, algorithm=self.algorithm, headers=named)
        else:  # The library refuses to sign with what is too short.
            head = {"alg": self.algorithm, **named}
            token = _by_hand(head, claims, lambda text: key.sign(text, PKCS1v15(), SHA256()))
        if way == "with a changed byte":
            before, _, signature = token.rpartition(".")
            return f"{before}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
        return token


def _made(kind: Kind) -> Any:
    if kind == "EC":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, 1024 if kind == "small RSA" else 2048)


def _by_hand(head: Mapping[str, Any], claims: Mapping[str, Any], sign: Any) -> str:
    text = f"{_part(head)}.{_part(claims)}"
    signature: bytes = sign(text.encode())
    return f"{text}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def _part(content: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()
