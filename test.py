"""Runs every check: `python3 test.py`. `--fix` mends format and lint first, `--deep` runs the long counts too.

`--promises` only prints each promise of the policy, with what keeps it, what proves it, and how it stood in the last
deep run; that run writes it down in a file that ships with the product. `--deep --promises` tries the promises alone.

What the tests need besides Python (Chromium, PostgreSQL, Redis) is found, else started or installed, else named: then
tests are skipped, and counted. Where CI is set, nothing is skipped.
"""

import argparse
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import prepare
from tests import needs

CHECKS = {
    "format": ["-m", "ruff", "format", "--check", "--quiet", "."],
    "lint": ["-m", "ruff", "check", "--quiet", "."],
    "types": ["-m", "mypy"],
    "scripts": ["-m", "altaclario.web.building", "--check"],
    "contracts": ["-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"],
    "generated pages": ["-m", "altaclario.config.pages", "--check"],
    "map of the ASVS": ["-m", "tests.asvs", "--check"],
    "tests": ["-m", "pytest", "-n", "2", "-m", "not browser", "--promises", "policy/privacy.md"],
    "tests on PostgreSQL": ["-m", "pytest", "-n", "2", "-m", "not browser", "--on-postgres"],
    "journeys in Chromium": ["-m", "pytest", "-n", "3", "-m", "browser", "--dist", "loadfile", "tests/journeys"],
}
for name, how in {"journeys with analytics declined": "cookie", "journeys with the opt-out signal": "signal"}.items():
    CHECKS[name] = [*CHECKS["journeys in Chromium"], "--declined", how]
_TEST = ["-m", "pytest", "-n", "2"]
PROOFS = {
    "proofs, and breaks": [*_TEST, "-m", "(proves or breaks) and not browser", "--promises", "policy/privacy.md"],
    "proofs on PostgreSQL": [*_TEST, "-m", "proves and not browser", "--on-postgres"],
    "proofs in Chromium": [*_TEST, "-m", "proves and browser", "--dist", "loadfile"],
}
"""What tries the promises, and nothing else."""
OUTCOMES = Path(prepare.ROOT, "reports", "outcomes.json")
"""How the proofs of a deep run ended."""
FIXES = (
    ["-m", "ruff", "check", "--fix", "--quiet", "."],
    ["-m", "ruff", "format", "--quiet", "."],
    ["-m", "altaclario.config.pages"],
    ["-m", "tests.asvs", "--write"],
)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--fix", action="store_true", help="mend format, lint and generated pages, then check")
    asked.add_argument("--deep", action="store_true", help="run the long counts too and write a dated report")
    asked.add_argument("--promises", action="store_true", help="print the table of promises; with --deep try them")
    wanted = asked.parse_args()
    python = str(prepare.environment("requirements-dev.lock"))
    if wanted.promises and not wanted.deep:
        return subprocess.run([python, "-m", "tests.promises"], cwd=prepare.ROOT, check=False).returncode
    # What is compiled once is kept, whatever the shell says: the product is started a hundred times.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = kept | {"ALTACLARIO_DEEP": "1" if wanted.deep else ""}
    if not os.environ.get("ALTACLARIO_RECORDED"):
        print("ALTACLARIO_RECORDED is not set: tests on recorded answers of real trackers are skipped.", flush=True)
    for fix in FIXES if wanted.fix else ():
        subprocess.run([python, *fix], cwd=prepare.ROOT, check=False)
    with needs.met(Path(python)) as found:
        checks = PROOFS if wanted.promises else CHECKS
        outcomes = _outcomes(checks, python, environment | found, is_deep=wanted.deep)
    failed = [name for name, passed in outcomes.items() if not passed]
    print(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def _outcomes(
    checks: dict[str, list[str]], python: str, environment: dict[str, str], *, is_deep: bool
) -> dict[str, bool]:
    missing = [name for variable, name in needs.NAMES.items() if not environment[variable]]
    if missing:
        print(f"Missing, so that tests are skipped: {', '.join(missing)}.", flush=True)
    OUTCOMES.unlink(missing_ok=True)
    outcomes = {
        name: _run(name, [python, *command, *_held(command, is_deep=is_deep)], environment)
        for name, command in checks.items()
    }
    if is_deep:
        _run("promises", [python, "-m", "tests.promises", "--record", str(OUTCOMES)], environment)
    if is_deep and checks is CHECKS:
        outcomes["benchmarks"] = _run("benchmarks", [python, "-m", "benchmarks"], environment)
        _report(outcomes)
    return outcomes


def _held(command: list[str], *, is_deep: bool) -> list[str]:
    """Each run of tests adds how the proofs in it ended."""
    return ["--held", str(OUTCOMES)] if is_deep and "pytest" in command else []


def _run(name: str, command: list[str], environment: dict[str, str]) -> bool:
    print(f"── {name}", flush=True)
    return subprocess.run(command, cwd=prepare.ROOT, env=environment, check=False).returncode == 0


def _report(outcomes: dict[str, bool]) -> None:
    now = datetime.now(UTC)
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=prepare.ROOT, capture_output=True, text=True, check=False)
    lines = [f"- {name}: {'passed' if passed else 'FAILED'}" for name, passed in outcomes.items()]
    page = Path(prepare.ROOT, "reports", f"deep-{now:%Y-%m-%d-%H%M}.md")
    page.parent.mkdir(exist_ok=True)
    page.write_text(
        "\n".join([f"# Deep run of {now:%Y-%m-%d %H:%M} UTC", f"Commit {commit.stdout.strip()}", *lines, ""])
    )
    print(f"Report: {page.relative_to(prepare.ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
