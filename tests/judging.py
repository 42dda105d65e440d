"""A pytest plugin: which mutants of a file the tests of a run notice, and which live.

The tests are collected and run once, and it is seen which of them reach which line. Then each mutant gets a process of
its own, split off from this one, in which its code stands in the place of the right one and the tests that reach it
run. What a file does while it is imported cannot be put right later: such mutants get a process that begins anew.
"""

import ast
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests import mutating, swapping
from tests.mutating import Mutant
from tests.swapping import CannotBePut, Standing, reached

ROOT = Path(__file__).resolve().parents[1]
_PASSED, _FAILED, _CANNOT = 0, 1, 3
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant: "killed"; "hangs", which is as good as killed; "lives"; or "undecided", where only a
    process that begins anew can tell.
    """

    number: int
    mutant: str
    ended: str


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutants-of", metavar="FILE", help="judge the mutants of this file")
    parser.addoption("--verdicts", metavar="FILE", help="where to write what became of them")
    parser.addoption("--numbers", metavar="N,N", help="only these of them")
    parser.addoption("--anew", action="store_true", help="begin a process anew for what a running one cannot judge")
    parser.addoption("--mutant", metavar="FILE:NUMBER", help="run the tests on this mutant; -1 is none")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Before anything of ours is imported."""
    asked = early_config.known_args_namespace
    if asked.mutants_of:
        swapping.import_instead(asked.mutants_of, swapping.counting((ROOT / asked.mutants_of).read_text()))
    if asked.mutant:
        file, _, number = asked.mutant.rpartition(":")
        source = (ROOT / file).read_text()
        chosen = int(number)
        swapping.import_instead(
            file, mutating.mutated(source, mutating.mutants(source)[chosen]) if chosen >= 0 else None
        )
    return (yield)


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    file = session.config.getoption("--mutants-of")
    if not file:
        return None
    if session.testsfailed:
        raise session.Interrupted("the tests cannot even be collected")
    verdicts = _Judge(session, file).verdicts()
    Path(session.config.getoption("--verdicts")).write_text(json.dumps([asdict(one) for one in verdicts], indent=1))
    return True


