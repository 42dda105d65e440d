"""A pytest plugin: Ada owns Acme, Ben may look at it, Cy is from elsewhere, and anybody may come by."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from altaclario.simulator.serving import Simulated

if TYPE_CHECKING:
    from altaclario.accounts.models import User
    from altaclario.connections.models import Connection
    from altaclario.workspaces.models import Invitation, Membership, Workspace

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
PASSWORD = "correct horse battery staple"


@dataclass(frozen=True, slots=True)
class House:
    """A workspace and those who belong to it."""

    workspace: "Workspace"
    owner: "Membership"
    guest: "Membership | None" = None

    @property
    def ada(self) -> "Membership":
        return self.owner

    @property
    def ben(self) -> "Membership":
        assert self.guest is not None
        return self.guest

    @property
    def slug(self) -> str:
        return self.workspace.slug


def person(name: str, house: str) -> "User":
    """Somebody who accepted the Terms and whose address is known to be theirs."""
    from allauth.account.models import EmailAddress

    from altaclario.accounts.models import User

    email = f"{name.lower()}@{house}.test"
    someone = User.objects.create_user(email, name=name, terms_version="2026-11-24", terms_at=MONDAY, is_of_age=True)
    EmailAddress.objects.create(user=someone, email=email, verified=True, primary=True)
    return someone


@pytest.fixture(autouse=True, scope="session")
def _passwords_cost_little() -> Iterator[None]:
    """A hash that costs what it should takes longer than most tests; the product in its own process has real ones."""
    from altaclario.accounts.passwords import Argon2

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2, "time_cost", 1)
        patch.setattr(Argon2, "memory_cost", 64)
        yield


@pytest.fixture
def acme(db: None) -> House:
    """Ada's workspace, in which Ben may look."""
    from altaclario.workspaces import founding
    from altaclario.workspaces.models import Membership
    from altaclario.workspaces.permissions import Role

    ada = founding.found(person("Ada", "acme"), name="Acme", zone="UTC", now=MONDAY)
    ben = Membership.objects.create(workspace=ada.workspace, person=person("Ben", "acme"), role=Role.VIEWER)
    return House(ada.workspace, ada, ben)


def joined(house: House, role: str, name: str = "Dee") -> "Membership":
    """One more person in the house, in that role."""
    from altaclario.workspaces.models import Membership

    return Membership.objects.create(workspace=house.workspace, person=person(name, "acme"), role=role, joined=MONDAY)


def shared(house: House, connection: "Connection", by: "Membership | None" = None, **more: Any) -> "tuple[Any, str]":
    """A link to the flow dashboard of a connection that holds now, and its token."""
    from django.utils import timezone

    from altaclario.sharing import links

    draft = links.Draft("flow", connection, {}, ())
    return links.make(by or house.owner, draft, **{"now": timezone.now(), **more})


def team_of(
    house: House, connection: "Connection | None", name: str = "Payments", *who: "Membership", **more: Any
) -> Any:
    """A team of the house with these members, whose work is what is given of a connection."""
    from altaclario.connections import team_scopes
    from altaclario.connections.team_scopes import Part
    from altaclario.workspaces import teams

    made = teams.make(house.owner, name=name, now=MONDAY)
    teams.change(house.owner, made.pk, joining=[str(one.pk) for one in who], now=MONDAY)
    parts = [Part(connection.key, kind, id) for kind, ids in more.items() for id in ids] if connection else []
    team_scopes.change(house.owner, made.pk, adding=parts, now=MONDAY)
    return made


def invited(house: House, email: str = "eve@acme.test", role: str = "member") -> "tuple[Invitation, str]":
    """An invitation to the house that holds now, and its token."""
    from django.utils import timezone

    from altaclario.workspaces import invitations
    from altaclario.workspaces.permissions import Role

    tokens: list[str] = []
    made = invitations.invite(
        house.owner,
        email=email,
        role=Role(role),
        address_of=lambda token: tokens.append(token) or token,
        now=timezone.now(),
    )
    return made, tokens[0]


@pytest.fixture
def elsewhere(db: None) -> House:
    """Cy's workspace."""
    from altaclario.workspaces import founding

    cy = founding.found(person("Cy", "elsewhere"), name="Elsewhere", zone="UTC", now=MONDAY)
    return House(cy.workspace, cy)


@pytest.fixture
def demo(db: None, settings: object) -> "Workspace":
    """The workspace that anybody may visit."""
    from altaclario.workspaces import founding

    settings.HAS_DEMO = True  # type: ignore[attr-defined]
    return founding.demo(now=MONDAY)


def signed_in(membership: "Membership") -> Client:
    """The browser of somebody who is signed in, and has just shown that it is they."""
    from altaclario.accounts.tests import signing

    browser = Client()
    browser.force_login(membership.person)
    signing.has_confirmed(browser, membership.person)
    return browser


@pytest.fixture
def ada(acme: House) -> Client:
    return signed_in(acme.ada)


@pytest.fixture
def ben(acme: House) -> Client:
    return signed_in(acme.ben)


@pytest.fixture
def cy(elsewhere: House) -> Client:
    return signed_in(elsewhere.owner)


@pytest.fixture
def anybody(db: None) -> Client:
    """A browser without an account. Each page asks the database whether an incident is open."""
    return Client()


def connected(workspace: "Workspace", site: Simulated, owner: "Membership | None" = None) -> "Connection":
    """A connection to the simulated site, with everything chosen."""
    from django.db import transaction

    from altaclario.connections import credentials, making
    from altaclario.connections.models import Connection

    whose = owner.person if owner else None
    made = Connection(workspace=workspace, owner=whose, site=site.url, account_email=site.email, created=MONDAY)
    with transaction.atomic():
        credentials.seal(made, site.token, now=MONDAY)
        made.save()
    projects = [str(project["id"]) for project in site.tracker.projects.values()]
    making.choose(made, projects=projects, boards=list(map(str, site.tracker.boards)), now=MONDAY)
    return made


@pytest.fixture
def connection(acme: House, site: Simulated) -> "Connection":
    """Acme's connection to the simulated site."""
    return connected(acme.workspace, site, acme.ada)


@pytest.fixture
def foreign(elsewhere: House, site: Simulated) -> "Connection":
    """Elsewhere's connection to the same site."""
    return connected(elsewhere.workspace, site, elsewhere.owner)


@pytest.fixture
def organisation(acme: House, site: Simulated) -> "Connection":
    """Acme's connection to the simulated organisation of Azure DevOps, with everything chosen."""
    return connected_to_organisation(acme, site)


def connected_to_organisation(house: House, site: Simulated) -> "Connection":
    """A connection of the house to the organisation of a simulated site, with everything chosen."""
    from django.db import transaction

    from altaclario.connections import credentials, making
    from altaclario.connections.models import Connection

    made = Connection(
        workspace=house.workspace,
        owner=house.owner.person,
        provider="azure-devops",
        site=site.azure_url,
        account_email="",
        created=MONDAY,
    )
    with transaction.atomic():
        credentials.seal(made, site.pat, now=MONDAY)
        made.save()
    known = site.azure.organisation.projects
    making.choose(
        made, projects=list(known), boards=[team.id for one in known.values() for team in one.teams], now=MONDAY
    )
    return made
