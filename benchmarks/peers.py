"""The same histories counted by jira-agile-metrics and by us, item by item: `python -m benchmarks peers`.

Its environment is its own, in `.peers` of the project: it wants a pandas that is no longer made for newer Pythons.

Where both definitions agree: base-level items of statuses that are listed; a return to the backlog starts anew; a
reopened item is unfinished until it is done again; days are those of UTC. Ours counts the first day as one, theirs as
none. Left out is what theirs has no figure for: items that were never in an active or waiting stage.
"""

import json
import subprocess
import sys
import venv
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from altaclario.dashboards import answers
from altaclario.dashboards.counted_items import ItemTable
from altaclario.metrics import counting
from altaclario.metrics.questions import FlowQuestion
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Snapshot, Stage
from benchmarks import columns

_ITEMS = 5_000
_STEPS = {Stage.BACKLOG: "backlog", Stage.ACTIVE: "work", Stage.WAITING: "work", Stage.DONE: "done"}
_FOLDER = Path(__file__).resolve().parents[1] / ".peers"
_WANTED = ("jira-agile-metrics==0.24", "pandas==1.5.3", "numpy==1.26.4")
_SETTINGS = Settings(restart="last")
_TODAY = datetime.fromtimestamp(columns.END, UTC).date()


def measure() -> list[tuple[str, float, float]]:
    """Items that the two count otherwise, and our time ÷ theirs."""
    snapshot = columns.generate(_ITEMS)
    begun = perf_counter()
    ours = answers.answer(snapshot, _SETTINGS, FlowQuestion(_TODAY - timedelta(90), _TODAY), _TODAY).items
    taken = perf_counter() - begun
    theirs = _theirs(snapshot)
    otherwise, compared = _compared(ours, {key: (days, day) for key, days, day in theirs["rows"]})
    slow = theirs["seconds"]
    name = f"jira-agile-metrics, the same {_ITEMS:,} items"
    return [
        (f"{name}: of {compared:,} finished ones counted otherwise", otherwise, 0),
        (f"{name}: ours ({1000 * taken:.0f} ms) ÷ theirs ({1000 * slow:,.0f} ms)", taken / slow, 1.0),
    ]


def _compared(ours: ItemTable, theirs: dict[str, tuple[int | None, str]]) -> tuple[int, int]:
    """How many of the items that both have a length for differ in it or in their day, and how many there are."""
    skipped = ours.lives.reasons["straight to done"] | ours.lives.reasons["no history"]
    known = np.flatnonzero(~np.isnan(ours.cycle_days) & ~skipped)
    rows = [(ours.row(place), theirs[ours.key(place)]) for place in known.tolist()]
    same = [(row.cycle_days, str(row.finished)) == ((days or 0) + 1, day) for row, (days, day) in rows]
    return same.count(False), len(same)


def _theirs(snapshot: Snapshot) -> Any:
    # Work is one step: theirs forgets a stay in waiting when an item goes back from it to an active stage.
    steps: dict[str, list[str]] = {"backlog": [], "work": [], "done": []}
    for status in snapshot.statuses:
        steps[_STEPS[status.stage or Stage.BACKLOG]].append(status.name)
    rows = np.flatnonzero(counting.base_level(snapshot)).tolist()
    told = json.dumps({"steps": steps, "items": [_issue(snapshot, row) for row in rows]})
    python = str(_python())
    child = [python, str(Path(__file__).parent / "peer" / "counted.py")]
    return json.loads(subprocess.run(child, input=told, capture_output=True, text=True, check=True).stdout)


def _issue(snapshot: Snapshot, row: int) -> dict[str, Any]:
    begin, end = (int(edge) for edge in snapshot.transitions.first[row : row + 2])
    names = [snapshot.statuses[code].name for code in snapshot.transitions.status[begin:end].tolist()]
    times = [
        f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%S.000+0000}" for at in snapshot.transitions.at[begin:end]
    ]
    changes = [[at, *pair] for at, pair in zip(times[1:], pairwise(names), strict=True)]
    return {"key": snapshot.key(row), "created": times[0], "status": names[-1], "changes": changes}


def _python() -> Path:
    """The interpreter of an environment that has it, made the first time."""
    python = _FOLDER / "bin" / "python"
    if not python.exists():
        if sys.version_info[:2] != (3, 11):
            raise SystemExit("jira-agile-metrics needs a pandas that is made for Python 3.11 and no newer one.")
        venv.create(_FOLDER, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *_WANTED], check=True)
    return python
