"""The three questions that we ask an issuer: what it offers, which keys it signs with, and whom a code stands for."""

import asyncio
import base64
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.http import urlencode

from altaclario.accounts.openid import tokens
from altaclario.accounts.openid.faults import Cause, IssuerFault
from altaclario.accounts.openid.tokens import Key
from altaclario.egress import calling, origins
from altaclario.egress.addresses import Network
from altaclario.egress.calling import CallFailed, Limits, Reply

_LIMITS = Limits(connect_seconds=4.0, total_seconds=8.0, raw_bytes=256_000, inflated_bytes=512_000)
_AT_ONCE, _OF_TENANTS = 4, 3
"""Questions of this process: slow issuers must not hold all threads that answer pages, nor workspaces all places."""
_asking: list[int] = []
"""For which tenant each question is that is under way: one for each workspace, and 0 for the installation."""
_places = threading.Condition()
_WAITS_SECONDS = 2.0
_WELL_KNOWN = "/.well-known/openid-configuration"
_CAUSES: tuple[tuple[type[CallFailed], Cause], ...] = (
    (calling.AddressNotAllowed, Cause.NOT_ALLOWED),
    (calling.NotTrusted, Cause.NOT_SAFE),
    (calling.Unreachable, Cause.UNREACHABLE),
    (calling.TookTooLong, Cause.TOO_SLOW),
    (calling.AnswerTooLarge, Cause.TOO_LARGE),
    (calling.BrokeOff, Cause.BROKE_OFF),
    (calling.NotDecodable, Cause.NOT_AS_IT_SHOULD),
)
_UNTOLD = (Cause.NOT_ALLOWED, Cause.UNREACHABLE, Cause.NOT_SAFE, Cause.TOO_SLOW, Cause.BROKE_OFF)
"""Whoever owns a workspace could ask about machines near ours by telling these apart."""
_LONGEST_ADDRESS = 500


