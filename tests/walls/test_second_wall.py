"""On PostgreSQL the database itself shows one workspace alone, to a role that cannot do otherwise."""

import random
from contextlib import nullcontext
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, ProgrammingError, connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from altaclario.connections.models import Connection
from altaclario.declarations.holdings import REGISTER
from altaclario.sync.models import SyncRun
from altaclario.workspaces import founding, invitations, policies, walls
from altaclario.workspaces.models import Invitation, Membership, Workspace
from tests import forgetting
from tests.addresses import Address
from tests.cast import MONDAY, House, connected, invited, person
from tests.depth import DEEP
from tests.remembering import Memory
from tests.three_roles import Roles, as_owner
from tests.trackers import Simulated
from tests.walls import matrix, world
from tests.walls.test_matrix import PARTS, pairs

pytestmark = [pytest.mark.postgres, pytest.mark.django_db, pytest.mark.proves("tenant-walls")]
_SEED = datetime.now(UTC).timetuple().tm_yday


def asked(sql: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def who() -> str:
    return asked("SELECT current_user")


def counts() -> dict[str, int]:
    """How many rows each table of workspaces shows now."""
    return {model._meta.label: model._default_manager.count() for model in policies.walled()}


def through(view: Any, who: Any = None) -> Any:
    """What a view finds out, in a request of somebody."""
    found = []

    def answered(request: HttpRequest) -> HttpResponse:
        found.append(view())
        return HttpResponse()

    request = RequestFactory().get("/")
    request.user = who or AnonymousUser()
    walls.Walls(answered)(request)
    return found[0]


@pytest.fixture
def two_houses(acme: House, elsewhere: House, connection: Connection, foreign: Connection) -> tuple[House, House]:
    for one in (connection, foreign):
        SyncRun.objects.create(connection=one, asked=MONDAY)
    for house in (acme, elsewhere):
        invited(house)
    return acme, elsewhere


# ── Who asks ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.asvs("13.2.2")
def test_a_request_is_answered_by_the_role_that_serves_which_owns_nothing_and_bypasses_nothing() -> None:
    assert through(who) == settings.SERVING_ROLE != who() == settings.DATABASES["default"]["USER"]
    assert not asked(
        "SELECT EXISTS (SELECT 1 FROM pg_roles WHERE (rolsuper OR rolbypassrls) AND pg_has_role(%s, oid, 'MEMBER'))",
        settings.SERVING_ROLE,
    )
    assert not asked(
        "SELECT EXISTS (SELECT 1 FROM pg_class WHERE pg_has_role(%s, relowner, 'MEMBER') AND relkind IN ('r', 'p'))",
        settings.SERVING_ROLE,
    )


def test_a_page_and_a_reading_work_as_the_role_that_serves(
    ada: Client, acme: House, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr(founding, "every_of", lambda _person: seen.append(who()) or [])
    ada.get("/w/")
    assert seen == [settings.SERVING_ROLE]


# ── What is walled ───────────────────────────────────────────────────────────────────────────────────────────────────


def _leads_to_a_workspace(model: type[models.Model], seen: tuple[type[models.Model], ...] = ()) -> bool:
    """By foreign keys alone, or as declared: found without the code that makes the policies."""
    if model is Workspace or ((holding := REGISTER.get(model._meta.label)) and holding.about == "workspace"):
        return True
    return any(
        _leads_to_a_workspace(field.related_model, (*seen, model))
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model not in (*seen, model)
    )


def test_every_table_of_a_workspace_has_a_forced_policy_to_read_and_to_write() -> None:
    wanted = {one._meta.db_table for one in apps.get_models(include_auto_created=True) if _leads_to_a_workspace(one)}
    assert {"workspaces_workspace", "workspaces_membership", "sync_endpointuse", "vault_datakey"} <= wanted
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid WHERE relrowsecurity"
            " AND relforcerowsecurity AND polcmd = '*' AND polqual IS NOT NULL AND polwithcheck IS NOT NULL"
        )
        assert wanted - {row[0] for row in cursor.fetchall()} == set()
    assert policies.missing() == []


@pytest.mark.django_db(transaction=True)
def test_a_policy_that_is_gone_or_weaker_is_noticed_and_mended(three_roles: Roles) -> None:
    breaks = (
        "ALTER TABLE sync_syncrun NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY within_the_workspace ON sync_syncrun",
        "CREATE POLICY everything ON sync_syncrun USING (true)",
        "DROP POLICY within_the_workspace ON sync_syncrun;"
        " CREATE POLICY within_the_workspace ON sync_syncrun USING (true)",
    )
    for one in breaks:
        with as_owner(three_roles), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(one)
            assert policies.missing() == ["sync_syncrun"], one
            policies.build()
            assert policies.missing() == [], one
            transaction.set_rollback(True)


# ── What is seen ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.asvs("8.4.1")
def test_with_no_workspace_open_there_is_nothing(two_houses: tuple[House, House]) -> None:
    assert min(counts()[label] for label in ("workspaces.Workspace", "connections.Connection", "sync.SyncRun")) == 2
    assert {label for label, rows in through(counts).items() if rows} == set()


def test_with_one_open_there_is_that_one(two_houses: tuple[House, House]) -> None:
    acme, elsewhere = two_houses
    with walls.within(acme.workspace.pk):
        assert [one.pk for one in Workspace.objects.all()] == [acme.workspace.pk]
        assert {one.workspace_id for one in Membership.objects.all()} == {acme.workspace.pk}
        assert [one.connection.workspace_id for one in SyncRun.objects.all()] == [acme.workspace.pk]
        assert [one.workspace_id for one in Invitation.objects.all()] == [acme.workspace.pk]
        assert not Connection.objects.filter(workspace=elsewhere.workspace.pk).update(site="https://else.test")
        assert not Membership.objects.filter(pk=elsewhere.owner.pk).delete()[0]
    with walls.within(0):
        assert not Workspace.objects.exists()


@pytest.mark.asvs("8.4.1")
def test_nothing_is_put_into_another_workspace(two_houses: tuple[House, House], site: Simulated) -> None:
    acme, elsewhere = two_houses
    tries = (
        lambda: Membership.objects.create(workspace=elsewhere.workspace, person=acme.ben.person, role="owner"),
        lambda: Connection.objects.update(workspace=elsewhere.workspace),
        lambda: SyncRun.objects.create(connection=foreign, asked=MONDAY, state="done"),
        lambda: Workspace.objects.create(name="Third", slug="third"),
    )
    foreign = Connection.objects.get(workspace=elsewhere.workspace)
    with walls.within(acme.workspace.pk):
        for one in tries:
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                one()


def test_a_person_finds_their_own_memberships_before_any_workspace_is_open(two_houses: tuple[House, House]) -> None:
    acme, _ = two_houses

    def seen() -> tuple[set[Any], set[Any], int]:
        own = {one.pk for one in Membership.objects.all()}
        return own, {one.pk for one in Workspace.objects.all()}, Membership.objects.update(role="owner")

    assert through(seen, acme.ben.person) == ({acme.ben.pk}, {acme.workspace.pk}, 0)
    assert through(seen) == (set(), set(), 0)


def test_a_token_finds_its_invitation_and_no_other(two_houses: tuple[House, House]) -> None:
    acme, _ = two_houses
    eve = person("Eve", "acme")
    made, _ = invited(acme, eve.email)
    hashed = made.token_hash
    with walls.by_token(hashed):
        assert [one.pk for one in Invitation.objects.select_related("workspace")] == [made.pk]
        assert not Connection.objects.exists()
        assert not Invitation.objects.update(role="owner")
    with walls.by_token(""):
        assert not Invitation.objects.exists()
    joined = through(lambda: invitations.accept(eve, made.token_hash, now=made.created), eve)
    assert joined.workspace == acme.workspace


def test_the_demo_is_found_by_anybody_and_what_is_in_it_is_not(demo: Workspace, site: Simulated) -> None:
    connected(demo, site)
    assert through(lambda: (Workspace.objects.count(), Connection.objects.count())) == (1, 0)


# ── For how long ─────────────────────────────────────────────────────────────────────────────────────────────────────


def said() -> str:
    return asked("SELECT current_setting('altaclario.workspace', true)") or ""


@pytest.mark.django_db(transaction=True)
def test_what_is_open_ends_with_its_transaction_and_is_nobody_elses(acme: House, elsewhere: House) -> None:
    with walls.within(acme.workspace.pk):
        assert said() == str(acme.workspace.pk)
        with transaction.atomic(), walls.within(elsewhere.workspace.pk):
            assert said() == str(elsewhere.workspace.pk)
        assert said() == str(acme.workspace.pk)
        beside: list[str] = []
        thread = Thread(target=lambda: (beside.append(said()), connection.close()))
        thread.start()
        thread.join()
        assert beside == [""]
    assert (said(), who()) == ("", settings.DATABASES["default"]["USER"])
    # The session keeps nothing, so that a pool may give it to anybody.
    with connection.connection.cursor() as raw:
        raw.execute("SELECT current_setting('altaclario.workspace', true), current_user")
        assert raw.fetchone() == ("", settings.DATABASES["default"]["USER"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("alone", [True, False], ids=["alone", "in a transaction"])
def test_a_statement_that_fails_leaves_nothing_open(alone: bool, acme: House) -> None:
    with (
        walls.within(acme.workspace.pk),
        pytest.raises(IntegrityError),
        nullcontext() if alone else transaction.atomic(),
    ):
        Membership.objects.create(workspace=acme.workspace, person=acme.ada.person, role="viewer")
    assert (said(), who()) == ("", settings.DATABASES["default"]["USER"])


def test_a_savepoint_that_is_rolled_back_takes_nothing_with_it(acme: House) -> None:
    for _ in range(2):
        with transaction.atomic(), walls.within(acme.workspace.pk):
            assert Membership.objects.count() == 2
            transaction.set_rollback(True)
        with walls.within(acme.workspace.pk):
            assert Membership.objects.count() == 2
        assert through(Membership.objects.count) == 0


# ── Alone, without the first wall ────────────────────────────────────────────────────────────────────────────────────


def of_workspaces() -> list[tuple[Address, str]]:
    return [pair for pair in pairs() if pair[0].is_in_a_workspace]


def some(size: int) -> list[tuple[Address, str]]:
    """Others each day."""
    return random.Random(_SEED).sample(of_workspaces(), size)


def forgetful(chosen: list[tuple[Address, str]]) -> tuple[list[str], int]:
    """What is wrong in a part of the matrix when every query forgets whose it is."""
    ground = world.built()
    groups = [group for address, method in chosen for group in matrix.cells(address, method)]
    with forgetting.scopes():
        slug = ground.houses["kestrel"].slug
        assert ground.browser("owner").get(f"/w/{slug}/members/").status_code == 200, "nobody sees anything"
        wrong = [said for group in groups for said in matrix.wrong(ground, group)]
    # Which role somebody has where is a matter of the first wall alone; whose a thing is, of both.
    return [said for said in wrong if matrix.OF_ROLES not in said], sum(map(len, groups))


@pytest.mark.asvs("8.4.1")
@pytest.mark.parametrize("part", range(PARTS))
def test_when_every_query_forgets_whose_it_is_nobody_sees_anothers(
    part: int, memory: Memory, record_property: Any
) -> None:
    wrong, count = forgetful(of_workspaces()[part::PARTS] if DEEP else some(20))
    assert wrong == [], f"{len(wrong)} of {count} cells (seed {_SEED}):\n" + "\n".join(wrong[:40])
    told = f"part {part + 1} of {PARTS}, {count:,} cells, 0 leaks"
    record_property("counted", f"two-tenant matrix without the first wall: {told}")


def test_without_the_second_wall_the_same_would_leak(memory: Memory, settings: Any, record_property: Any) -> None:
    settings.SERVING_ROLE = ""  # Every request is answered by the role that sees everything.
    wrong, count = forgetful(some(8))
    assert len(wrong) > 10
    record_property("counted", f"two-tenant matrix without both walls: {count:,} cells, {len(wrong):,} leaks")
