"""An Azure DevOps Server: the version that it knows is learned once, and kept; increments are as at the Services."""

import asyncio
from collections.abc import Iterator

import pytest

from altaclario.providers.asking import Asking
from altaclario.providers.azure_devops.server import client, manners
from altaclario.providers.azure_devops.server.client import AzureServer
from altaclario.providers.faults import CredentialRefused, TrackerUnreadable
from altaclario.providers.scope import Scope
from altaclario.simulator.azure.server import SERVER_PAT
from altaclario.simulator.generating import TEAMS, Wish, generate
from altaclario.simulator.serving import Simulated, running
from altaclario.sync import reading
from altaclario.sync.reading import Reading
from tests.azure.organisation import Line, answer
from tests.conftest import read_azure, server_source
from tests.faults import truth
from tests.trackers import NOW, QUICK

PAYMENTS = Scope(("Payments",))


@pytest.fixture
def site() -> Iterator[Simulated]:
    tracker = generate(Wish(issues=150, seed=4, now_ms=NOW * 1000, teams=TEAMS[:2], whole_days=True))
    with running(Simulated(tracker, clock=lambda: NOW)) as site:
        yield site


def go_on(site: Simulated, before: Reading) -> Reading:
    assert before.kept is not None
    held = (before.snapshot, before.kept)
    return asyncio.run(reading.go_on(server_source(site), PAYMENTS, held, now=NOW, patience=QUICK))


@pytest.mark.parametrize("newest", [(7, 1), (7, 0), (6, 0)])
def test_what_changed_is_what_reading_everything_anew_gives_in_no_more_questions(
    site: Simulated, newest: tuple[int, int]
) -> None:
    site.server.newest = newest
    last = read_azure(site, *PAYMENTS.projects, at=server_source)
    for _ in range(3):
        site.live_on(4)
        last = go_on(site, last)
        assert last.increment is not None
        changed = last.increment.changed + last.increment.added
        assert last.requests <= 1 + 5 + -(-changed // 100)
        anew = read_azure(site, *PAYMENTS.projects, at=server_source)
        assert truth.differing(last.snapshot, anew.snapshot) == []


def test_a_server_that_is_too_old_is_told_from_one_that_is_none(site: Simulated) -> None:
    site.server.newest = (5, 1)
    with pytest.raises(TrackerUnreadable) as told:
        read_azure(site, *PAYMENTS.projects, at=server_source)
    assert told.value.cause == "server-too-old"
    assert len([one for one in site.requests if one["path"].startswith("/tfs")]) == 1


def test_where_windows_alone_lets_in_the_reading_says_what_would_do(site: Simulated) -> None:
    site.server.sign_in = "windows"
    with pytest.raises(CredentialRefused, match="Basic authentication") as told:
        read_azure(site, *PAYMENTS.projects, at=server_source)
    assert told.value.cause == "windows-alone"


def test_questions_that_are_refused_together_learn_the_version_once(site: Simulated) -> None:
    site.server.newest = (7, 0)
    line = Line(site.server, token=SERVER_PAT, below="/tfs/DefaultCollection")

    async def many() -> set[str]:
        azure = AzureServer(Asking(line, manners, patience=QUICK))
        await asyncio.gather(*(azure.project("Payments") for _ in range(5)))
        return {azure.version}

    assert asyncio.run(many()) == {"7.0"}


def test_a_version_that_is_still_a_preview_there_is_not_asked_for(site: Simulated) -> None:
    preview = answer({"typeKey": "VssInvalidPreviewVersionException"}, status=400)
    line = Line(
        site.server,
        token=SERVER_PAT,
        below="/tfs/DefaultCollection",
        changing=lambda asked, reply: preview if asked.query["api-version"].startswith("7.1") else reply,
    )
    azure = AzureServer(Asking(line, manners, patience=QUICK))
    assert asyncio.run(azure.project("Payments")).name == "Payments"
    assert (azure.version, client.VERSIONS[1]) == ("7.0", "7.0")
