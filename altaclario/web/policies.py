"""The texts that the public reads, from `policy/`: each with its version and its words."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.text import slugify
from markdown_it import MarkdownIt

from altaclario.declarations import cookies, recipients

_FOLDER = Path(__file__).resolve().parents[2] / "policy"
_HEAD = re.compile(r"# (?P<title>.+)\nVersion (?P<version>\S+), effective (?P<effective>\d{4}-\d\d-\d\d)\n")
_HEADING = re.compile(r"<h2>(?P<words>[^<]+)</h2>")
_MARK = re.compile("\N{INVISIBLE SEPARATOR}(?P<slug>[a-z-]+)\N{INVISIBLE SEPARATOR}")
_TAG = re.compile(r" ?\{(?P<slug>[a-z-]+)(?::[^}]*)?\}")


@dataclass(frozen=True, slots=True)
class Policy:
    """One text as it holds now. `promises` are the slugs of the sentences that software keeps."""

    title: str
    version: str
    effective: str
    html: str
    promises: tuple[str, ...]


@cache
def policy(name: str) -> Policy:
    """The text of `policy/NAME.md`. Raises FileNotFoundError, and ValueError for one without version."""
    text = (_FOLDER / f"{name}.md").read_text()
    head = _HEAD.match(text)
    if head is None:
        raise ValueError(f"policy/{name}.md does not begin with a title and a version")
    body = text[head.end() :].replace("[[cookies]]", _cookies()).replace("[[recipients]]", _recipients())
    return Policy(
        title=head["title"],
        version=head["version"],
        effective=head["effective"],
        html=_MARK.sub(_led_to, _HEADING.sub(_named, _rendered(body))),
        promises=tuple(dict.fromkeys(tag["slug"] for tag in _TAG.finditer(body))),
    )


def _rendered(body: str) -> str:
    """The text as HTML, each tag of a promise as a mark that no text holds."""
    marked = _TAG.sub(lambda tag: f"\N{INVISIBLE SEPARATOR}{tag['slug']}\N{INVISIBLE SEPARATOR}", body)
    return str(MarkdownIt("commonmark", {"html": False}).render(marked))


def _led_to(mark: re.Match[str]) -> str:
    """The name of a promise, which pages that rely on it lead to."""
    return f' <code class="promise" id="{mark["slug"]}">{mark["slug"]}</code>'


def _named(heading: re.Match[str]) -> str:
    """A heading that can be led to."""
    words = heading["words"]
    return f'<h2 id="{slugify(words)}">{words}</h2>'


def _recipients() -> str:
    """The register of recipients as a list, and which hosts of others this installation hands anything to."""
    lines = [f"- **{one.who}**: {one.purpose}. What leaves: {one.leaves}." for one in recipients.ALL]
    hosts = ", ".join(f"`{host}`" for host in settings.RECIPIENTS)
    return "\n".join(
        [*lines, *([f"- Besides trackers, this installation hands something to {hosts}."] if hosts else [])]
    )


def _cookies() -> str:
    """The register of cookies as a list."""
    lines = (f"- `{settings.COOKIE_PREFIX}{one.name}` {one.purpose}; it lives {one.lives}." for one in cookies.ALL)
    return "\n".join(lines)
