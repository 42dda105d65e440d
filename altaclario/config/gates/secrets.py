"""Gates of what must stay secret: the key that signs, the root key, and how passwords are kept."""

import math
import os
import stat
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from altaclario.vault import custody, wrapping
from altaclario.vault.models import KnownRoot
from altaclario.vault.roots import RootKeyUnusable

_PUBLIC = ("django-insecure", "changeme", "change-me", "secret-key", "your-secret", "insecure", "example")
_OF_EVERYBODY = {"password", "postgres", "admin", "root", "altaclario", "secret", "changeme", "test", "default"}
_LENGTH, _BITS = 50, 128
_MAKE_ONE = '`python3 -c "import secrets; print(secrets.token_urlsafe(64))"` makes one for ALTACLARIO_SECRET_KEY.'


def length() -> str:
    is_short = len(settings.SECRET_KEY) < _LENGTH
    return f"The secret key has fewer than {_LENGTH} characters. {_MAKE_ONE}" if is_short else ""


def guessable() -> str:
    key = settings.SECRET_KEY
    if len(key) < _LENGTH:  # Said by the gate before.
        return ""
    repeats = (key + key).find(key, 1) < len(key)
    is_known = any(word in key.lower() for word in _PUBLIC)
    return f"The secret key can be guessed. {_MAKE_ONE}" if is_known or repeats or _bits(key) < _BITS else ""


def of_everybody() -> str:
    """Whoever opens a door of another machine for us shows something that not everybody would try."""
    stored = settings.DATABASES["default"]
    shown = {
        "database": (stored.get("USER", ""), stored.get("PASSWORD", "")),
        "mail server": (settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD),
    }
    known = [at for at, (name, word) in shown.items() if word and word.lower() in {name.lower(), *_OF_EVERYBODY}]
    return f"The password for the {' and the '.join(known)} is one that everybody tries. Set another." if known else ""


def file_of_the_secret_key() -> str:
    path = Path(settings.SECRET_KEY_FILE)
    return _open_to_others(path) if path.exists() and not settings.SECRET_KEY_IS_GIVEN else ""


def two_in_one() -> str:
    path = Path(settings.ROOT_KEY_FILE)
    in_file = path.read_bytes().hex() if path.is_file() and os.access(path, os.R_OK) else ""
    same = any(key.lower() in settings.SECRET_KEY.lower() for key in (settings.ROOT_KEY, in_file) if key)
    return "The secret key and the root key are the same. Give each its own." if same else ""


def root_key() -> str:
    """There is one, it has the right form, and nobody else can read it."""
    try:
        custody.chosen().held()
    except RootKeyUnusable as unusable:
        return str(unusable)
    return ""


def root_key_apart() -> str:
    """Who takes a copy of the data folder must not take the key with it."""
    path = Path(settings.ROOT_KEY_FILE)
    if settings.ROOT_KEY or not path.exists() or not path.resolve().is_relative_to(Path(settings.DATA).resolve()):
        return ""
    return (
        f"The root key lies beside the database, in {settings.DATA}: move it and name it in ALTACLARIO_ROOT_KEY_FILE."
    )


def root_key_known() -> str:
    """It is the one that this database was sealed with."""
    try:
        names = {one.name for one in custody.chosen().held()}
    except RootKeyUnusable:  # Said by the gate before.
        return ""
    if not storage_is_ready() or not KnownRoot.objects.exists():
        return ""
    if not KnownRoot.objects.filter(name__in=names).exists() and not settings.ROOT_KEY_IS_NEW:
        return (
            "This root key opens nothing of this database: put the right one back. If it is lost for good, set "
            "ALTACLARIO_ROOT_KEY_IS_NEW=yes once; each connection then needs its token again."
        )
    try:
        wrapping.check(now=timezone.now())
    except RootKeyUnusable as unusable:
        return str(unusable)
    return ""


def passwords() -> str:
    from django.contrib.auth.hashers import get_hasher

    kind = get_hasher().algorithm or ""
    return "" if kind.startswith("argon2") else f"Passwords would be kept with {kind}: put Argon2 first."


def storage_is_ready() -> bool:
    """Whether the tables of the vault are there; another gate says so if not."""
    from django.db import DatabaseError, connection

    try:
        return KnownRoot._meta.db_table in connection.introspection.table_names()
    except DatabaseError:
        return False


def _open_to_others(path: Path) -> str:
    mode = stat.S_IMODE(path.stat().st_mode)
    return f"{path} is open to others. Take their rights away: chmod 600." if mode & 0o077 else ""


def _bits(text: str) -> float:
    """Shannon's entropy of the text by its characters: an upper bound for what a guesser must try."""
    counts = Counter(text).values()
    return -sum(count * math.log2(count / len(text)) for count in counts)


GATES = (
    length,
    guessable,
    of_everybody,
    file_of_the_secret_key,
    two_in_one,
    root_key,
    root_key_apart,
    root_key_known,
    passwords,
)
