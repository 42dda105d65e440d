"""The command as people run it: a process with arguments, what it prints, and how it ends."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from altaclario.simulator.serving import Simulated

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of the command ended."""

    code: int
    out: str
    err: str

    @property
    def page(self) -> dict[str, Any]:
        page: dict[str, Any] = json.loads(self.out)
        return page


def arguments(site: Simulated, *more: str, verb: str = "report") -> list[str]:
    where = ["--provider", "jira", "--url", site.url, "--allow-network", "127.0.0.0/8"]
    who = ["--email", site.email, "--token-env", "TEST_TOKEN"]
    projects = [] if "--project" in more else ["--project", "PAY"]
    what = ["--dashboard", "flow"] if verb == "report" and "--dashboard" not in more else []
    return [verb, *where, *who, *projects, *what, *more]


def azure_arguments(site: Simulated, *more: str, verb: str = "report") -> list[str]:
    """The same towards the organisation, which wants no e-mail address."""
    where = ["--provider", "azure-devops", "--url", site.azure_url, "--allow-network", "127.0.0.0/8"]
    projects = [] if "--project" in more else ["--project", "Payments"]
    what = ["--dashboard", "flow"] if verb == "report" and "--dashboard" not in more else []
    return [verb, *where, "--token-env", "TEST_TOKEN", *projects, *what, *more]


def run(words: list[str], *, token: str, **environment: str) -> Ended:
    """Run the command in a process of its own."""
    command = [sys.executable, "-m", "altaclario", *words]
    settings = os.environ | {"TEST_TOKEN": token} | environment
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=60, check=False)
    return Ended(done.returncode, done.stdout, done.stderr)
