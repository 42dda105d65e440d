"""`python -m benchmarks`: what we measure, against what, in one run."""

import os
import subprocess
import sys

from altaclario.charts.columns import aligned
from altaclario.config import children
from benchmarks import (
    api,
    archive,
    attaching,
    azure_first_sync,
    decoding,
    figures,
    first_sync,
    forecasts,
    increments,
    journeys,
    lighthouse,
    page_weight,
    peers,
    under_sync,
)

_SUBJECTS = {
    "figures": figures.measure,
    "forecasts": forecasts.measure,
    "peers": peers.measure,
    "decoding": decoding.measure,
    "first_sync": first_sync.measure,
    "azure_first_sync": azure_first_sync.measure,
    "increments": increments.measure,
    "attaching": attaching.measure,
    "archive": archive.measure,
    "api": api.measure,
    "under_sync": under_sync.measure,
    "journeys": journeys.measure,
    "page_weight": page_weight.measure,
    "lighthouse": lighthouse.measure,
}


def main(words: list[str]) -> int:
    """Measure all subjects, or those that are named, and print figure and goal of each. 1 if a goal is missed."""
    rows = [["measure", "measured", "goal", ""]]
    missed = False
    for name in words or list(_SUBJECTS):
        for measure, figure, goal in _SUBJECTS[name]():
            missed |= figure > goal
            rows.append([measure, f"{figure:.3g}", f"≤ {goal:g}", "missed" if figure > goal else ""])
    print("\n".join(aligned(rows, right=[1, 2])))
    return 1 if missed else 0


if __name__ == "__main__":
    # As `altaclario run` has it: what we measure includes what overwriting freed memory costs.
    if not children.OVERWRITES.items() <= os.environ.items():
        words = [sys.executable, "-m", "benchmarks", *sys.argv[1:]]
        sys.exit(subprocess.run(words, env=os.environ | children.OVERWRITES, check=False).returncode)
    sys.exit(main(sys.argv[1:]))
