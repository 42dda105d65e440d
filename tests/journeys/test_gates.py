"""The gates of the server edition, each by starting the real process with one thing wrong: it ends, and says what."""

import contextlib
import shutil
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from altaclario.workspaces import policies
from tests.depth import DEEP
from tests.journeys.command import Ended
from tests.journeys.server import ORIGIN, SUBPROCESSORS, Server
from tests.three_roles import Roles, as_owner

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="modes of files, and groups of processes")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A server that may start; nobody starts or changes this one."""
    return Server(tmp_path_factory.mktemp("server")).prepare()


@pytest.fixture
def server(prepared: Server, tmp_path: Path) -> Server:
    """A copy of it, to break."""
    folder = tmp_path / "server"
    shutil.copytree(prepared.folder, folder)
    moved = {name: said.replace(str(prepared.folder), str(folder)) for name, said in prepared.settings.items()}
    return Server(folder, moved)


def says(**environment: str) -> Callable[[Server], None]:
    """Other words in the environment; every name begins with ALTACLARIO_."""
    return lambda server: server.settings.update({f"ALTACLARIO_{name}": said for name, said in environment.items()})


_COUNTS = """
[[subprocessor]]
does = "counting"
name = "Count"
purpose = "counting"
data = "numbers"
country = "DE"
hosts = ["count.acme.test"]
"""


def listed(text: str) -> Callable[[Server], None]:
    """Another list of who works for the operator."""
    return lambda server: server.subprocessors.write_text(text) and None


def sets(lines: str) -> Callable[[Server], None]:
    return lambda server: server.with_settings(lines)


def does(change: Callable[[Server], Any]) -> Callable[[Server], None]:
    return lambda server: change(server) and None


def signed_by_a_file_for_all(server: Server) -> None:
    del server.settings["ALTACLARIO_SECRET_KEY"]
    (server.data / "secret.key").write_text("kR9_" + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    (server.data / "secret.key").chmod(0o644)


def keep_the_root_key_beside_the_database(server: Server) -> None:
    server.root_key.rename(server.data / "root.key")
    server.settings["ALTACLARIO_ROOT_KEY_FILE"] = str(server.data / "root.key")


def install_a_toolbar(server: Server) -> None:
    server.with_settings("")
    (server.folder / "debug_toolbar.py").touch()


def swap(server: Server) -> None:
    (server.folder / "swaps").write_text("Filename Type Size Used Priority\n/swap.img file 1 0 -2\n")
    server.with_settings(f"SWAPS_FILE = {str(server.folder / 'swaps')!r}\nSWAP_ACKNOWLEDGED = False")


def forget_a_migration(server: Server) -> None:
    (server.data / "altaclario.sqlite3").unlink()


def take_another_root_key_than_before(server: Server) -> None:
    done = server.command("rotate-root-key", "--data", str(server.data))
    assert done.code == 0, done.err
    server.root_key.write_bytes(bytes(range(32)))


def put_the_root_key_back_that_was_replaced(server: Server) -> None:
    old = server.root_key.read_bytes()
    assert server.command("rotate-root-key", "--data", str(server.data)).code == 0
    server.root_key.write_bytes(old)


def hand_something_to_somebody_else(server: Server) -> None:
    assert server.command("publish-policy", "--data", str(server.data)).code == 0
    listed(f"{SUBPROCESSORS}{_COUNTS}agreed = 2026-05-01\n")(server)


def change_what_was_published(server: Server) -> None:
    assert server.command("publish-policy", "--data", str(server.data)).code == 0
    with contextlib.closing(sqlite3.connect(server.data / "altaclario.sqlite3")) as stored, stored:
        stored.execute("UPDATE privacy_publication SET sha256 = 'other' WHERE text = 'terms'")


def name_an_analytics_that_nobody_looked_at(server: Server) -> None:
    secret = server.folder / "analytics.secret"
    secret.write_text("secret of analytics")
    secret.chmod(0o600)
    says(ANALYTICS_ID="G-1A2B3C4D", ANALYTICS_SECRET_FILE=str(secret))(server)
    google = _COUNTS.replace("counting", "analytics", 1).replace("count.acme.test", "www.google-analytics.com")
    listed(f"{SUBPROCESSORS}{google}agreed = 2026-05-01\n")(server)


def keep_the_secret_of_an_app_in_the_open(server: Server) -> None:
    secret = server.folder / "jira.secret"
    secret.write_text("secret of an app")
    secret.chmod(0o644)
    says(JIRA_APP_ID="an-app", JIRA_APP_SECRET_FILE=str(secret))(server)


NO_FILE = "/nonexistent/root.key"
_HEX = "0f1e2d3c4b5a69788796a5b4c3d2e1f0927fd03b64c1e85a17be42906c3df8a5"

CLOSED: list[tuple[str, Callable[[Server], None], str]] = [
    ("debug", sets("DEBUG = True"), "DEBUG is on"),
    ("people not told", hand_something_to_somebody_else, "tell people with `altaclario publish-policy`"),
    ("text of other words", change_what_was_published, "is not what was published here"),
    ("toolbar", install_a_toolbar, "A debug toolbar is installed"),
    ("all hosts", says(HOSTS="*, flow.acme.test"), "without wildcards"),
    ("hosts below", says(HOSTS=".acme.test,flow.acme.test"), "without wildcards"),
    ("origin in the open", says(ORIGIN="http://flow.acme.test"), "must begin with https://"),
    ("origin with a path", says(ORIGIN=ORIGIN + "/flow"), "without a path"),
    (
        "origin of a person",
        says(ORIGIN="https://ada@flow.acme.test", HOSTS="flow.acme.test"),
        "without a path or a name",
    ),
    ("origin elsewhere", says(HOSTS="other.acme.test"), "is not in ALTACLARIO_HOSTS"),
    ("no origin", says(ORIGIN="", HOSTS="flow.acme.test"), "ALTACLARIO_ORIGIN is missing"),
    ("trusts the open", sets("CSRF_TRUSTED_ORIGINS = ['http://flow.acme.test']"), "only https origins"),
    ("answers in the open", sets("HTTPS_ONLY = False"), "HTTPS is not enforced"),
    ("HSTS of a day", sets("HSTS_SECONDS = 86400"), "HTTPS is not enforced"),
    (
        "session in the open",
        sets("SESSION_COOKIE_SECURE = False"),
        "The cookies ['__Host-session', '__Host-remembered', '__Host-guest', ",
    ),
    ("form token of a domain", sets("CSRF_COOKIE_DOMAIN = 'acme.test'"), "The cookies ['__Host-csrftoken'] must"),
    ("cookie of any name", sets("SESSION_COOKIE_NAME = 'session'"), "The cookies ['session'] must"),
    ("remembered by any name", sets("MFA_TRUST_COOKIE_NAME = 'remembered'"), "The cookies ['remembered'] must"),
    ("any proxy", says(PROXY_NETWORKS="0.0.0.0/0"), "name only those of your proxies"),
    ("no proxy", says(PROXY_NETWORKS=""), "No proxy is named"),
    ("a header of anybody", sets("SECURE_PROXY_SSL_HEADER = ('HTTP_X_FORWARDED_PROTO', 'https')"), "whoever sends it"),
    ("mail to the terminal", says(MAIL_HOST=""), "Mails would go nowhere but to the terminal"),
    ("mail in the open", says(MAIL_TLS="none"), "Mails would travel in the open"),
    (
        "password of everybody",
        says(MAIL_USER="flow", MAIL_PASSWORD="Flow"),
        "for the mail server is one that everybody",
    ),
    ("mail of nobody", says(MAIL_FROM=""), "Mails have no sender"),
    ("mails to somebody else", says(MAIL_HOST="mail.else.test"), "mail.else.test is no declared recipient"),
    (
        "nobody declared",
        listed(SUBPROCESSORS.partition('[[subprocessor]]\ndoes = "mail')[0]),
        "is no declared recipient",
    ),
    ("no agreement", listed(f"{SUBPROCESSORS}{_COUNTS}"), "“Count” has no date of its data-processing agreement"),
    ("no transfer", listed(SUBPROCESSORS.replace('transfer = "SCC"', "")), "is in US, which is not found adequate"),
    ("stored nowhere", listed(SUBPROCESSORS.replace('"hosting"', '"mail"')), "where everything is stored"),
    ("no list", listed("[[subprocessor"), "subprocessors.toml: it is no TOML"),
    (
        "nothing but a list",
        does(lambda server: server.subprocessors.unlink() or True),
        "subprocessors.toml cannot be read (FileNotFoundError)",
    ),
    (
        "sells without a way out",
        sets("from altaclario.declarations import selling\nselling.SELLS_OR_SHARES = True"),
        "SELLS_OR_SHARES is on and nobody could opt out",
    ),
    ("session for scripts", sets("SESSION_COOKIE_HTTPONLY = False"), "SESSION_COOKIE can be read by scripts"),
    ("form token anywhere", sets("CSRF_COOKIE_SAMESITE = 'None'"), "CSRF_COOKIE can be read by scripts"),
    (
        "no limits",
        sets("MIDDLEWARE = [one for one in MIDDLEWARE if 'limiting' not in one]"),
        "MIDDLEWARE lacks altaclario.web.limiting.Limiting",
    ),
    (
        "a back door",
        sets("INSTALLED_APPS = [*INSTALLED_APPS, 'django.contrib.admin']\nMIGRATION_MODULES = {'admin': None}"),
        "Django's admin is installed",
    ),
    ("nobody to tell", says(SECURITY_CONTACT=""), "Nobody could tell of a hole"),
    ("nobody to tell safely", says(SECURITY_CONTACT="mailto:ada@acme.test"), "Nobody could tell of a hole"),
    ("short secret", says(SECRET_KEY="kR9_x"), "fewer than 50 characters"),
    ("public secret", says(SECRET_KEY="django-insecure-k(9&x!v2^b7m3+qz1w5e8r4t6y0u#p@a$s%d"), "can be guessed"),
    ("monotonous secret", says(SECRET_KEY="ab" * 40), "can be guessed"),
    ("poor secret", says(SECRET_KEY="1" * 30 + "0" * 30 + "12"), "can be guessed"),
    ("secret for all", signed_by_a_file_for_all, "secret.key is open to others"),
    ("one key for both", says(SECRET_KEY=_HEX, ROOT_KEY=_HEX, ROOT_KEY_FILE=NO_FILE), "are the same"),
    ("no root key", says(ROOT_KEY_FILE=NO_FILE), "There is no root key at"),
    ("root key for all", does(lambda server: server.root_key.chmod(0o644) or True), "root.key is open to others"),
    ("half a root key", does(lambda server: server.root_key.write_bytes(bytes(16))), "does not hold a key of 32 bytes"),
    ("no key in words", says(ROOT_KEY="0f0f", ROOT_KEY_FILE=NO_FILE), "must be 64 hexadecimal digits"),
    ("two root keys", says(ROOT_KEY=_HEX), "There are two root keys"),
    ("root key beside", keep_the_root_key_beside_the_database, "The root key lies beside the database"),
    ("unknown root key", take_another_root_key_than_before, "opens nothing of this database"),
    ("replaced root key", put_the_root_key_back_that_was_replaced, "was replaced by another on"),
    (
        "fast hash",
        sets("PASSWORD_HASHERS = ['django.contrib.auth.hashers.PBKDF2PasswordHasher']"),
        "kept with pbkdf2_sha256",
    ),
    ("folder for all", does(lambda server: server.data.chmod(0o755) or True), "is open to others. Take their rights"),
    ("old tables", forget_a_migration, "run `altaclario migrate` as the role that owns it"),
    (
        "sign-ins in files",
        sets("SESSION_ENGINE = 'django.contrib.sessions.backends.signed_cookies'"),
        "Sign-ins are kept outside",
    ),
    (
        "cache in files",
        sets(
            "CACHES = {'default': {'BACKEND': 'django.core.cache.backends.filebased.FileBasedCache',"
            " 'LOCATION': DATA / 'cache'}}"
        ),
        "A cache keeps what passes through it",
    ),
    (
        "cache in Redis",
        sets(
            "CACHES = {'default': {'BACKEND': 'django.core.cache.backends.redis.RedisCache',"
            " 'LOCATION': 'redis://127.0.0.1:6379'}}"
        ),
        "A cache keeps what passes through it",
    ),
    ("simulator", says(SIMULATOR_URL="http://127.0.0.1:9001"), "A simulated tracker is on"),
    ("every network", says(TRACKER_NETWORKS="10.0.0.0/8, ::/0"), "holds ::/0, which is every address"),
    ("this machine", says(TRACKER_NETWORKS="127.0.0.0/8"), "holds 127.0.0.0/8: no tracker lives on this machine"),
    ("a cloud's keys", says(TRACKER_NETWORKS="10.0.0.0/8 169.254.169.254/32"), "holds 169.254.169.254/32"),
    (
        "identity providers anywhere",
        says(ISSUER_NETWORKS="127.0.0.0/8, 0.0.0.0/0"),
        "ALTACLARIO_ISSUER_NETWORKS holds 0.0.0.0/0, 127.0.0.0/8: name the networks",
    ),
    (
        "identity providers of workspaces here",
        says(WORKSPACE_ISSUER_NETWORKS="127.0.0.0/8"),
        "ALTACLARIO_WORKSPACE_ISSUER_NETWORKS holds 127.0.0.0/8: name the networks",
    ),
    ("swap", swap, "This machine has swap"),
    ("app in the open", keep_the_secret_of_an_app_in_the_open, "jira.secret is open to others"),
    ("app without a secret", says(JIRA_APP_ID="an-app"), "ALTACLARIO_JIRA_APP_SECRET_FILE go together"),
    ("granted elsewhere", says(GRANTING_URL="https://elsewhere.test"), "ALTACLARIO_GRANTING_URL is for trials"),
    ("analytics unseen", name_an_analytics_that_nobody_looked_at, "Nobody signed that the property G-1A2B3C4D is set"),
    ("no analytics", says(ANALYTICS_ID="UA-17"), "ALTACLARIO_ANALYTICS_ID is 'UA-17'; it must be a measurement id"),
    ("another edition", says(EDITION="sever"), "ALTACLARIO_EDITION is 'sever'; it may be embedded or server."),
    ("no networks", says(TRACKER_NETWORKS="10.0.0.0/33"), "ALTACLARIO_TRACKER_NETWORKS: '10.0.0.0/33' does not appear"),
    ("no number", says(MEMORY_LIMIT_MB="lots"), "ALTACLARIO_MEMORY_LIMIT_MB is 'lots'; it must be a whole number"),
    ("neither yes nor no", says(SWAP_ACKNOWLEDGED="y"), "ALTACLARIO_SWAP_ACKNOWLEDGED is 'y'; it may be no or yes."),
]


TRIED = CLOSED if DEEP else CLOSED[datetime.now(UTC).timetuple().tm_yday % 3 :: 3]
"""Each starts a process; a third of them is tried each day."""


@pytest.mark.asvs("12.2.1", "13.4.2")
@pytest.mark.parametrize(("change", "said"), [one[1:] for one in TRIED], ids=[one[0] for one in TRIED])
def test_a_server_with_one_thing_wrong_does_not_start_and_says_which(
    server: Server, change: Callable[[Server], None], said: str
) -> None:
    change(server)
    ended = server.start()
    lines = ended.err.splitlines()
    assert (ended.code, len(lines)) == (2, 1), ended.err
    assert said in lines[0]
    assert lines[0].startswith("altaclario: ")
    assert lines[0].endswith(".")
    assert server.settings.get("ALTACLARIO_SECRET_KEY", "no key") not in ended.err


@pytest.mark.asvs("13.2.3", "13.4.2", "15.2.3")
def test_neither_default_passwords_nor_what_developers_use_goes_into_service(server: Server) -> None:
    server.with_settings("DEBUG = True")
    says(MAIL_USER="flow", MAIL_PASSWORD="changeme", SIMULATOR_URL="http://127.0.0.1:9001")(server)
    said = server.start().err
    assert all(one in said for one in ("DEBUG is on", "is one that everybody tries", "A simulated tracker is on"))


def test_a_root_key_that_is_lost_for_good_may_be_followed_by_a_new_one(server: Server) -> None:
    take_another_root_key_than_before(server)
    server.settings["ALTACLARIO_ROOT_KEY_IS_NEW"] = "yes"
    done = server.command("check-installation", "--data", str(server.data))
    assert (done.code, done.err) == (0, "")


def test_each_thing_that_is_wrong_has_a_line(server: Server) -> None:
    server.with_settings("DEBUG = True")
    says(MAIL_HOST="", PROXY_NETWORKS="", SECRET_KEY="short")(server)
    ended = server.start()
    assert (ended.code, len(ended.err.splitlines())) == (2, 4), ended.err


def test_what_keeps_it_from_starting_can_be_asked_without_starting(server: Server) -> None:
    asked = ("check-installation", "--data", str(server.data))
    done = server.command(*asked)
    assert (done.code, done.err) == (0, ""), done.err
    assert "gates are open." in done.out
    says(MAIL_TLS="none")(server)
    done = server.command(*asked)
    assert (done.code, done.out) == (2, "")
    assert "Mails would travel in the open" in done.err


@pytest.mark.parametrize("verb", [("web", "--port", "1"), ("sync",)], ids=["web", "sync"])
def test_a_process_that_is_started_beside_run_must_pass_too(server: Server, verb: tuple[str, ...]) -> None:
    server.settings["ALTACLARIO_DATA"] = str(server.data)
    ended = server.command(*verb)
    assert ended.code == 2
    assert ended.err.splitlines() == [
        "altaclario: Freed memory is not overwritten: start with `altaclario run`, which sees to it."
    ]


def test_any_edition_that_listens_beyond_this_machine_must_pass(tmp_path: Path) -> None:
    embedded = Server(tmp_path)
    ended = embedded.command("run", "--no-demo", "--data", str(tmp_path / "data"), "--address", "0.0.0.0")
    assert ended.code == 2
    assert "ALTACLARIO_ORIGIN is missing" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("address", ["nowhere", "127.0.0.256", "", "localhost:80"])
def test_what_is_no_address_is_named(address: str, tmp_path: Path) -> None:
    ended = Server(tmp_path).command("run", "--address", address)
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "is no address; write it as 127.0.0.1 or ::1" in ended.err


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
class TestRoles:
    """On PostgreSQL, as the roles that the page for operators makes, and as others."""

    @pytest.fixture
    def stored(self, server: Server, three_roles: Roles) -> Server:
        """A server whose tables are in the database of this test."""
        server.settings["ALTACLARIO_DATABASE_URL"] = three_roles.url(three_roles.serving)
        server.settings["ALTACLARIO_MAINTENANCE_DATABASE_URL"] = three_roles.url(three_roles.maintenance)
        return server

    def check(self, server: Server) -> Ended:
        return server.command("check-installation", "--data", str(server.data))

    def test_the_roles_of_the_page_are_right(self, stored: Server) -> None:
        ended = self.check(stored)
        assert ended.code == 0, ended.err

    @pytest.mark.asvs("13.2.2")
    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ("ALTER ROLE {app} SUPERUSER", "The database role is a superuser or bypasses row security"),
            ("ALTER ROLE {app} BYPASSRLS", "The database role is a superuser or bypasses row security"),
            ("GRANT {maintenance} TO {app}", "The database role is a superuser or bypasses row security"),
            ("GRANT {owner} TO {app}", "The database role owns the tables"),
            ("ALTER ROLE {maintenance} NOBYPASSRLS", "must bypass row security, be no superuser and own no table"),
            ("ALTER ROLE {maintenance} SUPERUSER", "must bypass row security, be no superuser and own no table"),
            ("GRANT {owner} TO {maintenance}", "must bypass row security, be no superuser and own no table"),
            ("REVOKE {app} FROM {maintenance}", "cannot step down: grant it the role that serves"),
            ("ALTER ROLE {maintenance} NOLOGIN", "does not answer the role for maintenance"),
            ("ALTER TABLE sync_syncrun DISABLE ROW LEVEL SECURITY", "does not keep workspaces apart in sync_syncrun"),
            (
                "ALTER TABLE vault_datakey NO FORCE ROW LEVEL SECURITY",
                "does not keep workspaces apart in vault_datakey",
            ),
            ("DROP POLICY by_its_token ON workspaces_invitation", "apart in workspaces_invitation"),
            ("CREATE POLICY all_of_it ON connections_connection USING (true)", "apart in connections_connection"),
        ],
        ids=lambda one: one.partition(" ON ")[0][:40],
    )
    def test_a_role_or_a_wall_that_is_not_as_it_must_be_is_named(
        self, stored: Server, three_roles: Roles, change: str, said: str
    ) -> None:
        names = {"app": three_roles.serving, "maintenance": three_roles.maintenance, "owner": three_roles.owner}
        with three_roles.asking() as database:
            if "GRANT {maintenance}" in change:
                database.execute("REVOKE {app} FROM {maintenance}".format(**names))
            database.execute(change.format(**names))
            try:
                ended = self.check(stored)
            finally:
                self.mend(database, names)
                with as_owner(three_roles):
                    policies.build()
        assert ended.code == 2, ended.err
        assert said in ended.err
        assert policies.missing() == []

    def mend(self, database: Any, names: dict[str, str]) -> None:
        """Everything as the page says."""
        for statement in (
            "ALTER ROLE {app} NOSUPERUSER NOBYPASSRLS",
            "ALTER ROLE {maintenance} LOGIN NOSUPERUSER BYPASSRLS",
            "REVOKE {owner} FROM {app}, {maintenance}",
            "REVOKE {maintenance} FROM {app}",
            "GRANT {app} TO {maintenance}",
        ):
            database.execute(statement.format(**names))

    def test_maintenance_has_a_role_of_its_own(self, stored: Server) -> None:
        del stored.settings["ALTACLARIO_MAINTENANCE_DATABASE_URL"]
        assert "ALTACLARIO_MAINTENANCE_DATABASE_URL is missing" in self.check(stored).err

    def test_a_clock_that_is_far_from_that_of_the_database_is_refused(self, stored: Server) -> None:
        stored.with_settings("import time\nreal = time.time\ntime.time = lambda: real() - 90")
        assert "are 90 s apart" in stored.start().err

    def test_another_machine_must_show_its_certificate(self, server: Server) -> None:
        server.settings["ALTACLARIO_DATABASE_URL"] = "postgresql://flow@192.0.2.1:1/flow?connect_timeout=1"
        ended = server.start()
        assert "The database is on another machine and not asked for its certificate" in ended.err
        assert "The database does not answer" in ended.err
        server.settings["ALTACLARIO_DATABASE_URL"] += "&sslmode=verify-full"
        assert "not asked for its certificate" not in server.start().err
