"""The one door to what belongs to a workspace: who comes in, and what the others are shown."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from altaclario.workspaces import access, members, walls
from altaclario.workspaces.models import Membership, Workspace
from altaclario.workspaces.permissions import Permission, Role
from altaclario.workspaces.tests.test_settings import with_a_factor
from tests.cast import TUESDAY, House, joined, signed_in

pytestmark = pytest.mark.django_db


def room(request: HttpRequest, membership: Membership, **rest: Any) -> HttpResponse:
    """What is behind the door: it says who came in, with what, and which workspace is open."""
    assert request.membership == membership  # type: ignore[attr-defined]
    return HttpResponse(f"{membership.pk} {rest} {walls._wanted()[1]}")


def entered(person: Any, slug: str, permission: Permission = Permission.VIEW, **more: Any) -> str:
    request = RequestFactory().get("/")
    request.user = person
    return access.needs(permission)(room)(request, slug, **more).content.decode()


def test_who_may_comes_in_with_their_membership_into_their_workspace_alone(acme: House) -> None:
    said = entered(acme.ada.person, acme.slug, Permission.CLOSE, number=7)
    assert said == f"{acme.ada.pk} {{'number': 7}} {acme.workspace.pk}"
    assert walls._wanted()[1] == ""
    assert access.needs(Permission.SHARE)(room).permission is Permission.SHARE  # type: ignore[attr-defined]


def test_who_may_not_is_refused_and_who_is_from_elsewhere_finds_nothing(acme: House, elsewhere: House) -> None:
    with pytest.raises(PermissionDenied):
        entered(acme.ben.person, acme.slug, Permission.SHARE)
    for person, slug in ((elsewhere.owner.person, acme.slug), (acme.ada.person, "nowhere"), (acme.ada.person, "demo")):
        with pytest.raises(Http404):
            entered(person, slug)


def test_of_several_workspaces_the_one_that_is_named_opens(acme: House, elsewhere: House) -> None:
    both = Membership.objects.create(workspace=elsewhere.workspace, person=acme.ada.person, role=Role.VIEWER)
    for slug, membership in ((acme.slug, acme.ada), (elsewhere.slug, both)):
        assert entered(acme.ada.person, slug).startswith(str(membership.pk))


def test_anybody_may_look_at_the_demo_and_at_nothing_else(acme: House, demo: Workspace) -> None:
    visit = access.membership_in("demo", acme.ada.person)
    assert (visit.workspace, visit.role, visit.is_visit) == (demo, Role.VIEWER, True)
    with pytest.raises(Http404):
        access.membership_in("nowhere", acme.ada.person)


def test_who_is_confined_to_a_workspace_is_looked_for_in_it(acme: House, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, look = [], type(Membership.objects).of

    def of(self: Any, person: Any) -> Any:
        opened.append(walls._wanted()[1])
        return look(self, person)

    monkeypatch.setattr(type(Membership.objects), "of", of)
    access.membership_in(acme.slug, acme.ada.person)
    acme.ada.person.confined_to = acme.workspace.pk
    access.membership_in(acme.slug, acme.ada.person)
    assert opened == ["", str(acme.workspace.pk)]


def test_of_a_closed_workspace_one_page_is_shown_and_owners_alone_open_it_again(
    acme: House, ada: Client, ben: Client
) -> None:
    Workspace.objects.filter(pk=acme.workspace.pk).update(erases=TUESDAY.replace(year=2126))
    again = f'action="/w/{acme.slug}/reopen"'
    for browser, may_undo in ((ada, True), (ben, False)):
        given = browser.get(f"/w/{acme.slug}/members/")
        assert (given.status_code, "Acme is closed" in given.content.decode()) == (403, True)
        assert (again in given.content.decode()) == may_undo
    assert ben.post(f"/w/{acme.slug}/reopen").status_code == 403
    assert ada.post(f"/w/{acme.slug}/reopen").status_code == 302
    assert [one.get(f"/w/{acme.slug}/members/").status_code for one in (ada, ben)] == [200, 200]


def test_without_the_second_factor_that_is_asked_for_one_may_only_leave(
    acme: House, ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave, people = f"/w/{acme.slug}/members/leave", f"/w/{acme.slug}/members/"
    assert ada.get(leave).status_code == 200
    Workspace.objects.filter(pk=acme.workspace.pk).update(needs_second_factor=True)
    opened, look = [], members.is_only_owner
    monkeypatch.setattr(members, "is_only_owner", lambda one: opened.append(walls._wanted()[1]) or look(one))
    kept_out = ada.get(people)
    assert (kept_out.status_code, leave in kept_out.content.decode()) == (403, True)
    assert opened == []
    assert ada.get(leave).status_code == 403  # An only owner would be shown who else is there.
    assert opened == [str(acme.workspace.pk)]
    dee = joined(acme, Role.VIEWER)
    assert [signed_in(dee).get(page).status_code for page in (people, leave)] == [403, 200]
    with_a_factor(acme.ada)
    assert [ada.get(page).status_code for page in (people, leave)] == [200, 200]
