"""API tokens: what a program of a member shows, to read figures of one workspace and to change nothing.

A token begins with letters of ours and ends with a sum of its own signs, so that a scanner of secrets knows one
wherever it was left. It holds as long as the membership, the account and the workspace do, and rests where one rests.
"""

import hashlib
import re
import secrets
import string
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from altaclario.accounts import second_factors
from altaclario.audit import notes, verbs
from altaclario.charts.messages import Message, Text
from altaclario.declarations.promises import keeps
from altaclario.workspaces import members, walls
from altaclario.workspaces.models import ApiToken, Membership
from altaclario.workspaces.permissions import Permission

PREFIX = "altc_"
SCOPES: Mapping[str, Message] = {
    "figures": Message("Figures and series"),
    "items": Message("Items, by key"),
}
"""What a token may read. Nothing it reads holds titles or people."""
HOLDS_DAYS = 90
MOST_DAYS = 365
MOST_OPEN = 20
"""Of one person in one workspace, so that a list of them can be overlooked."""
_SIGNS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM, _SUM = 43, 6
_FORM = re.compile(r"altc_([0-9A-Za-z]{43})([0-9A-Za-z]{6})", re.ASCII)
_NO_ROW = uuid.UUID(int=0)


class NoSuchToken(Exception):
    """The workspace has no token of that id, or it is somebody else's who alone may see it."""


class TooManyOpen(Exception):
    """As many tokens of one person as may be are open."""


class MadeAlready(Exception):
    """This form made its token before; it was shown then."""


class NothingThere(Exception):
    """Unknown, expired, revoked, or at rest: nobody is told which."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One token as people see it."""

    token: ApiToken
    is_open: bool
    is_own: bool

    @property
    def scopes(self) -> list[Message]:
        return [SCOPES[name] for name in self.token.scopes.split()]


@dataclass(frozen=True, slots=True)
class Opened:
    """A token that holds, and in whose place it reads."""

    token: ApiToken
    membership: Membership


def make(
    membership: Membership,
    *,
    name: str,
    with_items: bool = True,
    days: int = HOLDS_DAYS,
    once: uuid.UUID | None = None,
    now: datetime,
) -> tuple[ApiToken, str]:
    """A token and its text, which nobody can tell afterwards. Raises NotAllowed, TooManyOpen, or MadeAlready for a
    form that was sent before, known by its `once`.
    """
    text = _new()
    with members.alone(membership) as asking:
        if not asking.may(Permission.API):
            raise members.NotAllowed
        own = ApiToken.objects.of(asking).filter(membership=asking)
        if once and own.filter(once=once).exists():
            raise MadeAlready
        if own.open(now).count() >= MOST_OPEN:
            raise TooManyOpen
        made = ApiToken.objects.create(
            workspace=asking.workspace,
            membership=asking,
            person=asking.person,
            name=name,
            scopes=" ".join(SCOPES if with_items else ["figures"]),
            token_hash=hashed(text),
            ending=text[-4:],
            created=now,
            expires=now + timedelta(days=min(days, MOST_DAYS)),
            once=once or uuid.uuid4(),
        )
        notes.note(asking, verbs.API_TOKEN_MADE, on=made, new=made.scopes.split(), now=now)
    return made, text


def every(membership: Membership, *, now: datetime) -> list[Listed]:
    """One's own, those that are over too; and those of others, for who may revoke them."""
    found = ApiToken.objects.of(membership)
    shown = found if membership.may(Permission.API_ANY) else found.filter(membership=membership.pk)
    return [Listed(one, not one.is_over(now), one.membership_id == membership.pk) for one in shown]


def revoke(membership: Membership, token: Any, *, now: datetime) -> None:
    """It reads nothing from the next request on; one that is over stays as it is. Raises NoSuchToken."""
    with members.alone(membership) as asking:
        seen = ApiToken.objects.of(asking)
        may_any = asking.may(Permission.API_ANY)
        found = (seen if may_any else seen.filter(membership=asking)).filter(pk=token).first()
        if found is None:
            raise NoSuchToken
        if not found.is_over(now):
            found.revoked = found.expires = now
            found.save(update_fields=["revoked", "expires"])
            notes.note(asking, verbs.API_TOKEN_REVOKED, on=found, now=now)


@keeps("tenant-walls")
def opened(text: str, *, now: datetime) -> Opened:
    """In whose place a program reads. Raises NothingThere."""
    with walls.by_token(hashed(text)):
        known = ApiToken.objects.filter(token_hash=hashed(text)).values_list("pk", "workspace_id").first()
    # For what is not there both questions are asked too.
    id, workspace = known or (_NO_ROW, 0)
    with walls.alone_within(workspace):
        told = ApiToken.objects.open(now).select_related("membership__workspace", "membership__person")
        token = told.filter(pk=id).first()
        if token is None or _lacks_second_factor(token.membership):
            raise NothingThere
        _note_use(token, now)
    return Opened(token, token.membership)


def is_ours(text: str) -> bool:
    """Whether a text is a token of this product, by its signs alone: for scanners of secrets, and typing errors."""
    found = _FORM.fullmatch(text)
    return found is not None and found[2] == _sum(found[1])


def hashed(text: str) -> str:
    """What is stored of a token: 256 bits of chance need no salt."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def names(membership: Membership) -> Mapping[str, Text]:
    """What the log calls each token that is still listed."""
    rows = ApiToken.objects.filter(workspace=membership.workspace_id).values_list("pk", "name", "ending")
    return {str(id): Message("{name} (…{ending})", {"name": name, "ending": ending}) for id, name, ending in rows}


def _new() -> str:
    random = "".join(secrets.choice(_SIGNS) for _ in range(_RANDOM))
    return f"{PREFIX}{random}{_sum(random)}"


def _sum(random: str) -> str:
    """A checksum, as six signs; it keeps nobody out, and tells a token from what looks like one."""
    rest, signs = zlib.crc32(random.encode()), ""
    for _ in range(_SUM):
        rest, place = divmod(rest, len(_SIGNS))
        signs = _SIGNS[place] + signs
    return signs


def _lacks_second_factor(membership: Membership) -> bool:
    return membership.workspace.needs_second_factor and not second_factors.has_one(membership.person)


def _note_use(token: ApiToken, now: datetime) -> None:
    today = now.astimezone(UTC).date()
    if token.used != today:
        ApiToken.objects.filter(pk=token.pk).update(used=today)
