"""A simulated tracker in which every text that a person could have given names a bird that stands nowhere else."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from altaclario.simulator.generating import TEAMS, Wish, generate
from altaclario.simulator.serving import Simulated
from altaclario.simulator.tracker import Tracker

NAMES = ("Zugvogel", "ZUGVOGEL", "Wandervogel")
"""One of these is in the name of each project, board, team, sprint, status and version, and in each key: metadata,
which pages may show, and which stands in memory only."""
ERRORS = ("Pechvogel",)
"""In what a tracker says where it fails."""
KEYS = ("ZUGVOGELA", "ZUGVOGELB")


def planted_tracker(issues: int) -> Tracker:
    """Two teams' work."""
    teams = [
        replace(
            team,
            key=key,
            name=f"Zugvogel {team.name}",
            workflow=tuple((id, f"Zugvogel {name}", category) for id, name, category in team.workflow),
        )
        for team, key in zip(TEAMS, KEYS, strict=False)
    ]
    site = generate(Wish(issues=issues, seed=0x5EED1, teams=tuple(teams)))
    for board in site.boards.values():
        for sprint in board.sprints:
            sprint["name"] = f"Zugvogel {sprint['id']}"
    for versions in site.versions.values():
        for version in versions:
            version["name"] = f"Wandervogel {version['id']}"
    for field in site.fields:
        if field["name"] == "Environments":  # The others have names that a reader looks for.
            field["name"] = "Zugvogel Environments"
    return site


def contents(tracker: Simulated) -> list[str]:
    """What each title, description, comment, person, address and picture holds: none must even arrive on a page."""
    return tracker.canaries


def strings(tracker: Simulated) -> set[str]:
    """Every text that is planted, whole: of issues and their histories, boards, sprints, versions, people."""
    marks = (*NAMES, *contents(tracker))
    site = tracker.tracker
    kinds = [site.statuses, site.types, site.resolutions, site.fields]
    whole = [*kinds, site.boards, site.projects, site.versions]
    whole += [(one.key, one.fields, one.histories) for one in site.issues.values()]
    return {text for text in _texts(whole) if any(mark in text for mark in marks)}


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for one in part.values():
            yield from _texts(one)
    elif isinstance(part, list | tuple | set):
        for one in part:
            yield from _texts(one)
    elif hasattr(part, "__slots__"):
        for name in part.__slots__:
            yield from _texts(getattr(part, name))
