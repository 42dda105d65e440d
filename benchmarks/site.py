"""The simulated Jira in a process of its own, so that it does not share our interpreter."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from altaclario.simulator import generating, serving
from altaclario.simulator.generating import Wish, generate
from altaclario.simulator.serving import Simulated


@contextmanager
def of(issues: int) -> Iterator[str]:
    """The address of a site with one team's issues. It sends plain JSON, so that compressing costs it nothing."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(issues, there), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.kill()
        process.join()


def _serve(issues: int, announce_to: Connection) -> None:
    tracker = generate(Wish(issues=issues, seed=1, teams=generating.TEAMS[:1]))
    serving.serve(Simulated(tracker, compresses=False), port=0, announce=announce_to.send)