class _Judge:
    """One file, and the tests that were collected."""

    def __init__(self, session: pytest.Session, file: str) -> None:
        self._session, self._file = session, file
        self._source = (ROOT / file).read_text()
        self._standing = Standing(ROOT / file, self._source)
        self._tests: dict[int, list[pytest.Item]] = {}
        self._seconds: dict[str, float] = {}
        self._sayable: dict[int, bool] = {}
        self._is_sound: bool | None = None

    def verdicts(self) -> list[Verdict]:
        numbered = self._chosen()
        self._make_database()
        with tempfile.TemporaryDirectory() as aside:
            self._data, self._told, self._failed = (Path(aside, name) for name in ("data", "reached.json", "failed"))
            shutil.copytree(os.environ["ALTACLARIO_DATA"], self._data)
            self._failed.touch()
            self._look_who_reaches_what()
            return self._judged(numbered)

    def _judged(self, numbered: list[tuple[int, Mutant]]) -> list[Verdict]:
        found = []
        for number, mutant in numbered:
            began = time.monotonic()
            verdict = self._verdict(number, mutant)
            found.append(verdict)
            print(f"{verdict.ended:7} {time.monotonic() - began:5.1f}s {mutant.line:4} {mutant}", flush=True)  # noqa: T201
        # What failed on a mutant must pass without one after all of them, or it noticed something else.
        noticed = set(self._failed.read_text().splitlines())
        if self._split(lambda: self._run_twice(noticed)) != _PASSED:
            raise self._session.Interrupted("after all of them the tests fail without a mutant, too")
        return found

    def _chosen(self) -> list[tuple[int, Mutant]]:
        numbered = list(enumerate(mutating.mutants(self._source)))
        wanted = self._session.config.getoption("--numbers")
        return [numbered[int(one)] for one in wanted.split(",")] if wanted else numbered

    def _verdict(self, number: int, mutant: Mutant) -> Verdict:
        ended = self._ended(mutant)
        if ended == _CANNOT and self._session.config.getoption("--anew"):
            assert self._anew_is_sound(), "a process that begins anew fails without a mutant, too"
            ended = self._anew(number)
        said = {_PASSED: "lives", _CANNOT: "undecided", -signal.SIGALRM: "hangs"}.get(ended, "killed")
        return Verdict(number, str(mutant), said)

    def _ended(self, mutant: Mutant) -> int:
        """How the tests ended that reach it. _CANNOT where only a process that begins anew can tell."""
        if mutant.is_late and mutant.line not in self._standing.while_imported:
            tests = self._tests.get(mutant.line, [])
            return self._split(lambda: self._run_on(mutant, tests)) if tests else _PASSED
        tests = self._items_of_file()
        ended = self._split(lambda: self._run_with(mutant, tests)) if self._may_be_said_again(mutant) else _CANNOT
        return _CANNOT if ended == _PASSED else ended

    def _may_be_said_again(self, mutant: Mutant) -> bool:
        """Whether it stands in a table or a constant, and nothing fails when that is made once more as it is."""
        at = mutant.path[0][1]
        assert at is not None
        if at not in self._sayable:
            tree = ast.parse(self._source)
            tests = self._items_of_file()
            is_table = isinstance(tree.body[at], ast.Assign | ast.AnnAssign)
            self._sayable[at] = is_table and self._split(lambda: self._say_again(tree, at, tests)) == _PASSED
        return self._sayable[at]

    def _say_again(self, tree: ast.Module, at: int, tests: Sequence[pytest.Item]) -> int:
        self._standing.say_again(tree, at, sys.modules[self._file.removesuffix(".py").replace("/", ".")])
        return self._run_all(tests)

    def _make_database(self) -> None:
        """So that each process finds it. A test that starts threads cannot do it: they would not be there."""
        plain = (item for item in self._session.items if _has_database_and_no_threads(item))
        if (first := next(plain, None)) is not None:
            runtestprotocol(first, log=False, nextitem=self._session)
            from django.db import connections

            connections.close_all()

    def _look_who_reaches_what(self) -> None:
        if self._split(self._run_and_tell) != _PASSED:
            why = self._told.read_text() if self._told.exists() else "the tests fail without a mutant"
            raise self._session.Interrupted(why)
        by_id = {item.nodeid: item for item in self._session.items}
        for name, seconds, lines in sorted(json.loads(self._told.read_text()), key=lambda one: one[1]):
            self._seconds[name] = seconds
            for line in lines:
                self._tests.setdefault(line, []).append(by_id[name])

    def _items_of_file(self) -> list[pytest.Item]:
        """Those that reach any line of it, the quickest first."""
        ids = {item.nodeid for tests in self._tests.values() for item in tests}
        found = [item for item in self._session.items if item.nodeid in ids] or list(self._session.items)
        return sorted(found, key=lambda item: self._seconds[item.nodeid])

    def _run_and_tell(self) -> int:
        found = []
        for item, following in _pairs(self._session, self._session.items):
            reached.clear()
            began = time.monotonic()
            if failed := _fails_twice(item, following):
                self._told.write_text(f"without a mutant {item.nodeid} fails: {failed}")
                return _FAILED
            found.append((item.nodeid, time.monotonic() - began, sorted(reached)))
        self._told.write_text(json.dumps(found))
        return _PASSED

    def _run_all(self, tests: Sequence[pytest.Item]) -> int:
        for item, following in _pairs(self._session, tests):
            if _failures(item, following):
                with self._failed.open("a") as file:
                    file.write(f"{item.nodeid}\n")
                return _FAILED
        return _PASSED

    def _run_twice(self, ids: set[str]) -> int:
        tests = [item for item in self._items_of_file() if item.nodeid in ids]
        return _FAILED if any(_fails_twice(*pair) for pair in _pairs(self._session, tests)) else _PASSED

    def _run_with(self, mutant: Mutant, tests: Sequence[pytest.Item]) -> int:
        at = mutant.path[0][1]
        assert at is not None
        self._set_alarm(tests)
        return self._say_again(mutating.mutated(self._source, mutant), at, tests)

    def _run_on(self, mutant: Mutant, tests: Sequence[pytest.Item]) -> int:
        try:
            self._standing.put(mutating.mutated(self._source, mutant))
        except CannotBePut:
            return _CANNOT
        self._set_alarm(tests)
        return self._run_all(tests)

    def _set_alarm(self, tests: Sequence[pytest.Item]) -> None:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(_LONGEST + int(10 * sum(self._seconds[item.nodeid] for item in tests)))

    def _split(self, does: Callable[[], int]) -> int:
        """How a process that is a copy of this one ends, which does that and nothing else."""
        self._restore_data()
        process = os.fork()
        if not process:
            os.setsid()
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in (1, 2):
                os.dup2(nowhere, stream)
            try:
                os._exit(does())
            except BaseException:  # noqa: BLE001 - whatever a mutant raises ends this process alone
                os._exit(_FAILED)
        ended = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)
        return ended

    def _restore_data(self) -> None:
        folder = Path(os.environ["ALTACLARIO_DATA"])
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._data, folder)

    def _anew_is_sound(self) -> bool:
        if self._is_sound is None:
            self._is_sound = self._anew(-1) == _PASSED
        return self._is_sound

    def _anew(self, number: int) -> int:
        words = ["-x", "-n", "0", "-p", "no:randomly", "-p", "tests.judging", "--mutant", f"{self._file}:{number}"]
        words += ["--on-postgres"] if self._session.config.getoption("--on-postgres") else []
        ids = [item.nodeid for item in self._items_of_file()]
        limit = 5 * _LONGEST + 10 * sum(self._seconds.values())
        command = [sys.executable, "-m", "pytest", "-q", "--every-case", *words, *ids]
        try:
            return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=limit).returncode
        except subprocess.TimeoutExpired:
            return -signal.SIGALRM


def _failures(item: pytest.Item, following: Any) -> str:
    reports = runtestprotocol(item, log=False, nextitem=following)
    return "\n".join(report.longreprtext for report in reports if report.failed)


def _fails_twice(item: pytest.Item, following: Any) -> str:
    """What failed both times: on a busy machine a test may run out of time once."""
    return _failures(item, following) and _failures(item, following)


def _pairs(session: pytest.Session, tests: Sequence[pytest.Item]) -> list[tuple[pytest.Item, Any]]:
    """Each with the one that follows it; after the last all is torn down but what the whole run shares."""
    return list(zip(tests, [*tests[1:], session][: len(tests)], strict=True))


def _has_database_and_no_threads(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return "django_db_setup" in names and not {"_team", "_memory", "live_server"} & names
