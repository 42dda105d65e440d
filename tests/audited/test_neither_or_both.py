"""What a request changes and the note of it are there together or not at all, wherever it was cut off."""

from typing import Any

import pytest
from django.core import mail

from altaclario.accounts.tests.signing import Clock
from altaclario.audit import notes, verbs
from altaclario.connections.models import Connection
from tests.audited import test_every_address
from tests.audited.stage import CASES, Case, Stage
from tests.cast import House
from tests.remembering import Memory
from tests.rows import rows
from tests.trackers import LOOPBACK, Simulated

pytestmark = pytest.mark.django_db
_NOTHING_ELSE = (verbs.SIGNED_UP, verbs.SIGNED_IN, verbs.SIGNED_OUT, verbs.CONNECTION_TESTED)
"""Told of what stands nowhere else, or of what is noted again as soon as it goes on."""
_STAYS = ("web.Tally", "accounts.SignIn", "sessions.Session")
"""What counts tries, and the session of the browser."""


class _CutOff(BaseException):
    """Whatever ends a process."""


@pytest.fixture
def stage(
    acme: House,
    connection: Connection,
    jira_app: Simulated,
    memory: Memory,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> Stage:
    """In a test no transaction ever ends, so that what waits for its end never happens: as when it is cut off there."""
    settings.ISSUER_NETWORKS = settings.WORKSPACE_ISSUER_NETWORKS = (LOOPBACK,)
    return Stage(acme, connection, jira_app, Clock(monkeypatch))


@pytest.mark.proves("audit-log")
@pytest.mark.parametrize("one", [one for one in CASES if one.verb not in _NOTHING_ELSE], ids=test_every_address.named)
def test_where_the_note_cannot_be_written_nothing_else_is(
    one: Case, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = one.act(stage)
    before, mails = rows(*_STAYS), len(mail.outbox)  # type: ignore[attr-defined]

    def cut_off(*_: Any, **__: Any) -> None:
        raise _CutOff

    monkeypatch.setattr(notes, "note", cut_off)
    with pytest.raises(_CutOff):
        asked.browser.post(asked.path, asked.sent)
    assert {name for name, them in rows(*_STAYS).items() if them != before[name]} == set()
    assert len(mail.outbox) == mails, "somebody was told of what is not so"  # type: ignore[attr-defined]
