"""Atlassian's service as browsers and clients see it: the page that asks, the tokens, and the sites of a grant."""

import html
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from altaclario.simulator.asking import Answered, Asked
from altaclario.simulator.granting.ledger import Given, Ledger, Refused

APP, SECRET = "simulated-app", "simulated-app-secret"
_RESOURCES = "/oauth/token/accessible-resources"
PATHS = ("/authorize", "/oauth/token", _RESOURCES)
SITES = {
    "11111111-2222": "https://acme-simulated.atlassian.net",
    "33333333-4444": "https://globex-simulated.atlassian.net",
}
"""What the account may allow, by the id of the cloud."""


def serves(path: str) -> bool:
    """Whether an address is one of this service."""
    return path in PATHS


@dataclass(slots=True, repr=False)
class AtlassianFace:
    """It lets any app in that knows the secret, for whoever clicks."""

    clock: Callable[[], float]
    ledger: Ledger = field(init=False)
    answered: dict[str, str | None] = field(default_factory=dict)
    """Put in the place of what the address says by which it sends a browser back; None takes something away."""
    withheld: tuple[str, ...] = ()
    """Scopes that are not given, whatever was asked."""

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.clock)

    def behave(self) -> None:
        """As it should from now on, with nothing granted."""
        self.ledger, self.answered, self.withheld = Ledger(self.clock), {}, ()

    def opens(self, token: str, cloud: str) -> bool:
        """Whether a token opens that site."""
        given = self.ledger.opened(token)
        return given is not None and cloud in given.sites

    def answer(self, asked: Asked) -> Answered:
        """Status and body as the service gives them."""
        if asked.path == "/authorize" and asked.method == "GET":
            return self._authorize(asked.query)
        if asked.path == "/oauth/token" and asked.method == "POST":
            return self._token(asked.question if isinstance(asked.question, dict) else {})
        if asked.path == _RESOURCES and asked.method == "GET":
            return self._resources(asked.headers.get("Authorization", "").removeprefix("Bearer "))
        return _json(405, {"error": "method_not_allowed"})

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
        is_right = (
            query.get("response_type") == "code"
            and query.get("client_id") == APP
            and query.get("audience") == "api.atlassian.com"
            and query.get("code_challenge_method") == "S256"
            and all(query.get(name) for name in ("redirect_uri", "state", "scope", "code_challenge"))
        )
        if not is_right:
            return _page(400, "<h1>That is no question of an app</h1>")
        if "sites" not in query:
            return _page(200, _asking(query))
        if not query["sites"]:
            return self._back(query, {"error": "access_denied", "error_description": "User did not authorize"})
        given = tuple(one for one in query["scope"].split() if one not in self.withheld)
        code = self.ledger.code_for(Given("ada", tuple(query["sites"].split()), given), query)
        return self._back(query, {"code": code})

    def _back(self, query: Mapping[str, str], says: Mapping[str, str]) -> Answered:
        said = {**says, "state": query["state"], **self.answered}
        there = urlencode({name: one for name, one in said.items() if one is not None})
        return Answered(302, b"", "text/plain", {"Location": f"{query['redirect_uri']}?{there}"})

    def _token(self, sent: Mapping[str, Any]) -> Answered:
        if (sent.get("client_id"), sent.get("client_secret")) != (APP, SECRET):
            return _json(401, {"error": "access_denied", "error_description": "Unauthorized"})
        try:
            if sent.get("grant_type") == "refresh_token":
                given, opens = self.ledger.renewed(str(sent.get("refresh_token")))
            else:
                found = (str(sent.get(name, "")) for name in ("code", "code_verifier", "redirect_uri"))
                given, opens = self.ledger.redeemed(*found)
        except Refused as refused:
            said = "Unknown or invalid refresh token." if "refresh_token" in sent else "Invalid code"
            return _json(403, {"error": refused.error, "error_description": said})
        answer = {"access_token": opens, "expires_in": self.ledger.lasts_seconds, "token_type": "Bearer"}
        answer |= {"scope": " ".join(given.scopes)}
        return _json(200, answer | ({"refresh_token": given.refresh} if "offline_access" in given.scopes else {}))

    def _resources(self, token: str) -> Answered:
        given = self.ledger.opened(token)
        if given is None:
            return _json(401, {"code": 401, "message": "Unauthorized"})
        scopes = [one for one in given.scopes if one != "offline_access"]
        sites = [
            {"id": id, "url": url, "name": url.partition("//")[2].partition(".")[0], "scopes": scopes, "avatarUrl": url}
            for id, url in SITES.items()
            if id in given.sites
        ]
        return _json(200, sites)


def _asking(query: Mapping[str, str]) -> str:
    choices = {"Allow acme": next(iter(SITES)), "Allow both": " ".join(SITES), "Deny": ""}
    links = "".join(
        f'<li><a href="?{html.escape(urlencode({**query, "sites": sites}))}">{word}</a></li>'
        for word, sites in choices.items()
    )
    return f"<h1>An app asks for: {html.escape(query['scope'])}</h1><ul>{links}</ul>"


def _json(status: int, content: Any) -> Answered:
    return Answered(status, json.dumps(content).encode(), headers={"Cache-Control": "no-store"})


def _page(status: int, body: str) -> Answered:
    head = '<meta charset="utf-8"><link rel="icon" href="data:,"><title>Simulated consent</title>'
    return Answered(status, f'<!doctype html><html lang="en">{head}{body}</html>'.encode(), "text/html")
