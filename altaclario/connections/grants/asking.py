"""What is asked of the service of a tracker's maker: a grant for a code, a newer one, and what it reaches."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.http import urlencode

from altaclario.connections.grants import grant, servers
from altaclario.connections.grants.grant import Grant
from altaclario.connections.grants.principal import Principal
from altaclario.connections.grants.registered import App
from altaclario.connections.grants.servers import Server
from altaclario.egress import calling, origins
from altaclario.egress.addresses import Network
from altaclario.egress.calling import CallFailed, Limits, Reply
from altaclario.providers import troubles
from altaclario.providers.faults import CredentialRefused, TrackerFault, TrackerUnreadable

_LIMITS = Limits(connect_seconds=4.0, total_seconds=8.0, raw_bytes=256_000, inflated_bytes=512_000)
_LONGEST_CODE = 6000
_USUAL_SECONDS, _MOST_SECONDS = 3600, 86_400
_MOST_SITES = 100
_RESOURCES = "/oauth/token/accessible-resources"
_MEND = "Begin again; nothing was stored."
_ENDED = ("invalid_grant", "interaction_required", "consent_required", "login_required")
"""What the standard, and Microsoft, say where a person must allow it again."""


class NotAllowed(Exception):
    """The person, or somebody over them, did not let us in; or what came back is no answer to our question."""


@dataclass(frozen=True, slots=True)
class Site:
    """One that a grant reaches: its id there, where people see it, and what was given of what was asked for."""

    id: str
    url: str
    scopes: tuple[str, ...]


def address(app: App, *, scopes: Sequence[str], state: str, challenge: str, back: str) -> str:
    """Where the browser goes."""
    asked = {
        "response_type": "code",
        "client_id": app.id,
        "redirect_uri": back,
        "scope": " ".join(scopes),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **app.server.asked,
    }
    return f"{app.server.authorization_endpoint}?{urlencode(asked)}"


def code_in(answer: QueryDict) -> str:
    """The code of an answer. Raises NotAllowed."""
    given = {name: answer.getlist(name) for name in ("code", "error")}
    code = str(given["code"][0]) if len(given["code"]) == 1 else ""
    if given["error"] or not grant.is_token(code) or len(code) > _LONGEST_CODE:
        raise NotAllowed
    return code


def redeemed(app: App, *, code: str, verifier: str, back: str, now: datetime) -> Grant:
    """What a code stands for. Raises TrackerFault."""
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    return _granted(_asked(app, asked), before="", now=now)


def renewed(app: App, before: Grant, *, now: datetime) -> Grant:
    """The next one, after which the one before may be worth nothing. Raises TrackerFault."""
    asked = {"grant_type": "refresh_token", "refresh_token": before.refresh}
    # Microsoft may leave the old one in force, and then gives no other.
    return _granted(_asked(app, asked), before=before.refresh, now=now)


def sites(app: App, held: Grant) -> tuple[Site, ...]:
    """Those that a grant reaches, where the maker says it. Raises TrackerFault."""
    if not app.server.resources:
        return ()

    async def ask() -> Reply:
        # Asked of where the tracker answers: what opens the tracker goes to no other place.
        line = calling.line(
            app.server.resources, authorization=f"Bearer {held.access}", networks=_networks(), limits=_LIMITS
        )
        async with line as opened:
            return await opened.send("GET", _RESOURCES)

    said = _read(app.server, _reply(app.server, ask()))
    found = [_site(one) for one in said] if isinstance(said, list) else []
    return tuple(one for one in found if one is not None)[:_MOST_SITES]


def by_principal(who: Principal) -> str:
    """What opens an organisation for an hour, and is kept nowhere. Raises TrackerFault."""
    server = servers.microsoft(who.tenant)
    asked = {"grant_type": "client_credentials", "scope": f"{server.resource}.default"}
    try:
        said = _asked_of(server, {**asked, "client_id": who.client, "client_secret": who.secret})
    except CredentialRefused as refused:
        raise CredentialRefused(
            "The principal is refused.", mend=_MEND, cause="principal-refused", status=refused.status
        ) from None
    if not grant.is_token(said.get("access_token")):
        raise _unreadable(server)
    return str(said["access_token"])


def _asked(app: App, asked: Mapping[str, str]) -> dict[str, Any]:
    return _asked_of(app.server, {**asked, "client_id": app.id, "client_secret": app.secret()})


def _asked_of(server: Server, asked: Mapping[str, str]) -> dict[str, Any]:
    body = server.encoded(asked)

    async def ask() -> Reply:
        async with calling.granting_line(server.token_endpoint, networks=_networks(), limits=_LIMITS) as line:
            return await line.send("POST", "", body=body, media=server.media)

    said = _read(server, _reply(server, ask()))
    if not isinstance(said, dict):
        raise _unreadable(server)
    return said


def _reply(server: Server, asking: Any) -> Reply:
    try:
        return asyncio.run(asking)  # type: ignore[no-any-return]
    except CallFailed as failed:
        if isinstance(failed, calling.AddressNotAllowed):
            raise
        raise troubles.of_line(failed).fault(server.maker) from None


def _read(server: Server, reply: Reply) -> Any:
    """What it said. Raises TrackerFault."""
    try:
        said = json.loads(reply.body)
    except (ValueError, RecursionError):
        said = None
    if reply.status == 200 and said is not None:
        return said
    if trouble := troubles.of_reply(reply, is_used_up=False, longest_asked=0.0):
        raise trouble.fault(server.maker)
    raise _refused(server, reply.status, said.get("error") if isinstance(said, dict) else None)


def _refused(server: Server, status: int, error: object) -> TrackerFault:
    cause = "grant-ended" if error in _ENDED else "app-refused"
    return CredentialRefused(f"{server.maker} refused ({status}).", mend=_MEND, cause=cause, status=status)


def _unreadable(server: Server) -> TrackerFault:
    return TrackerUnreadable(f"{server.maker} answered otherwise.", mend=_MEND, cause="unknown-form")


def _granted(said: Mapping[str, Any], *, before: str, now: datetime) -> Grant:
    """Raises TrackerFault."""
    access, refresh, seconds = said.get("access_token"), said.get("refresh_token", before), said.get("expires_in")
    is_right = grant.is_token(access) and grant.is_token(refresh) and str(said.get("token_type")).lower() == "bearer"
    if not is_right:
        raise TrackerUnreadable("It granted something else.", mend=_MEND, cause="unknown-form")
    lasts = seconds if isinstance(seconds, int) and 0 < seconds <= _MOST_SECONDS else _USUAL_SECONDS
    given = said.get("scope")
    scopes = tuple(given.split()) if isinstance(given, str) else ()
    return Grant(str(access), str(refresh), int(now.timestamp()) + lasts, scopes)


def _site(said: object) -> Site | None:
    """One of what it lists, if it can be called: its id becomes a part of an address, its address is shown."""
    if not isinstance(said, dict):
        return None
    id, url, scopes = said.get("id"), said.get("url"), said.get("scopes")
    if not isinstance(id, str) or not isinstance(url, str) or len(url) > 300:
        return None
    if not id.isascii() or not id.replace("-", "").isalnum() or len(id) > 64:
        return None
    try:
        origins.parse_issuer(url)
    except CallFailed:
        return None
    given = tuple(one for one in scopes if isinstance(one, str)) if isinstance(scopes, list) else ()
    return Site(id, url.rstrip("/"), given)


def _networks() -> tuple[Network, ...]:
    return (ip_network("127.0.0.0/8"),) if settings.GRANTING_URL else ()
