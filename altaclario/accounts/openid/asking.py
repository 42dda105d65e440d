"""Whom an issuer lets in: the address that asks it, and the subject that its answer names."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.http import urlencode

from altaclario.accounts.openid import calls, tokens
from altaclario.accounts.openid.calls import Client, Offer
from altaclario.accounts.openid.departures import Departure, Ticket
from altaclario.accounts.openid.faults import Cause, IssuerFault
from altaclario.accounts.openid.known import ASKED_AGAIN, KEYS_HOLD, KnownIssuer
from altaclario.accounts.openid.tokens import Key, UnknownKey
from altaclario.vault.box import NotOpened
from altaclario.vault.secrets import Secret

_LONGEST_CODE = 2048


def take_over(known: KnownIssuer, offer: Offer, keys: list[Key], *, now: datetime) -> None:
    """What it offers becomes what we know, without storing it yet."""
    known.issuer, known.names_itself = offer.issuer, offer.names_itself
    known.authorization_endpoint, known.token_endpoint = offer.authorization_endpoint, offer.token_endpoint
    known.keys_endpoint, known.takes_secret_in_form = offer.keys_endpoint, offer.takes_secret_in_form
    known.keys, known.keys_read, known.keys_asked, known.made = keys, now, now, now


def address(known: KnownIssuer, ticket: Ticket, *, back: str) -> str:
    """Where the browser goes. Nothing is asked about the person but who they are there: no name, no address."""
    asked = {
        "response_type": "code",
        "response_mode": "query",
        "scope": "openid",
        "client_id": known.client_id,
        "redirect_uri": back,
        "state": ticket.state,
        "nonce": ticket.nonce,
        "code_challenge": ticket.challenge,
        "code_challenge_method": "S256",
    }
    return f"{known.authorization_endpoint}?{urlencode(asked)}"


def identified(
    known: KnownIssuer,
    answer: QueryDict,
    departure: Departure,
    *,
    secret: Callable[[], AbstractContextManager[Secret]],
    back: str,
    now: datetime,
) -> str:
    """The subject that it lets in. Raises IssuerFault."""
    code = _code(known, answer)
    client = Client(known.token_endpoint, known.client_id, known.takes_secret_in_form, known.tenant)
    try:
        with secret() as opened:
            token = calls.redeemed(client, opened.reveal(), code=code, verifier=departure.verifier, back=back)
    except NotOpened:
        raise IssuerFault(Cause.LOCKED) from None

    def named(keys: list[Key]) -> str:
        return tokens.subject(
            token, keys, issuer=known.issuer, client_id=known.client_id, nonce=departure.nonce, now=now
        )

    try:
        return named(_keys(known, now=now))
    except UnknownKey:
        newer = _keys(known, now=now, is_missing=True)
    try:
        return named(newer)
    except UnknownKey:
        raise IssuerFault(Cause.DOES_NOT_HOLD) from None


def state_of(answer: QueryDict) -> str:
    """What came back of what we sent along; nothing if it came twice."""
    found = answer.getlist("state")
    return str(found[0]) if len(found) == 1 else ""


def _code(known: KnownIssuer, answer: QueryDict) -> str:
    """The code of an answer that comes from this issuer and no other."""
    given = {name: answer.getlist(name) for name in ("iss", "error", "code")}
    if any(len(values) > 1 for values in given.values()):
        raise IssuerFault(Cause.NOT_AS_IT_SHOULD)
    who = given["iss"][0] if given["iss"] else None
    if who != known.issuer and (who is not None or known.names_itself):
        raise IssuerFault(Cause.ANOTHER_ISSUER)
    if given["error"]:
        raise IssuerFault(Cause.DECLINED)
    code = str(given["code"][0]) if given["code"] else ""
    if not 0 < len(code) <= _LONGEST_CODE:
        raise IssuerFault(Cause.NOT_AS_IT_SHOULD)
    return code


def _keys(known: KnownIssuer, *, now: datetime, is_missing: bool = False) -> list[Key]:
    """Those that we have; asked for anew when they are old or one is missing, and once a minute at most."""
    if not is_missing and _are_fresh(known, now):
        return list(known.keys)
    rows: Any = type(known)._default_manager.filter(pk=known.pk)
    due = Q(keys_asked=None) | Q(keys_asked__lte=now - ASKED_AGAIN)
    if not rows.filter(due).update(keys_asked=now):
        # Somebody asked a moment ago. What they heard counts for us, too.
        known.refresh_from_db(fields=["keys", "keys_read"])
        if not _are_fresh(known, now):
            raise IssuerFault(Cause.BUSY)
        return list(known.keys)
    known.keys, known.keys_read = calls.keys(known.keys_endpoint, tenant=known.tenant), now
    rows.update(keys=known.keys, keys_read=now)
    return list(known.keys)


def _are_fresh(known: KnownIssuer, now: datetime) -> bool:
    return known.keys_read is not None and now - known.keys_read < KEYS_HOLD
