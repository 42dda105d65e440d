"""The road of somebody without an account: a token is traded for a cookie, and the cookie opens one page.

Whatever opens nothing takes the same way to the same end, the same questions to the database and the same comparisons
of hashes, so that neither the answer nor its time tells why.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from django.contrib.auth.hashers import check_password
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from altaclario.declarations.promises import keeps
from altaclario.sharing.links import hashed
from altaclario.sharing.models import ShareLink
from altaclario.sync.writing import if_possible
from altaclario.workspaces import walls

Proof: TypeAlias = Literal["token", "password"]
"""What somebody has shown: that they have the link, or that they know its password too."""

COOKIE_DAYS = 30
_MOST_HELD = 8
_ID_SIGNS, _HASH_SIGNS = 32, 64
_PASS_SIGNS = _ID_SIGNS + 2 * _HASH_SIGNS
_NO_ROW = UUID(int=0)


class NothingThere(Exception):
    """Unknown, expired, revoked, of another link, or not to be seen this way: nobody is told which."""


class WrongPassword(Exception):
    """The link is theirs, the password is not."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What a cookie holds for one link: the hash of its token, by which it is found, and the seal, which opens it."""

    token_hash: str = ""
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A link that a guest may see, or may after its password."""

    link: ShareLink
    needs_password: bool


def opened(token: str, *, now: datetime) -> ShareLink:
    """The link of a token. Nothing is changed. Raises NothingThere."""
    link = _open(now, token_hash=hashed(token))
    if link is None:
        raise NothingThere
    return link


def framed(token: str, *, now: datetime) -> ShareLink:
    """The link of a token that may be shown in a frame, which has no cookie for a password. Raises NothingThere."""
    link = opened(token, now=now)
    if link.password or not link.frame_ancestors:
        raise NothingThere
    return link


@keeps("tenant-walls")
def seen(held: str, id: UUID, *, now: datetime) -> Seen:
    """The link of that id, for a browser whose cookie says that it is theirs. Raises NothingThere."""
    shown = _passes(held).get(id.hex, Pass())
    link = _open(now, token_hash=shown.token_hash, pk=id)
    has_token = constant_time_compare(shown.seal, _seal(link, "token"))
    has_password = constant_time_compare(shown.seal, _seal(link, "password"))
    if link is None or not (has_token or has_password):
        raise NothingThere
    return Seen(link, needs_password=bool(link.password) and not has_password)


def let_in(held: str, id: UUID, *, password: str, now: datetime) -> str:
    """What the cookie holds once the password was right. Raises NothingThere or WrongPassword."""
    link = seen(held, id, now=now).link
    if link.password and not check_password(password, link.password):
        raise WrongPassword
    return with_pass(held, link, proof="password")


def with_pass(held: str, link: ShareLink, *, proof: Proof = "token") -> str:
    """What the cookie holds with one more link in it; the oldest makes room. It holds neither token nor password."""
    passes = _passes(held)
    before, best = passes.pop(link.pk.hex, Pass()), _seal(link, "password")
    knew_password = constant_time_compare(before.seal, best)
    newest = {link.pk.hex: Pass(link.token_hash, best if knew_password else _seal(link, proof)), **passes}
    return ".".join(id + one.token_hash + one.seal for id, one in list(newest.items())[:_MOST_HELD])


def count(link: ShareLink) -> None:
    """Somebody saw it; who, is nowhere written."""
    if_possible(lambda: ShareLink.objects.filter(pk=link.pk).update(views=F("views") + 1))


def _open(now: datetime, **what: Any) -> ShareLink | None:
    """By its token alone, then with what belongs to it: for what is not there both are asked too."""
    with walls.by_token(what["token_hash"]):
        row = ShareLink.objects.filter(**what).first()
    with walls.within(row.workspace_id if row else 0):
        return ShareLink.objects.open(now).with_all().filter(pk=row.pk if row else _NO_ROW).first()


def _passes(held: str) -> dict[str, Pass]:
    """What a cookie holds, by the id of the link; what somebody made up opens nothing."""
    found = [one for one in held.split(".", _MOST_HELD)[:_MOST_HELD] if len(one) == _PASS_SIGNS and one.isalnum()]
    cut = _ID_SIGNS + _HASH_SIGNS
    return {one[:_ID_SIGNS]: Pass(one[_ID_SIGNS:cut], one[cut:]) for one in found if one.isascii()}


def _seal(link: ShareLink | None, proof: Proof) -> str:
    """Only this installation can make it, for this link alone. For none it costs as much and fits nothing."""
    what = f"{link.pk.hex}:{link.token_hash}:{link.password}" if link else "none"
    return salted_hmac(f"altaclario.sharing.{proof}", what, algorithm="sha256").hexdigest()
