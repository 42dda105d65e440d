"""Microsoft's service as browsers and clients see it: consent for an organisation, and tokens for principals."""

import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from altaclario.simulator.asking import Answered, Asked
from altaclario.simulator.granting.door import APP, SECRET
from altaclario.simulator.granting.ledger import Given, Ledger, Refused

TENANT = "acme-simulated.onmicrosoft.com"
PRINCIPAL, PRINCIPAL_SECRET = "44444444-simulated-principal", "simulated-principal-secret"
_RESOURCE = "499b84ac-1321-427f-aa17-267ca6975798/"
_PATH = re.compile(r"/([^/]+)/oauth2/v2\.0/(authorize|token)")
_TENANTS = (TENANT, "organizations")


def serves(path: str) -> bool:
    """Whether an address is one of this service."""
    return _PATH.fullmatch(path) is not None


@dataclass(slots=True, repr=False)
class EntraFace:
    """It lets the same app in as Atlassian's, and one principal of one tenant. A refresh stays good after its use."""

    clock: Callable[[], float]
    ledger: Ledger = field(init=False)

    def __post_init__(self) -> None:
        self.behave()

    def behave(self) -> None:
        """As it should from now on, with nothing granted."""
        self.ledger = Ledger(self.clock, rotates=False)

    def opens(self, token: str) -> bool:
        """Whether a token opens the organisation."""
        return self.ledger.opened(token) is not None

    def answer(self, asked: Asked) -> Answered:
        """Status and body as the service gives them."""
        found = _PATH.fullmatch(asked.path)
        if found is None or found[1] not in _TENANTS:
            return _json(400, {"error": "invalid_request", "error_description": "AADSTS90002: Tenant not found."})
        if found[2] == "authorize":
            return self._authorize(asked.query)
        sent = asked.question if isinstance(asked.question, dict) else {}
        return self._of_a_principal(sent) if sent.get("grant_type") == "client_credentials" else self._token(sent)

    def subject(self, asked: Asked) -> str:
        """The address tells it."""
        return asked.path

    def first_page(self, asked: Asked) -> Asked:
        return asked

    def repeated(self, body: bytes, number: int = 0) -> bytes:  # noqa: ARG002
        return body

    def failure(self, status: int, reason: str) -> Answered:
        return _json(status, {"error": reason or "temporarily_unavailable"})

    def _authorize(self, query: Mapping[str, str]) -> Answered:
        """The page that asks; with `sites` the way back."""
        scopes = query.get("scope", "").split()
        is_right = (
            query.get("response_type") == "code"
            and query.get("client_id") == APP
            and query.get("code_challenge_method") == "S256"
            and all(one.startswith(_RESOURCE) or one == "offline_access" for one in scopes)
            and all(query.get(name) for name in ("redirect_uri", "state", "scope", "code_challenge"))
        )
        if not is_right:
            return _page(400, "<h1>That is no question of an app</h1>")
        if "sites" not in query:
            there = html.escape(urlencode({**query, "sites": "simulated"}))
            return _page(200, f'<h1>An app asks for: {html.escape(query["scope"])}</h1><a href="?{there}">Accept</a>')
        says = {"error": "access_denied"}
        if query["sites"]:
            says = {"code": self.ledger.code_for(Given("ada", (query["sites"],), tuple(scopes)), query)}
        there = urlencode({**says, "state": query["state"]})
        return Answered(302, b"", "text/plain", {"Location": f"{query['redirect_uri']}?{there}"})

    def _token(self, sent: Mapping[str, Any]) -> Answered:
        if (sent.get("client_id"), sent.get("client_secret")) != (APP, SECRET):
            return _json(401, {"error": "invalid_client", "error_description": "AADSTS7000215"})
        try:
            if sent.get("grant_type") == "refresh_token":
                given, opens = self.ledger.renewed(str(sent.get("refresh_token")))
            else:
                found = (str(sent.get(name, "")) for name in ("code", "code_verifier", "redirect_uri"))
                given, opens = self.ledger.redeemed(*found)
        except Refused as refused:
            return _json(400, {"error": refused.error, "error_description": "AADSTS70008"})
        scope = " ".join(one for one in given.scopes if one != "offline_access")
        answer = {"token_type": "Bearer", "scope": scope, "expires_in": self.ledger.lasts_seconds}
        return _json(200, answer | {"access_token": opens, "refresh_token": given.refresh})

    def _of_a_principal(self, sent: Mapping[str, Any]) -> Answered:
        if (sent.get("client_id"), sent.get("client_secret")) != (PRINCIPAL, PRINCIPAL_SECRET):
            return _json(401, {"error": "invalid_client", "error_description": "AADSTS7000222"})
        if sent.get("scope") != f"{_RESOURCE}.default":
            return _json(400, {"error": "invalid_scope", "error_description": "AADSTS70011"})
        given = Given("a principal", ("simulated",), ())
        self.ledger.grants.append(given)
        opens = self.ledger._next(given)
        return _json(200, {"token_type": "Bearer", "expires_in": self.ledger.lasts_seconds, "access_token": opens})


def _json(status: int, content: Any) -> Answered:
    return Answered(status, json.dumps(content).encode(), headers={"Cache-Control": "no-store"})


def _page(status: int, body: str) -> Answered:
    head = '<meta charset="utf-8"><link rel="icon" href="data:,"><title>Simulated consent</title>'
    return Answered(status, f'<!doctype html><html lang="en">{head}{body}</html>'.encode(), "text/html")
