"""The sweep: what is over goes, what is not stays, and what law wants stays although its people are gone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps.registry import Apps
from django.contrib.sessions.models import Session
from django.db import connection, models

from altaclario.accounts.models import SignIn, Unsent, User
from altaclario.declarations import holdings
from altaclario.declarations.holdings import REGISTER, Holding
from altaclario.desk.models import Matter
from altaclario.privacy import retention
from altaclario.sharing.models import ShareLink
from altaclario.sync.models import Purge, SyncRun
from altaclario.telemetry.models import Failure, PageView, Sample
from altaclario.web import declared
from altaclario.web.models import Tally
from altaclario.workspaces import walls
from altaclario.workspaces.models import ApiToken, Invitation, Membership, Workspace
from tests import three_roles as roles_of_postgres
from tests.cast import MONDAY, House, connected, person
from tests.three_roles import Roles
from tests.trackers import Simulated

NOW = datetime(2030, 1, 1, tzinfo=UTC)
FRESH = NOW - timedelta(hours=1)
AGREED = {"terms_version": "2026-11-24", "terms_at": MONDAY, "is_of_age": True}


def aged(acme: House, site: Simulated) -> dict[str, Any]:
    """Of each table that counts days, how a row comes to be that is as old as one says."""
    own = connected(acme.workspace, site, acme.ada)
    dee = person("Dee", "acme")
    numbers = iter(range(100))
    by = {"workspace": acme.workspace, "maker": acme.ada, "connection": own, "dashboard": "flow"}
    nothing = {"items": 0, "transitions": 0, "size_bytes": 0}
    return {
        "accounts.User": lambda at: User.objects.create_user(f"{next(numbers)}@x.test", name="x", joined=at, **AGREED),
        "accounts.SignIn": lambda at: SignIn.objects.create(
            person=dee, session_key=f"s{next(numbers)}", began=at, seen=at
        ),
        "accounts.Unsent": lambda at: Unsent.objects.create(name="x", about="x", made=at, tried=at),
        "sessions.Session": lambda at: Session.objects.create(session_key=f"k{next(numbers)}", expire_date=at),
        "web.Tally": lambda at: Tally.objects.create(
            name=f"t{next(numbers)}", count=1, begins=at, ends=at, earlier=0, earlier_ends=at
        ),
        "telemetry.PageView": lambda at: PageView.objects.create(
            at=at, route="flow", method="look", status=200, ms=50, count=1
        ),
        "telemetry.Sample": lambda at: Sample.objects.create(at=at, route="flow", vital="LCP", value=1, count=1),
        "telemetry.Failure": lambda at: Failure.objects.create(
            at=at, route="flow", kind="KeyError", place="web/pages.py", line=1, release="1", count=1
        ),
        "workspaces.Invitation": lambda at: Invitation.objects.create(
            workspace=acme.workspace,
            by=acme.ada,
            email=f"{next(numbers)}@x.test",
            token_hash=f"i{next(numbers)}",
            created=at,
            expires=at,
        ),
        "workspaces.ApiToken": lambda at: ApiToken.objects.create(
            workspace=acme.workspace,
            membership=acme.ada,
            person=acme.ada.person,
            token_hash=f"a{next(numbers)}",
            created=at,
            expires=at,
        ),
        "sharing.ShareLink": lambda at: ShareLink.objects.create(
            token_hash=f"l{next(numbers)}", created=at, expires=at, **by
        ),
        "desk.Matter": lambda at: Matter.objects.create(reference=f"AC-{next(numbers)}", received=at, due=at),
        "sync.SyncRun": lambda at: SyncRun.objects.create(connection=own, asked=at, state="done"),
        "sync.Purge": lambda at: Purge.objects.create(connection=own, asked=at, **nothing),
    }


@pytest.mark.django_db
@pytest.mark.proves("kept-no-longer")
def test_of_each_table_that_counts_days_what_is_over_goes_and_nothing_else(acme: House, site: Simulated) -> None:
    makers = aged(acme, site)
    assert set(makers) == {label for label, held in REGISTER.items() if held.keep_days is not None}
    over, stays = [], []
    for label, make in makers.items():
        days = timedelta(days=REGISTER[label].keep_days or 0)
        over.append(make(NOW - days - timedelta(minutes=1)))
        stays.append(make(NOW - days + timedelta(minutes=1)))
    swept = retention.sweep(now=NOW)
    assert swept == dict.fromkeys(makers, 1)
    assert [one for one in over if type(one).objects.filter(pk=one.pk).exists()] == []
    assert [one for one in stays if not type(one).objects.filter(pk=one.pk).exists()] == []
    assert Membership.objects.filter(workspace=acme.workspace).count() == 2
    assert retention.sweep(now=NOW) == {}


@pytest.mark.django_db
def test_an_account_that_somebody_confirmed_stays(acme: House) -> None:
    retention.sweep(now=NOW)
    assert User.objects.count() == 2


@pytest.mark.django_db
def test_it_goes_on_where_it_was_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "A_BATCH", 2)
    Tally.objects.bulk_create(
        Tally(name=f"t{one}", count=1, begins=MONDAY, ends=MONDAY, earlier=0, earlier_ends=MONDAY) for one in range(5)
    )
    batch, asked = retention._a_batch, iter(range(9))

    def cut_off(label: str, *, now: datetime) -> int:
        if label == "web.Tally" and next(asked) == 1:
            raise KeyboardInterrupt
        return batch(label, now=now)

    with monkeypatch.context() as patch:
        patch.setattr(retention, "_a_batch", cut_off)
        with pytest.raises(KeyboardInterrupt):
            retention.sweep(now=NOW)
    assert Tally.objects.count() == 3
    assert retention.sweep(now=NOW) == {"web.Tally": 3}


@pytest.mark.django_db
def test_a_table_with_very_many_rows_keeps_the_worker_for_so_many_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "A_BATCH", 2)
    monkeypatch.setattr(retention, "_BATCHES", 2)
    Tally.objects.bulk_create(
        Tally(name=f"t{one}", count=1, begins=MONDAY, ends=MONDAY, earlier=0, earlier_ends=MONDAY) for one in range(5)
    )
    assert [retention.sweep(now=NOW), retention.sweep(now=NOW)] == [{"web.Tally": 4}, {"web.Tally": 1}]


@pytest.mark.django_db
def test_a_role_that_sees_one_workspace_does_not_sweep(acme: House) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a role is a thing of PostgreSQL")
    with walls.within(acme.workspace.pk), pytest.raises(retention.SeesTooLittle):
        retention.sweep(now=NOW)


class Kept:
    """A table of the tests that law wants kept."""

    model: Any
    label: str

    def __init__(self, name: str, days: int) -> None:
        registry = Apps(["altaclario.workspaces"])
        meta = type("Meta", (), {"app_label": "privacy", "apps": registry})
        # Django looks for what hangs on a workspace among its own tables alone, and these are not among them.
        about = models.ForeignKey(Workspace, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
        columns = {"at": models.DateTimeField(), "who": models.CharField(max_length=40), "about": about}
        self.model = type(name, (models.Model,), {"Meta": meta, "__module__": __name__, **columns})
        self.label = f"privacy.{name}"
        plain, personal = frozenset({"at"}), frozenset({"who"})
        REGISTER[self.label] = Holding(
            self.label, "workspace", personal, plain, "about", days, "at", at_least_days=days
        )

    def left(self) -> int:
        count: int = self.model.objects.count()
        return count


@pytest.fixture
def kept(
    transactional_db: None, three_roles: Roles | None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Kept]]:
    """An invoice and a notice of infringement, as their rooms will have them."""
    wanted = {"Invoice": holdings.SEVEN_YEARS_DAYS, "Notice": holdings.YEAR_DAYS}
    samples = {name: Kept(name, days) for name, days in wanted.items()}
    tables, found = list(samples.values()), declared.apps.get_model

    def get_model(label: str, *more: Any) -> Any:
        return next((one.model for one in tables if one.label == label), None) or found(label, *more)

    monkeypatch.setattr(declared.apps, "get_model", get_model)
    with _as_who_may_make_tables(three_roles), connection.schema_editor() as editor:
        for one in tables:
            editor.create_model(one.model)
    yield samples
    for one in tables:
        del REGISTER[one.label]
    with _as_who_may_make_tables(three_roles), connection.schema_editor() as editor:
        for one in tables:
            editor.delete_model(one.model)


def _as_who_may_make_tables(three_roles: Roles | None) -> Any:
    from contextlib import nullcontext

    return roles_of_postgres.as_owner(three_roles) if three_roles else nullcontext()


def test_what_law_wants_stays_its_years_although_its_workspace_is_gone(kept: dict[str, Kept]) -> None:
    house = Workspace.objects.create(name="Gone", slug="gone")
    for one in kept.values():
        one.model.objects.create(at=MONDAY, who="eve@else.test", about=house)
    house.delete()
    left = {}
    for days in (365, 367, 7 * 365, 7 * 365 + 3):
        retention.sweep(now=MONDAY + timedelta(days=days))
        left[days] = {name: one.left() for name, one in kept.items()}
    assert left == {
        365: {"Invoice": 1, "Notice": 1},
        367: {"Invoice": 1, "Notice": 0},
        2555: {"Invoice": 1, "Notice": 0},
        2558: {"Invoice": 0, "Notice": 0},
    }
