"""`altaclario demo`: a simulated team, read over real HTTP, and its figures."""

import argparse
import os
from collections.abc import Callable

from altaclario.simulator.generating import Wish, generate
from altaclario.simulator.serving import Simulated, running

_VARIABLE = "ALTACLARIO_DEMO_TOKEN"
_PROJECT, _BOARD = "PAY", "1"


def demo(said: argparse.Namespace, run: Callable[[list[str]], int]) -> int:
    """Start the simulator, let `run` do the same `report` that people type, stop."""
    with running(Simulated(generate(Wish(issues=said.issues)))) as site:
        os.environ[_VARIABLE] = site.token
        where = ["--provider", "jira", "--url", site.url, "--allow-network", "127.0.0.0/8"]
        who = ["--email", site.email, "--token-env", _VARIABLE]
        what = ["--project", _PROJECT, "--board", _BOARD, "--dashboard", "sprint"]
        return run(["report", *where, *who, *what])
