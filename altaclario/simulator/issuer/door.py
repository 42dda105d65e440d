"""One issuer as browsers and clients see it: what it offers, its keys, the page of it, and the token endpoint."""

import base64
import hashlib
import html
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus, urlencode

from altaclario.simulator.asking import Answered, Asked
from altaclario.simulator.issuer.signing import Keys, Way

BELOW = "/issuer/"
CLIENT, SECRET = "altaclario", "simulated-client-secret"
PEOPLE = ("dee", "ben", "eve")
"""Who can sign in by a click on its page; `?as=` takes any name."""
_HOLDS_SECONDS = 300


def serves(path: str) -> bool:
    """Whether an address is one of an issuer's."""
    return path.startswith(BELOW)


@dataclass(slots=True, repr=False)
class IssuerFace:
    """It signs anybody in as whoever they say. What it does wrong is set by its members from `offered` on."""

    name: str
    root: Callable[[], str]
    """The address of the site that it belongs to."""
    clock: Callable[[], float] = time.time
    keys: Keys = field(default_factory=Keys)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    offered: dict[str, Any] = field(default_factory=dict)
    """Put in the place of what it offers; None takes something away."""
    answered: dict[str, str | None] = field(default_factory=dict)
    """The same for the address by which it sends a browser back."""
    claims: dict[str, Any] = field(default_factory=dict)
    """The same for what a token says."""
    head: dict[str, Any] = field(default_factory=dict)
    way: Way = "rightly"
    keeps_codes: bool = False
    """Whether a code may be used again."""

    @property
    def url(self) -> str:
        return f"{self.root()}{BELOW}{self.name}"

    def behave(self) -> None:
        """As it should from now on."""
        self.offered, self.answered, self.claims, self.head = {}, {}, {}, {}
        self.way, self.keeps_codes = "rightly", False

    def answer(self, asked: Asked) -> Answered:
        """Status and body as an issuer gives them, but for what it does wrong."""
        what = asked.path.removeprefix(f"{BELOW}{self.name}")
        if asked.method == "GET" and what == "/.well-known/openid-configuration":
            return _json(200, self._offer())
        if asked.method == "GET" and what == "/keys":
            return _json(200, {"keys": self.keys.shown})
        if asked.method == "GET" and what == "/authorize":
            return self._authorize(asked.query)
        if asked.method == "POST" and what == "/token":
            return self._token(asked.headers, asked.question)
        return _json(404, {"error": "not_found"})

    def subject(self, asked: Asked) -> str:
        """The address tells it."""
        return asked.path

    def first_page(self, asked: Asked) -> Asked:
        return asked

    def repeated(self, body: bytes, number: int = 0) -> bytes:  # noqa: ARG002
        return body

    def failure(self, status: int, reason: str) -> Answered:
        return _json(status, {"error": reason or "temporarily_unavailable"})

    def _offer(self) -> dict[str, Any]:
        return _with(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "grant_types_supported": ["authorization_code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": [self.keys.algorithm],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
            },
            self.offered,
        )

    def _authorize(self, query: Mapping[str, str]) -> Answered:
        """The page that asks who somebody is; with `as` the way back."""
        is_right = (
            query.get("response_type") == "code"
            and query.get("client_id") == CLIENT
            and "openid" in query.get("scope", "").split()
            and query.get("code_challenge_method") == "S256"
            and all(query.get(name) for name in ("redirect_uri", "state", "nonce", "code_challenge"))
        )
        if not is_right:
            return _page(400, "<h1>That is no question of ours</h1>")
        if "as" not in query:
            links = "".join(
                f'<li><a href="?{html.escape(urlencode({**query, "as": one}))}">Sign in as {one}</a></li>'
                for one in PEOPLE
            )
            return _page(200, f"<h1>Who are you at {self.name}?</h1><ul>{links}</ul>")
        code = secrets.token_urlsafe(32)
        self.codes[code] = {**query, "at": str(self.clock())}
        back = _with({"code": code, "state": query["state"], "iss": self.url}, self.answered)
        return Answered(302, b"", "text/plain", {"Location": f"{query['redirect_uri']}?{urlencode(back)}"})

    def _token(self, headers: Mapping[str, str], form: object) -> Answered:
        sent = form if isinstance(form, dict) else {}
        if _client(headers.get("Authorization", ""), sent) != (CLIENT, SECRET):
            return _json(401, {"error": "invalid_client"})
        code = str(sent.get("code", ""))
        begun = self.codes.get(code) if self.keeps_codes else self.codes.pop(code, None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(str(sent.get("code_verifier")).encode()).digest())
        if (
            begun is None
            or sent.get("grant_type") != "authorization_code"
            or self.clock() - float(begun["at"]) > _HOLDS_SECONDS
            or sent.get("redirect_uri") != begun["redirect_uri"]
            or challenge.rstrip(b"=").decode() != begun["code_challenge"]
        ):
            return _json(400, {"error": "invalid_grant"})
        now = int(self.clock())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": f"{self.name}|{begun['as']}",
            "exp": now + 300,
            "iat": now,
            "nonce": begun["nonce"],
            "email": f"{begun['as']}@acme.test",
            "email_verified": True,
            "name": begun["as"].title(),
        }
        token = self.keys.signed(_with(claims, self.claims), self.head, self.way)
        opens = secrets.token_urlsafe(32)
        return _json(200, {"access_token": opens, "token_type": "Bearer", "expires_in": 300, "id_token": token})


def _client(authorization: str, form: Mapping[str, Any]) -> tuple[str, str]:
    """Name and secret, in the head or in the form."""
    if not authorization.startswith("Basic "):
        return str(form.get("client_id")), str(form.get("client_secret"))
    name, _, secret = base64.b64decode(authorization[6:]).decode().partition(":")
    return unquote_plus(name), unquote_plus(secret)


def _with(content: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**content, **changes}.items() if value is not None}


def _json(status: int, content: dict[str, Any]) -> Answered:
    return Answered(status, json.dumps(content).encode(), headers={"Cache-Control": "no-store"})


def _page(status: int, body: str) -> Answered:
    head = '<meta charset="utf-8"><link rel="icon" href="data:,"><title>Simulated issuer</title>'
    text = f'<!doctype html><html lang="en">{head}{body}</html>'
    return Answered(status, text.encode(), "text/html")
