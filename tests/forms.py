"""A form as a browser sends it: with what its page hides in it."""

import html
import re
from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client


def hidden(page: HttpResponse) -> dict[str, str]:
    """What a page hides in its forms, by name."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode())
    return {name: html.unescape(value) for name, value in found}


def filled(browser: Client, path: str, **typed: str) -> HttpResponse:
    """Open the page, fill its form in, and send it."""
    return browser.post(path, hidden(browser.get(path)) | typed)


def sent(page: HttpResponse, action: str) -> dict[str, list[str]]:
    """Everything that the form with that action, whatever its query, would send as it stands, by name."""
    reading = _Form(action)
    reading.feed(page.content.decode())
    return reading.found


class _Form(HTMLParser):
    """Reads the fields of one form."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._action, self._is_inside, self._select, self._text = action, False, "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._is_inside = (given.get("action") or "").partition("?")[0] == self._action.partition("?")[0]
        name, value = given.get("name") or "", given.get("value")
        if not self._is_inside:
            return
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._text = name
            self.found[name] = [""]
        elif tag == "option" and "selected" in given:
            self.found.setdefault(self._select, []).append(value or "")
        elif tag == "input" and name and given.get("type") not in ("file", "submit"):
            is_box = given.get("type") in ("checkbox", "radio")
            if not is_box or "checked" in given:
                self.found.setdefault(name, []).append(value or ("on" if is_box else ""))

    def handle_endtag(self, tag: str) -> None:
        self._is_inside = self._is_inside and tag != "form"
        self._text = "" if tag == "textarea" else self._text

    def handle_data(self, data: str) -> None:
        if self._text:
            self.found[self._text] = [(self.found[self._text][0] + data).lstrip("\n")]
