"""What a Jira Data Center writes in its own way, by hand: sprints as texts, histories inside issues, a search's end."""

import asyncio
import json
from typing import Any

import pytest

from altaclario.egress.calling import AnswerTooLarge, Reply
from altaclario.providers.asking import Asking, Patience
from altaclario.providers.faults import TrackerUnreadable
from altaclario.providers.jira.columns import data_center
from altaclario.providers.jira.columns.assembling import Catalogue, Collected, snapshot
from altaclario.providers.jira.columns.fields import FieldIds
from altaclario.providers.jira.columns.issues import Names
from altaclario.providers.jira.data_center import client, manners
from altaclario.providers.jira.data_center.client import DataCenter
from altaclario.providers.jira.tests.pages import STATUSES, at, issue
from altaclario.snapshots.snapshot import Flag

FIELDS = FieldIds(
    sprint="customfield_20",
    points="customfield_16",
    epic="customfield_14",
    names=(("Sprint", "customfield_20"), ("Story Points", "customfield_16")),
)
NASTY = "7, [best], state=CLOSED=x, endDate soon"
ORDERS = [
    "id=7,rapidViewId=2,state=ACTIVE,name={name},startDate=2026-03-02T09:00:00.000Z,endDate=<null>,sequence=7,goal=",
    "id=7,rapidViewId=2,state=ACTIVE,name={name},goal=a,b],startDate=2026-03-02T09:00:00.000Z,endDate=<null>,sequence=7",
]


@pytest.mark.parametrize("order", ORDERS)
def test_a_sprint_is_read_whatever_its_name_holds_and_in_whatever_order(order: str) -> None:
    told = data_center.sprint(f"com.atlassian.greenhopper.service.sprint.Sprint@1f2[{order.format(name=NASTY)}]")
    assert (told.id, told.boardId, told.state, told.name) == (7, 2, "active", NASTY)
    assert (told.startDate, told.endDate) == ("2026-03-02T09:00:00.000Z", None)


def test_a_text_that_is_no_sprint_is_no_sprint() -> None:
    with pytest.raises(ValueError, match="without an id"):
        data_center.sprint("Impediment")


def move(day: int, before: str, after: str, **more: Any) -> dict[str, Any]:
    item = {"field": "status", "fieldtype": "jira", "from": before, "fromString": "SECRET", "to": after} | more
    return {"id": str(day), "created": at(day), "author": {"displayName": "SECRET"}, "items": [item]}


def inside(*histories: dict[str, Any], total: int | None = None, **fields: Any) -> Any:
    log = {"total": len(histories) if total is None else total, "histories": list(histories)}
    collected = Collected(FIELDS, Names(epic_ids={"PAY-9": 9}, epic_types={"10"}), DataCenter.pages)
    one = issue(7, status="3", **{"customfield_20": None} | fields) | {"changelog": log}
    collected.add(json.dumps({"total": 1, "issues": [one]}).encode(), [7])
    return snapshot([collected], Catalogue(statuses=STATUSES), read_at=1_775_000_000)


def test_histories_without_ids_of_fields_are_told_by_the_names_of_these() -> None:
    points = {"field": "Story Points", "from": None, "fromString": "3", "to": None, "toString": "5"}
    told = inside(move(2, "1", "3") | {"items": [*move(2, "1", "3")["items"], points]}, customfield_16=5.0)
    assert [told.statuses[code].id for code in told.transitions.status] == ["1", "3"]
    assert told.estimates.before.tolist() == [3.0]


def test_the_values_of_other_changes_are_never_decoded() -> None:
    """A number where a text should be would be refused by whoever decodes it."""
    told = inside(move(2, "1", "3"), move(3, "x", "y", field="description", fromString=7, to=8))
    assert len(told.transitions.at) == 2


def test_a_history_that_is_cut_off_is_no_history() -> None:
    whole, cut = inside(move(2, "1", "3")), inside(move(2, "1", "3"), total=2)
    assert not whole.items.flags[0] & Flag.NO_HISTORY
    assert cut.items.flags[0] & Flag.NO_HISTORY


def test_an_epic_is_what_its_key_stands_for() -> None:
    assert inside(customfield_14="PAY-9").items.parent.tolist() == [9]
    assert inside(customfield_14="PAY-8").items.parent.tolist() == [0]