@dataclass(frozen=True, slots=True)
class Offer:
    """What an issuer says of itself, as far as we need it."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    keys_endpoint: str
    takes_secret_in_form: bool
    """In the form of the question instead of its head."""
    names_itself: bool
    """Whether it says in its answer who answers."""


@dataclass(frozen=True, slots=True)
class Client:
    """As whom we ask at the token endpoint. The secret stands in no printed form of it."""

    token_endpoint: str
    client_id: str
    takes_secret_in_form: bool
    tenant: int = 0


def offer(issuer: str, *, tenant: int = 0) -> Offer:
    """What it offers, which must be what is needed. Raises IssuerFault.

    Here and below the tenant is the workspace whose owners chose the issuer, or 0 for the operator's choice.
    """
    said = _asked(issuer.rstrip("/") + _WELL_KNOWN, tenant)
    if said.get("issuer") != issuer:
        raise IssuerFault(Cause.ANOTHER_ISSUER)
    ways = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    has_what_is_needed = (
        _among("code", said.get("response_types_supported", ["code"]))
        and _among("query", said.get("response_modes_supported", ["query"]))
        and _among("S256", said.get("code_challenge_methods_supported", ["S256"]))
        and any(_among(one, said.get("id_token_signing_alg_values_supported", ["RS256"])) for one in tokens.ALGORITHMS)
        and (_among("client_secret_basic", ways) or _among("client_secret_post", ways))
    )
    if not has_what_is_needed:
        raise IssuerFault(Cause.LACKS)
    return Offer(
        issuer=issuer,
        authorization_endpoint=_address(said.get("authorization_endpoint"), tenant),
        token_endpoint=_address(said.get("token_endpoint"), tenant),
        keys_endpoint=_address(said.get("jwks_uri"), tenant),
        takes_secret_in_form=not _among("client_secret_basic", ways),
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def keys(keys_endpoint: str, *, tenant: int = 0) -> list[Key]:
    """The keys that it shows now. Raises IssuerFault."""
    return tokens.suitable(_asked(keys_endpoint, tenant))


def redeemed(client: Client, secret: str, *, code: str, verifier: str, back: str) -> str:
    """The token about somebody, for a code. The token that would open something of theirs is let go at once.

    Raises IssuerFault.
    """
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": back}
    authorization = ""
    if client.takes_secret_in_form:
        form |= {"client_id": client.client_id, "client_secret": secret}
    else:
        pair = f"{_encoded(client.client_id)}:{_encoded(secret)}"
        authorization = "Basic " + base64.b64encode(pair.encode()).decode()
    said = _asked(client.token_endpoint, client.tenant, authorization=authorization, form=form)
    token = said.get("id_token")
    if not isinstance(token, str):
        raise IssuerFault(Cause.NOT_AS_IT_SHOULD)
    return token


def _asked(url: str, tenant: int, *, authorization: str = "", form: dict[str, str] | None = None) -> dict[str, Any]:
    with _a_place(tenant):
        try:
            reply = asyncio.run(_sent(url, tenant, authorization, form))
        except CallFailed as failed:
            cause = next((cause for kind, cause in _CAUSES if isinstance(failed, kind)), Cause.FAILED)
            raise IssuerFault(Cause.NOT_REACHED if tenant and cause in _UNTOLD else cause) from None
    return _read(reply)


@contextmanager
def _a_place(tenant: int) -> Iterator[None]:
    """To ask in, once there is one. Raises IssuerFault."""
    with _places:
        if not _places.wait_for(lambda: _may_ask(tenant), timeout=_WAITS_SECONDS):
            raise IssuerFault(Cause.BUSY)
        _asking.append(tenant)
    try:
        yield
    finally:
        with _places:
            _asking.remove(tenant)
            _places.notify_all()


def _may_ask(tenant: int) -> bool:
    of_tenants = len(_asking) - _asking.count(0)
    return len(_asking) < _AT_ONCE and not (tenant and (tenant in _asking or of_tenants >= _OF_TENANTS))


def _networks(tenant: int) -> Sequence[Network]:
    listed: Sequence[Network] = settings.WORKSPACE_ISSUER_NETWORKS if tenant else settings.ISSUER_NETWORKS
    return listed


async def _sent(url: str, tenant: int, authorization: str, form: dict[str, str] | None) -> Reply:
    async with calling.issuer_line(
        url, authorization=authorization, networks=_networks(tenant), any_port=not tenant, limits=_LIMITS
    ) as line:
        if form is None:
            return await line.send("GET", "")
        body = urlencode(form).encode()
        return await line.send("POST", "", body=body, media="application/x-www-form-urlencoded")


def _read(reply: Reply) -> dict[str, Any]:
    if reply.status == 429:
        raise IssuerFault(Cause.BUSY)
    if reply.status >= 500:
        raise IssuerFault(Cause.FAILED)
    if reply.status in (400, 401, 403):
        raise IssuerFault(Cause.REFUSED)
    try:
        is_json = "json" in reply.headers.get("content-type", "").partition(";")[0]
        said = json.loads(reply.body) if reply.status == 200 and is_json else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise IssuerFault(Cause.NOT_AS_IT_SHOULD)
    return said


def _address(said: object, tenant: int) -> str:
    """One that may be called, as far as can be told without calling it."""
    if not isinstance(said, str) or len(said) > _LONGEST_ADDRESS:
        raise IssuerFault(Cause.LACKS)
    try:
        origins.parse_issuer(said, _networks(tenant))
    except CallFailed:
        raise IssuerFault(Cause.NOT_ALLOWED) from None
    return said


def _among(wanted: str, offered: object) -> bool:
    return isinstance(offered, list) and wanted in offered


def _encoded(text: str) -> str:
    """As a form has it, which is how RFC 6749 wants names and secrets."""
    return urlencode({"": text})[1:]
