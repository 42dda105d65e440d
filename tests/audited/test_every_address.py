"""Every request that changes something writes exactly one note; a refused one writes none; no address is forgotten."""

import importlib
import inspect
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from types import FunctionType
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from altaclario.accounts.tests.signing import Clock
from altaclario.audit import checking, verbs
from altaclario.audit.models import Note
from altaclario.connections.models import Connection
from tests import addresses, audited
from tests.addresses import Address
from tests.audited.exempt import EXEMPT
from tests.audited.stage import CASES, Case, Stage
from tests.cast import House
from tests.remembering import Memory
from tests.trackers import LOOPBACK, Simulated

for module in pkgutil.iter_modules(audited.__path__):
    if module.name.startswith("of_"):
        importlib.import_module(f"tests.audited.{module.name}")
_OF_INCIDENTS = (verbs.INCIDENT_OPENED, verbs.INCIDENT_UPDATED, verbs.INCIDENT_RESOLVED, verbs.AUTHORITY_TOLD)
_OF_OPERATORS = (verbs.OPERATOR_MADE, verbs.OPERATOR_REMOVED)
_OF_LINKS = (verbs.SHARE_LINK_SUSPENDED, verbs.SHARE_LINK_RESTORED)
BY_COMMAND = {one.name for one in (verbs.SIGN_INS_ENDED, *_OF_LINKS, *_OF_INCIDENTS, *_OF_OPERATORS)}
"""What whoever runs the installation does; `tests/test_end_sign_ins.py`, `tests/test_operators.py`,
`tests/test_suspending.py` and the desk's `test_incidents.py` hold it."""
VIEWS = {address.name: address for address in reversed(addresses.every())}
"""By name; of two the first one, which answers."""
pytestmark = pytest.mark.django_db


def takes_a_post(view: Any) -> bool:
    """Whether a view, or what it calls in its own file, looks at what was posted."""
    return any(
        "POST" in inspect.getsource(one) if isinstance(one, FunctionType) else hasattr(one, "post")
        for one in _with_what_it_calls(view, set())
    )


def _with_what_it_calls(view: Any, seen: set[Any]) -> Iterator[Any]:
    inner = getattr(view, "view_class", None) or inspect.unwrap(view)
    if isinstance(inner, type):
        yield inner
    if isinstance(inner, FunctionType) and inner not in seen:
        seen.add(inner)
        yield inner
        for name in inner.__code__.co_names:
            called = inner.__globals__.get(name)
            if getattr(called, "__module__", "") == inner.__module__:
                yield from _with_what_it_calls(called, seen)


CHANGING = sorted(name for name, address in VIEWS.items() if takes_a_post(address.view))


def test_every_address_that_takes_a_post_has_a_case_or_a_reason() -> None:
    noted = {one.address for one in CASES}
    assert noted & set(EXEMPT) == set()
    assert [name for name in CHANGING if name not in noted | set(EXEMPT)] == []


def test_no_case_and_no_reason_is_left_of_an_address_that_is_gone() -> None:
    assert {one.address for one in CASES} | set(EXEMPT) <= set(CHANGING)
    assert all(len(reason) > 15 for reason in EXEMPT.values())


def test_each_verb_is_noted_by_some_case() -> None:
    assert {one.verb.name for one in CASES} | BY_COMMAND == set(verbs.REGISTER)


def test_there_is_something_to_look_at() -> None:
    assert len(CHANGING) > 30


def test_a_view_that_looks_at_what_was_posted_is_known_by_it() -> None:
    from altaclario.dashboards import pages as dashboards
    from altaclario.sync import pages as sync

    assert takes_a_post(sync.token)
    assert takes_a_post(sync.refresh)
    assert not takes_a_post(dashboards.dashboard)


@pytest.fixture
def stage(
    acme: House,
    connection: Connection,
    jira_app: Simulated,
    memory: Memory,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> Stage:
    settings.ISSUER_NETWORKS = settings.WORKSPACE_ISSUER_NETWORKS = (LOOPBACK,)
    # In a test no transaction ever ends: what waits for that happens at once, while there is a request.
    monkeypatch.setattr(transaction, "on_commit", lambda work, **_how: work())
    return Stage(acme, connection, jira_app, Clock(monkeypatch))


def named(one: Case) -> str:
    return f"{one.address}-{one.verb.name}"


def noted_since(before: set[int]) -> list[Note]:
    return list(Note.objects.exclude(pk__in=before))


@pytest.mark.proves("audit-log")
@pytest.mark.parametrize("one", CASES, ids=named)
def test_what_succeeds_is_noted_once(one: Case, stage: Stage) -> None:
    asked = one.act(stage)
    before = set(Note.objects.values_list("pk", flat=True))
    answer = asked.browser.post(asked.path, asked.sent)
    assert answer.status_code in (200, 302), answer.content.decode()
    assert [note.what for note in noted_since(before)] == [one.verb.name]
    assert all(found.is_whole for found in checking.every({}))


@pytest.mark.parametrize("one", CASES, ids=named)
def test_what_is_refused_is_not_noted(one: Case, stage: Stage, cy: Client) -> None:
    asked = one.act(stage)
    before = set(Note.objects.values_list("pk", flat=True))
    for browser in refused(VIEWS[one.address], stage, cy):
        assert browser.post(asked.path, asked.sent).status_code in (302, 403, 404)
    if asked.wrong is not None:
        asked.browser.post(asked.path, asked.wrong)
    assert noted_since(before) == []


def refused(address: Address, stage: Stage, stranger: Client) -> Iterator[Client]:
    """Who may not do it: in a workspace those who do not belong there or may only look."""
    if not address.is_in_a_workspace:
        return
    yield Client()
    yield stranger
    if not stage.acme.ben.may(address.view.permission):  # type: ignore[attr-defined]
        yield stage.ben


@pytest.mark.parametrize("name", sorted(set(VIEWS) - set(CHANGING)))
def test_what_takes_no_post_notes_nothing_when_one_comes(name: str, stage: Stage, ada: Client) -> None:
    path = VIEWS[name].of(stage.acme.slug, stage.connection.pk) if VIEWS[name].is_in_a_workspace else VIEWS[name].route
    before = Note.objects.count()
    ada.post("/" + path.lstrip("/"), {"name": "x", "email": "x@y.test", "role": "owner", "seen": "owner"})
    assert Note.objects.count() == before


def test_names_of_addresses_are_theirs_alone() -> None:
    counted = Counter(address.name for address in addresses.every() if address.name)
    twice = {name for name, count in counted.items() if count > 1}
    # Ours before the library's: the first one answers.
    assert twice <= {name for name in counted if re.match("mfa_|account_", name)}