class Search:
    """Issues that were created at certain seconds, by a search that gives `most` a page and refuses what lies beyond a
    window, or pages larger than `bytes_`."""

    def __init__(self, created: list[int], *, most: int = 1000, largest: int = 1000) -> None:
        self.created, self.most, self.largest = created, most, largest
        self.places: list[int] = []
        self.sizes: list[int] = []

    async def send(self, method: str, path: str, *, query: object = None, body: bytes | None = None) -> Reply:
        assert (method, path, query) == ("POST", "/rest/api/2/search", None)
        asked = json.loads(body or b"")
        if asked["jql"].startswith("id in"):
            return self._named([int(one) for one in asked["jql"][7:-1].split(",")])
        since = int(asked["jql"].partition("created >= ")[2].split(" ")[0] or 0) // 1000
        found = [(id, second) for id, second in enumerate(self.created) if second >= since]
        start, size = asked["startAt"], min(asked["maxResults"], self.most)
        self.places.append(start + size)
        if start + size > client.WINDOW:
            return Reply(500, {"content-type": "application/json"}, b"{}")
        page = [{"id": str(id), "fields": {"created": _written(second)}} for id, second in found[start : start + size]]
        return _reply({"startAt": start, "maxResults": size, "total": len(found), "issues": page})

    def _named(self, ids: list[int]) -> Reply:
        self.sizes.append(len(ids))
        if len(ids) > self.largest:
            raise AnswerTooLarge("too large")
        size = min(len(ids), self.most)
        return _reply({"maxResults": size, "total": len(ids), "issues": [{"id": str(id)} for id in ids[:size]]})


def _written(second: int) -> str:
    return f"2026-03-02T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.500+0000"


def _reply(told: object) -> Reply:
    return Reply(200, {"content-type": "application/json"}, json.dumps(told).encode())


_DAY = 1_772_409_600
"""Monday, 2 March 2026, 00:00 UTC."""


class Since(Search):
    """The same, by seconds of that day."""

    async def send(self, method: str, path: str, *, query: object = None, body: bytes | None = None) -> Reply:
        asked = json.loads(body or b"")
        before, mark, since = asked["jql"].partition("created >= ")
        if mark:
            instant, _, rest = since.partition(" ")
            asked["jql"] = f"{before}{mark}{int(instant) - _DAY * 1000} {rest}"
        return await super().send(method, path, query=query, body=json.dumps(asked).encode())


def ids(search: Search) -> list[int]:
    async def every() -> list[int]:
        jira = DataCenter(Asking(search, manners, patience=Patience(tries=1)))
        return [id async for page in jira.ids("project in (10000)") for id in page]

    return asyncio.run(every())


def test_more_than_the_window_is_listed_without_asking_beyond_it() -> None:
    search = Since([number // 2 for number in range(25_000)])
    assert ids(search) == list(range(25_000))
    assert max(search.places) <= client.WINDOW
    assert len(search.places) == 26


def test_many_that_were_created_in_one_second_are_listed_by_their_places() -> None:
    search = Since([5] * 2500 + [6, 7])
    assert ids(search) == list(range(2502))


def test_more_than_the_window_in_one_second_is_said() -> None:
    with pytest.raises(TrackerUnreadable) as told:
        ids(Since([5] * 10_001))
    assert told.value.cause == "window"


def issues(search: Search, count: int) -> list[int]:
    taken: list[int] = []

    def take(body: bytes, asked: Any) -> int:
        assert [int(one["id"]) for one in json.loads(body)["issues"]] == asked
        taken.extend(asked)
        return len(asked)

    jira = DataCenter(Asking(search, manners, patience=Patience(tries=1)))
    assert asyncio.run(jira.issues(range(1, count + 1), FIELDS, take)) == count
    return taken


def test_an_answer_that_may_hold_fewer_is_asked_for_in_parts() -> None:
    search = Search([], most=30)
    assert issues(search, 100) == list(range(1, 101))
    assert search.sizes == [100, 30, 30, 30, 10]


def test_an_answer_that_gets_too_large_is_asked_for_in_halves() -> None:
    search = Search([], largest=30)
    assert issues(search, 100) == list(range(1, 101))
    assert search.sizes == [100, 50, 25, 25, 50, 25, 25]
