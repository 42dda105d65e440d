"""A server that may start: everything that its gates ask for, in a folder of its own."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from tests.journeys import command
from tests.journeys.command import ROOT, Ended
from tests.journeys.product import free_port

ORIGIN = "https://flow.acme.test"
SUBPROCESSORS = """
[[subprocessor]]
does = "hosting"
name = "Acme"
country = "DE"
is_own = true

[[subprocessor]]
does = "mail"
name = "Mail of Acme"
country = "US"
transfer = "SCC"
agreed = 2026-03-01
hosts = ["mail.acme.test"]
"""


@dataclass(slots=True)
class Server:
    """What an operator prepared: folders, keys, and what is said in the environment. Change it, and then start it."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def root_key(self) -> Path:
        return self.folder / "keys" / "root.key"

    @property
    def subprocessors(self) -> Path:
        return self.folder / "subprocessors.toml"

    def prepare(self) -> "Server":
        """As the page for operators says."""
        for path in (self.data, self.root_key.parent):
            path.mkdir(mode=0o700)
        self.root_key.write_bytes(os.urandom(32))
        self.root_key.chmod(0o600)
        self.subprocessors.write_text(SUBPROCESSORS)
        self.settings |= {
            "ALTACLARIO_EDITION": "server",
            "ALTACLARIO_ORIGIN": ORIGIN,
            "ALTACLARIO_SECRET_KEY": secrets.token_urlsafe(64),
            "ALTACLARIO_ROOT_KEY_FILE": str(self.root_key),
            "ALTACLARIO_PROXY_NETWORKS": "127.0.0.1/32",
            "ALTACLARIO_MAIL_HOST": "mail.acme.test",
            "ALTACLARIO_MAIL_FROM": "AltaClario <flow@acme.test>",
            "ALTACLARIO_SUBPROCESSORS": str(self.subprocessors),
            "ALTACLARIO_SECURITY_CONTACT": "https://acme.test/security",
            "ALTACLARIO_SWAP_ACKNOWLEDGED": "yes",
        }
        done = self.command("migrate", "--data", str(self.data))
        assert done.code == 0, done.err
        return self

    def command(self, *words: str) -> Ended:
        """One command in these surroundings, which say nothing else of an installation."""
        others = {name: "" for name in os.environ if name.startswith("ALTACLARIO_")}
        modules = {"DJANGO_SETTINGS_MODULE": "altaclario.config.settings", "PYTHONPATH": str(ROOT)}
        return command.run(list(words), token="", **others | modules | self.settings)

    def start(self) -> Ended:
        """`run`, which must end by itself: only with a gate that is closed."""
        return self.command("run", "--data", str(self.data), "--port", str(free_port()))

    def with_settings(self, lines: str) -> None:
        """Settings of the operator's own, on top of ours."""
        (self.folder / "operators.py").write_text(f"from altaclario.config.settings import *\n{lines}\n")
        self.settings |= {"DJANGO_SETTINGS_MODULE": "operators", "PYTHONPATH": f"{self.folder}{os.pathsep}{ROOT}"}
