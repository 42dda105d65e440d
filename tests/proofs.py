"""A pytest plugin: which promises were proved in this run; with `--promises` the run fails if one was not.

With `--held FILE` how each proof and each break ended is added to what the file holds of runs before.
"""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

_TAG = re.compile(r"\{([a-z-]+): ?([P0-9 ]+)\}")


def promised(policy: Path) -> dict[str, frozenset[int]]:
    """Each promise of a text by its slug, with the numbers that it covers."""
    found = _TAG.findall(policy.read_text())
    return {slug: frozenset(int(number[1:]) for number in numbers.split()) for slug, numbers in found}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--promises", metavar="POLICY", help="fail unless each promise of this text has a proof that ran and passed"
    )
    parser.addoption("--held", metavar="FILE", help="add how the proofs and breaks of promises ended to this file")


def pytest_configure(config: pytest.Config) -> None:
    is_leading = not hasattr(config, "workerinput")
    if is_leading and config.getoption("--promises"):
        config.pluginmanager.register(_Judge(Path(config.getoption("--promises"))))
    if is_leading and config.getoption("--held"):
        config.pluginmanager.register(_Record(Path(config.getoption("--held"))))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """The names travel with the report, so that they arrive from other processes too."""
    item.user_properties += [("proves", mark.args[0]) for mark in item.iter_markers("proves")]


class _Judge:
    """Hears every report, in the process that leads the run."""

    def __init__(self, policy: Path) -> None:
        self._promised = set(promised(policy))
        self._proved: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A proof ran to its end and passed: one that was skipped, or expected to fail, is none."""
        if report.when == "call" and report.passed and not hasattr(report, "wasxfail"):
            self._proved.update({str(slug) for name, slug in report.user_properties if name == "proves"})

    @property
    def _unproved(self) -> list[str]:
        return sorted(self._promised - set(self._proved))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self._unproved:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for slug in sorted(self._promised):
            proofs = self._proved[slug]
            said = f"{slug}: {proofs} proofs" if proofs else f"{slug}: NOT PROVED in this run"
            terminalreporter.write_line(said, green=bool(proofs), red=not proofs)


_WORSE = ("skipped", "passed", "failed")
"""Of several trials of one proof the last of these counts: one that was skipped here may pass elsewhere."""


class _Record:
    """Hears every report too, and remembers how proofs and breaks ended, by promise."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._held: dict[str, dict[str, dict[str, str]]] = json.loads(file.read_text()) if file.exists() else {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """What is expected to fail proves nothing."""
        if report.passed and report.when != "call":
            return
        ended = "skipped" if hasattr(report, "wasxfail") else report.outcome
        for name, said in report.user_properties:
            if name == "proves":
                self._note(str(said), "proofs", report.nodeid.split("[")[0], ended)
            if name == "breaks":
                slug, _, where = str(said).partition(" ")
                self._note(slug, "breaks", where, "red" if ended == "passed" else "not noticed")

    def _note(self, slug: str, kind: str, name: str, ended: str) -> None:
        found = self._held.setdefault(slug, {"proofs": {}, "breaks": {}})[kind]
        if kind == "breaks":
            found[name] = ended
        else:
            found[name] = max(found.get(name, ended), ended, key=_WORSE.index)

    def pytest_sessionfinish(self) -> None:
        self._file.parent.mkdir(exist_ok=True)
        self._file.write_text(json.dumps(self._held, indent=1, sort_keys=True))
