"""The texts that the public reads, as HTML, with the names of the promises in them."""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.utils import timezone
from django.utils.text import slugify
from markdown_it import MarkdownIt

from altaclario.declarations import holdings, limits, subprocessors
from altaclario.declarations.promises import keeps
from altaclario.declarations.subprocessors import Subprocessor
from altaclario.web import versions
from altaclario.web.versions import Version

_HEADING = re.compile(r"<h2>(?P<words>[^<]+)</h2>")
_MARK = re.compile("\N{INVISIBLE SEPARATOR}(?P<slug>[a-z-]+)\N{INVISIBLE SEPARATOR}")
_SIGNS = re.compile(r"[!-/:-@[-`{-~]")
_TAG = re.compile(r" ?\{(?P<slug>[a-z-]+)(?::[^}]*)?\}")


@dataclass(frozen=True, slots=True)
class Policy:
    """One text as a page shows it. `promises` are the slugs of the sentences that software keeps."""

    title: str
    version: str
    effective: str
    html: str
    promises: tuple[str, ...]


def policy(name: str) -> Policy:
    """The text of that name that is in force, with what this installation adds. Raises NoSuchVersion."""
    return _shown(versions.in_force(name, today=timezone.now().date()))


def as_it_was(version: Version) -> Policy:
    """A version as it was sealed, with nothing of this installation in it."""
    return _policy(version, re.sub(r"\[\[(?:subprocessors|where|measures)\]\]", "", version.body))


@cache
def _shown(version: Version) -> Policy:
    """Lists from registers are those of the code that runs; of an older version they stand in the version."""
    source = (versions.FOLDER / f"{version.name}.md").read_text()
    standing = versions.read(version.name, source)
    is_newest = standing.version == version.version
    body = versions.whole(standing.body, prefix=settings.COOKIE_PREFIX) if is_newest else version.body
    body = body.replace("[[subprocessors]]", _subprocessors()).replace("[[where]]", _where())
    return _policy(version, body.replace("[[measures]]", _measures()))


def _policy(version: Version, body: str) -> Policy:
    return Policy(
        title=version.title,
        version=version.version,
        effective=version.effective.isoformat(),
        html=_MARK.sub(_led_to, _HEADING.sub(_named, _rendered(body))),
        promises=tuple(dict.fromkeys(tag["slug"] for tag in _TAG.finditer(body))),
    )


def section(name: str, heading: str) -> str:
    """What stands under a heading of the text that is in force, as HTML. Raises KeyError."""
    return _under(versions.in_force(name, today=timezone.now().date()), heading)


@cache
def _under(version: Version, heading: str) -> str:
    parts = re.split(r"^## (.+)\n", version.body, flags=re.MULTILINE)
    return _rendered(dict(zip(parts[1::2], parts[2::2], strict=True))[heading])


def without_tags(text: str) -> str:
    """A text without the names of promises.

    >>> without_tags("We keep it. {kept: P1}")
    'We keep it.'
    """
    return _TAG.sub("", text)


def _rendered(body: str) -> str:
    """The text as HTML, each tag of a promise as a mark that no text holds."""
    marked = _TAG.sub(lambda tag: f"\N{INVISIBLE SEPARATOR}{tag['slug']}\N{INVISIBLE SEPARATOR}", body)
    return str(MarkdownIt("commonmark", {"html": False}).enable("table").render(marked))


def _led_to(mark: re.Match[str]) -> str:
    """The name of a promise, which pages that rely on it lead to."""
    return f' <code class="promise" id="{mark["slug"]}">{mark["slug"]}</code>'


def _named(heading: re.Match[str]) -> str:
    """A heading that can be led to."""
    words = heading["words"]
    return f'<h2 id="{slugify(words)}">{words}</h2>'


def _subprocessors() -> str:
    """Who works for whoever runs this installation, as a list."""
    rows = [one for one in settings.SUBPROCESSORS if not one.is_own]
    if not rows:
        return "Here nobody works for whoever runs this installation: they do it alone."
    return "\n".join(f"- {_told(one)}" for one in rows)


def _told(one: Subprocessor) -> str:
    grounds = subprocessors.TRANSFERS.get(one.transfer, "none is needed for that country")
    hosts = f" Hosts: {_literally(', '.join(one.hosts))}." if one.hosts else ""
    return (
        f"**{_literally(one.name)}** ({_literally(one.country)}): {_literally(one.purpose)}."
        f" What they get: {_literally(one.data)}. Grounds of the transfer: {grounds}."
        f" Agreement since {one.agreed or '–'}.{hosts}"
    )


def _literally(text: str) -> str:
    """What an operator wrote, with no sign of it read as markup."""
    return _SIGNS.sub(r"\\\g<0>", text)


def _where() -> str:
    """In which country everything is stored, where the operator said so."""
    places = [one for one in settings.SUBPROCESSORS if one.does == "hosting"]
    if not places:
        return "Here that is the machine on which it was started."
    told = (f"{_literally(one.name)} in {_literally(one.country)} (ISO 3166)" for one in places)
    return f"Here that is with {', and with '.join(told)}."


@keeps("figures-as-set")
def _measures() -> str:
    """What this installation is set to, as a list."""
    days = 86_400
    most = next(one.most for one in limits.LIMITS["sign-in"] if one.per == "account" and one.seconds == days)
    lines = (
        f"Passwords are kept as {get_hasher().algorithm} hashes.",
        f"A sign-in ends {settings.SESSION_COOKIE_AGE // days} days after it was last used.",
        f"A device that you tick is not asked for the second step for {settings.MFA_TRUST_COOKIE_AGE.days} days.",
        f"An account may be tried with a wrong password {most} times a day, wherever from.",
        f"Browsers are told to stay with HTTPS for {settings.HSTS_SECONDS // days} days."
        if settings.HTTPS_ONLY
        else "It runs for one machine, and without HTTPS: other machines cannot reach it.",
        f"Reports of abuse and notices of infringement stay {holdings.YEAR_DAYS} days at least.",
    )
    return "\n".join(f"- {line}" for line in lines)
