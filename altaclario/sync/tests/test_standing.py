"""What a page says of a connection at one moment: the kind, the word, the sentence."""

from datetime import UTC, datetime, timedelta

import pytest

from altaclario.charts.messages import Message, english
from altaclario.connections.models import Connection, Emptied
from altaclario.snapshots.memory import Held
from altaclario.sync.models import State, SyncRun
from altaclario.sync.standing import Standing, standing
from altaclario.workspaces.models import Workspace
from tests import building

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at_noon(held: Held | None = None, last: SyncRun | None = None, *, zone: str = "UTC", **stored: object) -> Standing:
    usual = {"projects": ["1"], "created": NOON - 2 * MINUTE, "workspace": Workspace(zone=zone)}
    return standing(Connection(**usual | stored), held, last, now=NOON)


def held(*, minutes: float, is_part: bool = False) -> Held:
    """What was read so many minutes ago."""
    read_at = int((NOON - minutes * MINUTE).timestamp())
    snapshot = building.snapshot(building.item("PAY-1"), read_at=read_at, complete_from=read_at if is_part else 0)
    return Held("c", snapshot, 2_140_000)


def run(state: State, cause: str = "", *, status: int = 0, **more: object) -> SyncRun:
    asked = {"asked": NOON - 5 * MINUTE, "started": NOON - MINUTE, "finished": NOON - MINUTE}
    return SyncRun(**asked | {"state": state, "cause": cause, "status": status} | more)


def said(text: Message | str) -> str:
    return text if isinstance(text, str) else english(text)


DONE, RUNNING = run(State.DONE), run(State.RUNNING, items_read=300, items_expected=1200, stage="reading issues")
ASKED, STOPPED = run(State.ASKED), run(State.CANCELLED, "cancelled")
FAILING, REFUSED = run(State.FAILED, "failing", status=503), run(State.FAILED, "token-refused", status=401)


@pytest.mark.parametrize(
    ("what", "last", "stored", "kind", "word", "age"),
    [
        (held(minutes=0), DONE, {}, "live", "Live", "0 s"),
        (held(minutes=20), DONE, {}, "live", "Live", "20 min"),
        (held(minutes=21), DONE, {}, "ageing", "Ageing", "21 min"),
        (held(minutes=60), DONE, {}, "ageing", "Ageing", "1 h"),
        (held(minutes=61), DONE, {}, "stale", "Stale", "1 h"),
        (held(minutes=3000), DONE, {}, "stale", "Stale", "2 d"),
        (held(minutes=5), FAILING, {}, "ageing", "Ageing", "5 min"),
        (held(minutes=5), REFUSED, {}, "stale", "Stale", "5 min"),
        (held(minutes=5), RUNNING, {}, "live", "Live", "5 min"),
        (held(minutes=1, is_part=True), RUNNING, {}, "partial", "Warming", "25 %"),
        (held(minutes=1, is_part=True), FAILING, {}, "partial", "Incomplete", "1 min"),
        (None, RUNNING, {}, "warming", "Warming", "25 %"),
        (None, ASKED, {}, "warming", "Warming", ""),
        (None, DONE, {"emptied": NOON, "emptied_why": Emptied.IDLE}, "cold", "Empty", ""),
        (None, DONE, {"emptied": NOON, "emptied_why": Emptied.ROOM}, "cold", "Empty", ""),
        (None, DONE, {"emptied": NOON, "emptied_why": Emptied.PURGED}, "purged", "Emptied", ""),
        (None, REFUSED, {"emptied": NOON, "emptied_why": Emptied.PURGED}, "purged", "Emptied", ""),
        (None, None, {}, "cold", "Empty", ""),
        (None, REFUSED, {}, "failed", "Failed", ""),
        (None, STOPPED, {}, "failed", "Failed", ""),
        (None, None, {"projects": []}, "unchosen", "Not set up", ""),
    ],
)
def test_the_kind_at_noon(
    what: Held | None, last: SyncRun | None, stored: dict[str, object], kind: str, word: str, age: str
) -> None:
    now = at_noon(what, last, **stored)
    assert (now.kind, said(now.word), said(now.age)) == (kind, word, age)
    assert now.is_held == (what is not None)
    assert now.tone.startswith("is-")


@pytest.mark.parametrize(
    ("what", "last", "tone"),
    [(held(minutes=5), FAILING, "watch"), (held(minutes=5), REFUSED, "act"), (None, FAILING, "act")],
)
def test_its_page_warns_while_the_figures_serve_and_calls_for_somebody_when_they_do_not(
    what: Held | None, last: SyncRun, tone: str
) -> None:
    assert at_noon(what, last).trouble_tone == tone


def test_a_failure_says_what_happened_who_can_mend_it_and_what_is_next() -> None:
    now = at_noon(None, REFUSED)
    assert said(now.cause) == "Jira does not accept the token (401)."
    assert "Its owner can make a new one" in said(now.mend)
    assert said(now.next) == "It is read again when somebody asks for it."


def test_a_failure_that_passes_says_when_it_is_tried_again_in_the_workspaces_time() -> None:
    now = at_noon(held(minutes=5), FAILING, zone="Europe/Rome")
    assert said(now.cause) == "Jira failed, again and again (503)."
    assert said(now.next) == "Next try at 13:10."
    assert now.since == "12:55"


def test_an_answer_that_could_not_be_read_is_no_status() -> None:
    assert said(at_noon(None, run(State.FAILED, "failing", status=200)).cause) == "Jira failed, again and again."


def test_a_fresh_one_has_nothing_to_complain_of() -> None:
    now = at_noon(held(minutes=5), DONE)
    assert (now.cause, now.mend, now.next, now.run) == ("", "", "", None)
    assert (now.items, said(now.size)) == (1, "2.1 MB")


def test_a_name_that_a_later_version_stored_has_a_sentence_too() -> None:
    assert "did not foresee" in said(at_noon(None, run(State.FAILED, "a word of tomorrow")).cause)
