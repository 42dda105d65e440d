"""The sites whose pages may show a dashboard in a frame: https origins, each written as browsers compare it."""

import re

from altaclario.charts.messages import Message

MOST = 10
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_ORIGIN = re.compile(rf"https://({_LABEL}\.)*{_LABEL}(:[1-9][0-9]{{0,4}})?", re.ASCII)
_LOOPBACK = re.compile(r"http://(localhost|127\.0\.0\.1)(:[1-9][0-9]{0,4})?", re.ASCII)
_LONGEST = 260


class NotAnOrigin(Exception):
    """Something that was typed is no site that may be named; `why` says so in words."""

    def __init__(self, why: Message) -> None:
        super().__init__("not an origin")
        self.why = why


def origins(text: str, *, with_loopback: bool) -> list[str]:
    """The origins in a text, one a line. On this machine http will do, where somebody tries things out.

    No character of one can end a directive of a policy or begin another. Raises NotAnOrigin.

    >>> origins("https://Wiki.acme.test/\\n\\nhttps://intra.acme.test:8443", with_loopback=False)
    ['https://wiki.acme.test', 'https://intra.acme.test:8443']
    """
    found = list(dict.fromkeys(_origin(line, with_loopback=with_loopback) for line in text.split()))
    if len(found) > MOST:
        raise NotAnOrigin(Message("At most {most} sites can be named.", {"most": MOST}))
    return found


def _origin(word: str, *, with_loopback: bool) -> str:
    plain = word.lower().removesuffix("/")
    fits = _ORIGIN.fullmatch(plain) or (with_loopback and _LOOPBACK.fullmatch(plain))
    if not fits or len(plain) > _LONGEST:
        shown = word if len(word) <= 40 else f"{word[:40]}…"
        raise NotAnOrigin(
            Message('"{word}" is no site: write https:// and its name, without a path or a star.', {"word": shown})
        )
    return plain
