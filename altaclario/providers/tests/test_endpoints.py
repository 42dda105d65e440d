"""What may be asked of a tracker is a list; what is not on it does not leave."""

import asyncio
from collections.abc import Mapping

import pytest

from altaclario.egress.calling import AddressNotAllowed, Reply
from altaclario.providers.asking import Asking, Patience
from altaclario.providers.azure_devops import manners as azure_manners
from altaclario.providers.endpoints import NotListed, Tally, listed, scopes
from altaclario.providers.jira import manners

pytestmark = pytest.mark.proves("listed-requests")
EVERY = [manners, azure_manners]
"""How each tracker is asked."""


class Line:
    """Notes what is sent, and fails so often before it answers."""

    def __init__(self, fails: int = 0) -> None:
        self.sent: list[tuple[str, str]] = []
        self.fails = fails

    async def send(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Reply:
        self.sent.append((method, path))
        status = 503 if len(self.sent) <= self.fails else 200
        return Reply(status, {"content-type": "application/json"}, b"{}")


def test_a_request_that_is_not_listed_does_not_leave() -> None:
    line = Line()
    with pytest.raises(NotListed):
        asyncio.run(Asking(line, manners).get("/rest/api/3/issue/PAY-1/comment", len))
    assert line.sent == []
    assert issubclass(NotListed, AddressNotAllowed)


@pytest.mark.parametrize(
    "path",
    [
        "/rest/api/3/issue/7",
        "/rest/api/3/myself/",
        "/rest/api/3/project/a/b/versions",
        "/rest/api/3/project//versions",
        "/rest/api/3/project/search/x",
        "rest/api/3/myself",
    ],
)
def test_what_looks_like_a_listed_address_is_none(path: str) -> None:
    with pytest.raises(NotListed):
        listed(manners.endpoints, "GET", path)


def test_the_method_counts_too() -> None:
    with pytest.raises(NotListed):
        listed(manners.endpoints, "POST", "/rest/api/3/myself")


def test_tries_count_as_requests() -> None:
    line, tally = Line(fails=2), Tally()
    asking = Asking(line, manners, patience=Patience(wait=0, longest_wait=0), tally=tally)
    asyncio.run(asking.get("/rest/api/3/myself", len))
    assert tally == {"Account": 3}
    assert len(line.sent) == 3


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.name)
def test_names_are_short_and_ones_own(one: object) -> None:
    """A name stands in a table beside a count: thirty signs, which are ours."""
    names = [endpoint.name for endpoint in one.endpoints]  # type: ignore[attr-defined]
    assert len(set(names)) == len(names)
    assert all(0 < len(name) <= 30 for name in names)
    assert all(endpoint.why for endpoint in one.endpoints)  # type: ignore[attr-defined]


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.name)
def test_an_address_is_that_of_one_endpoint(one: object) -> None:
    for endpoint in one.endpoints:  # type: ignore[attr-defined]
        path = endpoint.path.replace("{", "").replace("}", "")
        assert listed(one.endpoints, endpoint.method, path) == endpoint  # type: ignore[attr-defined]


def test_no_scope_can_write() -> None:
    assert all(scope.startswith("read:") for scope in scopes(manners.endpoints))
    assert scopes(azure_manners.endpoints) == ("vso.project", "vso.work")
