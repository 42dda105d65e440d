"""A form as a browser sends it: with what its page hides in it."""

import html
import re

from django.http import HttpResponse
from django.test import Client


def hidden(page: HttpResponse) -> dict[str, str]:
    """What a page hides in its forms, by name."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode())
    return {name: html.unescape(value) for name, value in found}


def filled(browser: Client, path: str, **typed: str) -> HttpResponse:
    """Open the page, fill its form in, and send it."""
    return browser.post(path, hidden(browser.get(path)) | typed)
