"""Walks through every page that links lead to, as one browser, and tells what stands in each."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client

from tests.depth import DEEP

_MOST = 2000 if DEEP else 400
_MOST_WORDS = 2 if DEEP else 1
_LOADS = {
    "script": ("src",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src", "srcdoc"),
    "object": ("data",),
    "embed": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "input": ("src",),
    "use": ("href", "xlink:href"),
    "image": ("href", "xlink:href"),
    "base": ("href",),
    "form": ("action",),
    "button": ("formaction",),
}
"""What a browser loads, or sends to, without anybody following a link."""


@dataclass(slots=True)
class Seen(HTMLParser):
    """One page: where its links lead, what it loads, and whether anything runs from within it."""

    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        self.loads += [given[name] for name in _LOADS.get(tag, ()) if given.get(name)]
        asks = [name for name in given if name.startswith(("hx-", "data-hx-")) and not name.endswith("-encoding")]
        self.loads += [given[name] for name in asks if "/" in given[name]]
        self.inline += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        is_data = tag == "script" and given.get("type") == "application/json"
        if tag == "style" or (tag == "script" and not given.get("src") and not is_data):
            self.inline.append(tag)


def seen(html: str) -> Seen:
    """What stands in a page."""
    page = Seen()
    page.feed(html)
    page.close()
    return page


def words(html: str) -> str:
    """What a page says, in one line."""
    text = unescape(re.sub(r"<(script|style|title)\b.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL))
    return re.sub(r" ([,.;:])", r"\1", re.sub(r"[ \n]+", " ", text)).strip()


def crawl(browser: Client, *begin: str) -> dict[str, HttpResponse]:
    """Every answer by its path, from these addresses on: each path once for each word in its query (in a deep
    run for each two), and one page of an item for all of them. What more filters lead to, each of them led to before.
    """
    answers: dict[str, HttpResponse] = {}
    shapes, waiting = set(), list(begin)
    while waiting:
        address = waiting.pop(0)
        shape = _shape(address)
        if shape in shapes or len(shape[1]) > _MOST_WORDS:
            continue
        shapes.add(shape)
        assert len(answers) < _MOST, "the pages have no end"
        answers[address] = answer = browser.get(address)
        waiting += [urljoin(address, one) for one in _next(answer)]
    return answers


def html(answers: dict[str, HttpResponse]) -> Iterator[tuple[str, str]]:
    """The pages among the answers."""
    for address, answer in answers.items():
        if not answer.streaming and answer.headers.get("Content-Type", "").startswith("text/html"):
            yield address, answer.content.decode()


def _next(answer: HttpResponse) -> Iterable[str]:
    if 300 <= answer.status_code < 400:
        return [answer.headers["Location"]]
    if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return []
    return [one for one in seen(answer.content.decode()).links if _is_ours(one)]


def _is_ours(address: str) -> bool:
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc and bool(parts.path or parts.query)


def _shape(address: str) -> tuple[str, tuple[str, ...]]:
    parts = urlsplit(address)
    path = re.sub(r"/items/(.+)/\d+$", r"/items/\1/N", parts.path)
    if path.endswith(".csv"):
        # One file of a page stands for all of them, whatever its filters.
        return f"{path.rpartition('/')[0]}/T.csv", ()
    return path, tuple(sorted(name for name, _ in parse_qsl(parts.query, keep_blank_values=True)))
