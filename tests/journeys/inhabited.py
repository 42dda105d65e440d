"""An installation that runs, with people and a connection in it, made by its own verbs instead of in a browser."""

import hashlib
import http.client
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from altaclario.simulator.serving import Simulated
from tests.journeys.command import ROOT
from tests.journeys.product import Product, until_true

_FORM_TOKEN = "t" * 32


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def whole(self) -> bytes:
        return self.body + repr(self.headers).encode()


@dataclass(slots=True)
class Inhabited:
    """Ada owns a workspace and has just signed in; Ben is a member; a link to the flow of their tracker is shared."""

    product: Product
    slug: str
    connection: str
    session: str
    token: str
    """Of the share link."""

    @property
    def of_connection(self) -> str:
        return f"/w/{self.slug}/connections/{self.connection}/"

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, **form: str) -> Answer:
        """As a form of ours is sent."""
        said = urlencode({"csrfmiddlewaretoken": _FORM_TOKEN, **form})
        return self._ask("POST", path, said, {"Content-Type": "application/x-www-form-urlencoded"})

    def read(self) -> None:
        """Have the tracker read, and wait for what comes of it."""
        before = self.done
        assert self.post(f"{self.of_connection}refresh").status == 302
        until_true(lambda: self.done > before, within=60)

    @property
    def done(self) -> int:
        """How many readings have ended, however they did."""
        return int(told(self.product, "count-readings"))

    def empty(self) -> None:
        """Empty the memory, and wait for the receipt."""
        assert self.post(f"{self.of_connection}purge").status == 302
        until_true(lambda: told(self.product, "count-purges-under-way") == "0")

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        where = urlsplit(self.product.url)
        line = http.client.HTTPConnection("localhost", where.port, timeout=30)
        cookies = {"session": self.session, "csrftoken": _FORM_TOKEN}
        said = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} | headers
        with closing(line):
            line.request(method, path, body=body, headers=said)
            answer = line.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())


def inhabited(product: Product, tracker: Simulated, *, on_azure: bool = False) -> Inhabited:
    """People, a workspace, a connection and a share link in a product that runs."""
    where = {"url": tracker.url, "azure_url": tracker.azure_url, "email": tracker.email, "token": tracker.token}
    projects = [str(project["id"]) for project in tracker.tracker.projects.values()]
    boards = list(map(str, tracker.tracker.boards))
    if on_azure:
        known = tracker.azure.organisation.projects
        projects, boards = list(known), [team.id for one in known.values() for team in one.teams]
    said = {**where, "pat": tracker.pat, "projects": projects, "boards": boards, "on_azure": on_azure}
    made = json.loads(told(product, "make", json.dumps(said)))
    return Inhabited(product, **made)


def told(product: Product, *words: str) -> str:
    """What a process beside the running ones says, on the same data folder."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(("ALTACLARIO_", "DJANGO_"))}
    own = {"ALTACLARIO_DATA": str(product.data), "DJANGO_SETTINGS_MODULE": "altaclario.config.settings"}
    command = [sys.executable, "-m", "tests.journeys.inhabited", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=others | own | product.settings, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _make(said: dict[str, Any]) -> dict[str, str]:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import transaction
    from django.utils import timezone

    from altaclario.connections import credentials, making
    from altaclario.connections.models import Connection
    from altaclario.sharing import links
    from altaclario.workspaces import founding
    from altaclario.workspaces.models import Membership
    from altaclario.workspaces.permissions import Role
    from tests import cast

    now = timezone.now()
    ada = founding.found(cast.person("Ada", "acme"), name="Acme", zone="UTC", now=now)
    Membership.objects.create(workspace=ada.workspace, person=cast.person("Ben", "acme"), role=Role.MEMBER, joined=now)
    on_azure = said["on_azure"]
    site = said["azure_url"] if on_azure else said["url"]
    made = Connection(workspace=ada.workspace, owner=ada.person, site=site, created=now)
    made.account_email = "" if on_azure else said["email"]
    made.provider = "azure-devops" if on_azure else made.provider
    with transaction.atomic():
        credentials.seal(made, said["pat"] if on_azure else said["token"], now=now)
        made.save()
    making.choose(made, projects=said["projects"], boards=said["boards"], now=now)
    _, token = links.make(ada, links.Draft("flow", made, {}, ()), now=now)
    session = SessionStore()
    session[SESSION_KEY] = str(ada.person_id)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = ada.person.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "password", "at": now.timestamp(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(ada.person_id)
    session.create()
    slug, key = ada.workspace.slug, str(session.session_key)
    return {"slug": slug, "connection": str(made.pk), "session": key, "token": token}


def _somebody_elsewhere(site: str) -> str:
    """Cy, with a workspace and a connection that share nothing with Ada's."""
    from django.db import transaction
    from django.utils import timezone

    from altaclario.connections import credentials
    from altaclario.connections.models import Connection
    from altaclario.workspaces import founding
    from tests import cast

    now = timezone.now()
    cy = founding.found(cast.person("Cy", "elsewhere"), name="Elsewhere", zone="UTC", now=now)
    made = Connection(workspace=cy.workspace, owner=cy.person, site=site, created=now)
    with transaction.atomic():
        credentials.seal(made, "a token of Cy's", now=now)
        made.save()
    return "made"


def _who_is_there() -> str:
    """People and workspaces by name, and a checksum of all that is held about each of these people, secrets opened."""
    from altaclario.accounts.models import User
    from altaclario.connections import credentials
    from altaclario.connections.models import Connection
    from altaclario.privacy import held
    from altaclario.workspaces import founding
    from altaclario.workspaces.models import Workspace
    from tests import rows

    sums = {}
    for person in User.objects.order_by("pk"):
        every = held.tables(person, founding.every_of(person))
        tables = [(one.label, one.columns, one.rows) for one in every if one.label not in rows.BY_LOOKING]
        secrets = []
        for connection in Connection.objects.filter(owner=person).exclude(token=b""):
            with credentials.opened(connection) as token:
                secrets.append(token.reveal())
        sums[person.name] = hashlib.sha256(repr((tables, secrets)).encode()).hexdigest()
    workspaces = list(Workspace.objects.order_by("pk").values_list("name", flat=True))
    return json.dumps({"people": sums, "workspaces": workspaces})


def main(what: str, *words: str) -> None:
    import django

    django.setup()
    from altaclario.sync.models import Purge, State, SyncRun
    from altaclario.sync.queue import readings

    ended = (State.DONE, State.FAILED)
    says: dict[str, Callable[[], object]] = {
        "make": lambda: json.dumps(_make(json.loads(words[0]))),
        "count-readings": lambda: SyncRun.objects.filter(state__in=ended).count(),
        "count-purges-under-way": lambda: Purge.objects.filter(done=None).count(),
        "make-somebody-elsewhere": lambda: _somebody_elsewhere(words[0]),
        "who-is-there": _who_is_there,
        "leave-in-the-queue": lambda: readings.put("left", words[0]),
    }
    sys.stdout.write(f"{says[what]()}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
