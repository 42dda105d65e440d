"""`python -m benchmarks`: what we measure, against what, in one run."""

import sys

from altaclario.charts.columns import aligned
from benchmarks import decoding, figures, first_sync

_SUBJECTS = {"figures": figures.measure, "decoding": decoding.measure, "first_sync": first_sync.measure}


def main(words: list[str]) -> int:
    """Measure all subjects, or those that are named, and print figure and goal of each. 1 if a goal is missed."""
    rows = [["measure", "measured", "goal", ""]]
    missed = False
    for name in words or list(_SUBJECTS):
        for measure, figure, goal in _SUBJECTS[name]():
            missed |= figure > goal
            rows.append([measure, f"{figure:.2f}", f"≤ {goal:g}", "missed" if figure > goal else ""])
    print("\n".join(aligned(rows, right=[1, 2])))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
