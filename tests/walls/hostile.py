"""Strings that somebody types, or a tracker sends, to become more than text: each family of them with each wrapping."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser

from tests.depth import DEEP

MARK = "zzq"
"""Stands in each tag and attribute that must not come to be."""
_OPENINGS = ("", '">', "'>", "</title>", "</textarea>", "</script>", "-->", "]]>", "</style>", "</option></select>")
_NODES = (
    "<zzq>",
    "<b zzq>x</b>",
    "<img zzq src=x onerror=zzq()>",
    "<svg zzq onload=zzq()>",
    "<svg zzq><script>zzq()</script></svg>",
    "<svg zzq><a xlink:href='javascript:zzq()'><text>x</text></a></svg>",
    "<math zzq><mi xlink:href='data:text/html,zzq'>x</mi></math>",
    "<script zzq>zzq()</script>",
    "<iframe zzq srcdoc='x'></iframe>",
    "<style zzq>@import'//else.test'</style>",
    "<form zzq action=//else.test><input zzq>",
    "<meta zzq http-equiv=refresh content='0;url=//else.test'>",
    "<base zzq href=//else.test>",
    "<a zzq href=javascript:zzq()>x</a>",
    "<details zzq open ontoggle=zzq()>",
    "<div zzq hx-get=//else.test hx-trigger=load>",
)
_ATTRIBUTES = (
    '" zzq onmouseover="zzq()',
    "' zzq onfocus='zzq()' autofocus='",
    '" zzq style="background:url(//else.test)',
    "` zzq onerror=zzq()",
    '" zzq hx-get="//else.test" hx-trigger="load',
    "&quot; zzq onclick=&quot;zzq()",
    "&lt;img zzq src=x&gt;",
    "javascript:zzq()",
    "JaVaScRiPt&colon;zzq()",
    "data:text/html;base64,PHp6cT4=",
)
FORMULAS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "＝", "＋", "－", "＠")
_SUMS = ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("//else.test","x")', 'WEBSERVICE("//else.test")', "SUM(A1:A9)*zzq")
_BIDI = tuple(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)))
_CONTROLS = ("\0", "\x01", "\x08", "\x0b", "\x1b[31m", "\x7f", "\x85", "\ufeff", "\u2028", "\u2029", "\ufffe", "\ufdd0")
_TEMPLATES = (
    "{{7*7}}",
    "{{ settings.SECRET_KEY }}",
    "{% debug %}",
    "{% include '/etc/passwd' %}",
    "{# x #}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{0.__class__}",
    "%(password)s %s %n",
    "{{constructor.constructor('zzq()')()}}",
    "$(zzq)",
    "`zzq`",
    "'; DROP TABLE accounts_user; --",
    '" OR ""="',
    "\\u003czzq\\u003e",
)
_HEADERS = ("\r\n", "\n", "\r", "%0d%0a", "\u560d\u560a", "\r\n\r\n")
_INJECTED = ("Set-Cookie: zzq=1", "Bcc: eve@else.test", "Location: //else.test", "Content-Type: text/html", "<zzq>")


def every() -> list[str]:
    """All of them, each once."""
    return list(dict.fromkeys(_all()))


def sample(size: int) -> list[str]:
    """All of them in a deep run; else some, others each day."""
    return every() if DEEP else _today().sample(every(), size)


def some(names: list[str]) -> list[str]:
    """All of these in a deep run; else half of them, others each day."""
    return names if DEEP else _today().sample(names, len(names) // 2)


def _today() -> random.Random:
    return random.Random(datetime.now(UTC).timetuple().tm_yday)


def packed(strings: list[str], longest: int) -> list[str]:
    """The same in fewer, several in a row: if one of them were more than text, the page would be another one.

    What counts only at the beginning of a cell stands there; what is longer stands alone.
    """
    first = [one for one in strings if one.endswith(_SUMS)]
    rows: list[str] = []
    for one in [*first, *sorted(set(strings) - set(first), key=lambda one: (-len(one), one))]:
        place = next((at for at, row in enumerate(rows) if len(row) + 1 + len(one) <= longest), None)
        if place is None or one in first:
            rows.append(one)
        else:
            rows[place] += f" {one}"
    return rows


def _all() -> Iterator[str]:
    yield from (opening + node for opening in _OPENINGS for node in _NODES)
    yield from _ATTRIBUTES
    yield from (begin + rest for begin in FORMULAS for rest in _SUMS)
    yield from (f"safe{mark}gpj.<zzq>" for mark in _BIDI)
    yield from (f"a{control}<zzq>" for control in _CONTROLS)
    yield from _TEMPLATES
    yield from (f"x{end}{line}" for end in _HEADERS for line in _INJECTED)
    yield from ("A" * 10_000, "<zzq>" * 2_000, "\u0301" * 500, "名" * 3_000, "(" * 5_000, "&" * 3_000, "<" * 3_000)


class _Shape(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.nodes: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.nodes.append((tag, tuple(sorted(name for name, _ in attrs))))
        for name, value in attrs:
            if name in ("href", "src", "action", "formaction") and (value or "").strip().lower().startswith(
                "javascript"
            ):
                self.nodes.append((f"{tag} runs", (value or "",)))

    def handle_endtag(self, tag: str) -> None:
        self.nodes.append((f"/{tag}", ()))

    def handle_comment(self, data: str) -> None:
        self.nodes.append(("comment", ()))

    def handle_decl(self, decl: str) -> None:
        self.nodes.append((decl.lower(), ()))


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, set[str]]] = []
        self._open: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form":
            self._open = set()
            if (said.get("method") or "").lower() == "post":
                self.found.append((said.get("action") or "", self._open))
        elif tag in ("input", "textarea", "select") and (name := said.get("name")):
            self._open.add(name)


def fields(html: str) -> list[tuple[str, set[str]]]:
    """Where each form of a page is posted to, and the names of its fields; not those that only ask."""
    page = _Forms()
    page.feed(html)
    return page.found


def shape(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """The nodes of a page in their order, with the names of their attributes: what it is but for its words."""
    page = _Shape()
    page.feed(html)
    page.close()
    return page.nodes


def grown(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """The nodes of a page that no page of ours has."""
    return grown_of(shape(html))


def grown_of(nodes: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, tuple[str, ...]]]:
    """Those of its nodes that no page of ours has, where it was taken apart already."""
    return [
        (tag, names)
        for tag, names in nodes
        if MARK in tag or " runs" in tag or any(MARK in name or name.startswith("on") for name in names)
    ]
