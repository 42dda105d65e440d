"""How tests send a form of the desk: as a person does, some while after it was shown."""

from typing import Any

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client

from altaclario.desk import machines

MESSAGE = {"category": "safety", "text": "Please look.", "name": "Eve", "email": "eve@else.test", "law": "gdpr"}
REPORT = {
    "category": "fraud",
    "where": "https://flow.test/shared/1",
    "text": "It asks for passwords.",
    "name": "Eve",
    "email": "eve@else.test",
    "good_faith": "on",
}
_WHO = {"name": "Eve Example", "address": "1 Road, Town", "phone": "+1 555 0100", "email": "eve@else.test"}
NOTICE = {
    **_WHO,
    "work": "My chart",
    "where": "The shared dashboard",
    "good_faith": "on",
    "perjury": "on",
    "signature": "eve  example",
}
COUNTER = {
    **_WHO,
    "where": "My dashboard",
    "perjury": "on",
    "jurisdiction": "on",
    "service": "on",
    "signature": "Eve Example",
}
SENT = {"/contact": MESSAGE, "/abuse": REPORT, "/dmca/notice": NOTICE, "/dmca/counter-notice": COUNTER}


def stamped(monkeypatch: pytest.MonkeyPatch, *, seconds_ago: float = 30) -> str:
    """The mark of a form that was shown so long ago."""
    import time

    then = time.time() - seconds_ago
    with monkeypatch.context() as patch:
        patch.setattr(signing.time, "time", lambda: then)
        return machines.stamp()


def send(browser: Client, path: str, once: str, **changed: Any) -> HttpResponse:
    """The form at an address, whole but for what is changed; None leaves a field out."""
    said = {**SENT[path], "once": once, **changed}
    return browser.post(path, {name: value for name, value in said.items() if value is not None})
