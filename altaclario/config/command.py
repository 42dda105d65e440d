"""The `altaclario` command: results on stdout, progress and errors on stderr."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.core.exceptions import ImproperlyConfigured

from altaclario.config import (
    analytics,
    arguments,
    auditing,
    connection,
    desk,
    ending,
    erasing,
    incident,
    installing,
    issuing,
    operators,
    publishing,
    rotating,
    running,
    serving,
    simulating,
    sources,
    telemetry,
)
from altaclario.config.arguments import Asked
from altaclario.config.bar import Bar
from altaclario.config.sources import BadArgument
from altaclario.dashboards import answers
from altaclario.dashboards.report import document as report
from altaclario.dashboards.report import terminal
from altaclario.egress.calling import AddressNotAllowed
from altaclario.providers.faults import CredentialRefused, ScopeUnknown, TrackerFault
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import checking, reading

GOOD, BAD_ARGUMENT, REFUSED, UNREADABLE = 0, 2, 3, 4


def main(words: Sequence[str] | None = None) -> int:
    """Do what the words say and return the exit code: 0, 2 bad arguments, 3 credential refused, 4 unreadable."""
    said = arguments.parser().parse_args(words)
    try:
        return _VERBS[said.verb](said)
    except (BadArgument, AddressNotAllowed, answers.NoSuchBoard, answers.NoSuchSprint, answers.NoSprints) as wrong:
        return _say(wrong, BAD_ARGUMENT)
    except ImproperlyConfigured as wrong:
        return _say(wrong, BAD_ARGUMENT)
    except TrackerFault as fault:
        return _say(fault, _code(fault))
    except KeyboardInterrupt:
        return _say("Stopped. Nothing was kept.", 130)


def _report(said: argparse.Namespace) -> int:
    now = arguments.clock()
    asked = arguments.asked(said, now=now)
    bar = Bar()
    try:
        read = asyncio.run(reading.read(asked.source, asked.scope, now=int(now.timestamp()), watch=bar.show))
    finally:
        bar.clear()
    print(_printed(asked, read))
    return GOOD


def _printed(asked: Asked, read: reading.Reading) -> str:
    snapshot, settings, today = read.snapshot, asked.settings, asked.today
    board = _board(snapshot, asked.flow.board)
    flow = answers.answer(snapshot, settings, replace(asked.flow, board=board), today)
    sprint = answers.answer(snapshot, settings, replace(asked.sprint, board=board), today) if asked.sprint else None
    forecast = (
        answers.answer(snapshot, settings, replace(asked.forecast, board=board), today) if asked.forecast else None
    )
    cost = report.Reading(read.requests, read.seconds, len(snapshot.sprints))
    page = report.page(flow, sprint, forecast, cost, today=today, zone=settings.zone)
    return json.dumps(page, ensure_ascii=False) if asked.form == "json" else terminal.text(page)


def _board(snapshot: Snapshot, named: str | None) -> str | None:
    """The id of the board; one that has no number may be named."""
    of_name = (one.id for one in snapshot.boards if named and one.name.lower() == named.lower())
    return named if named in snapshot.on_board else next(of_name, named)


def _check(said: argparse.Namespace) -> int:
    now = int(arguments.clock().timestamp())
    findings = asyncio.run(checking.check(sources.source(said), sources.scope(said), now=now))
    print(connection.text(findings, email=said.email))
    return _say(findings.fault, _code(findings.fault)) if findings.fault else GOOD


def _code(fault: TrackerFault) -> int:
    if isinstance(fault, CredentialRefused):
        return REFUSED
    return BAD_ARGUMENT if isinstance(fault, ScopeUnknown) else UNREADABLE


def _say(what: object, code: int) -> int:
    for line in str(what).splitlines():
        print(f"altaclario: {line}", file=sys.stderr)
    return code


_VERBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "report": _report,
    "check-connection": _check,
    "simulate": simulating.simulate,
    "run": running.run,
    "web": serving.web,
    "sync": serving.sync,
    "migrate": installing.migrate,
    "check-installation": installing.check,
    "rotate-data-keys": rotating.data_keys,
    "rotate-root-key": rotating.root_key,
    "verify-audit": auditing.verify,
    "telemetry": telemetry.telemetry,
    "add-issuer": issuing.add,
    "remove-issuer": issuing.remove,
    "issuers": issuing.every,
    "replay-purges": erasing.replay,
    "erase-account": erasing.account,
    "make-operator": operators.make,
    "remove-operator": operators.remove,
    "end-sign-ins": ending.sign_ins,
    "publish-policy": publishing.publish,
    "desk": desk.desk,
    "analytics": analytics.analytics,
    "incident": incident.incident,
}
