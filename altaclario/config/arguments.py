"""The words of the command line, and what they may be."""

import argparse
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from altaclario.metrics.settings import FlowQuestion, Settings, SprintQuestion
from altaclario.providers.scope import Scope
from altaclario.sync.reading import Source

_WINDOW_DAYS = 90


class BadArgument(Exception):
    """An argument that cannot be used; the text says which, and what would do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one `report` was asked: where to read, what, and the questions."""

    source: Source
    scope: Scope
    flow: FlowQuestion
    sprint: SprintQuestion | None
    """None where only flow is asked for."""
    settings: Settings
    today: date
    form: str


def parser() -> argparse.ArgumentParser:
    """The whole command."""
    command = _Parser(prog="altaclario", description="Delivery figures from a team's tracker, held only in memory.")
    verbs = command.add_subparsers(dest="verb", required=True, metavar="VERB")
    report = verbs.add_parser("report", help="read a tracker and print its figures")
    _add_tracker(report)
    _add_question(report)
    check = verbs.add_parser("check-connection", help="try a connection: who one is, each request, what was dropped")
    _add_tracker(check)
    simulate = verbs.add_parser("simulate", help="a tracker on this machine that answers real HTTP")
    _add_simulator(simulate)
    run = verbs.add_parser("run", help="start everything on this machine: web, sync and the demo's tracker")
    run.add_argument("--port", type=_port, help="default: the first free one from 8000 on")
    run.add_argument("--no-demo", action="store_true", help="without the simulated tracker and the demo workspace")
    run.add_argument("--data", metavar="DIR", help="where accounts and settings are stored (default: var)")
    web = verbs.add_parser("web", help="one web process; `run` starts it")
    web.add_argument("--port", type=_port, required=True)
    verbs.add_parser("sync", help="the process that reads trackers and holds what it read; `run` starts it")
    return command


def asked(words: argparse.Namespace, *, now: datetime) -> Asked:
    """What the words of `report` mean. Raises BadArgument."""
    zone = _zone(words.time_zone)
    today = words.today or now.astimezone(zone).date()
    last = words.to or today
    first = words.since or last - timedelta(days=_WINDOW_DAYS)
    if first > last:
        raise BadArgument(f"--from {first} lies after --to {last}; give an earlier --from.")
    if last > today:
        raise BadArgument(f"--to {last} lies after today, {today}; nothing has happened then yet.")
    return Asked(
        source=source(words),
        scope=scope(words),
        flow=FlowQuestion(first, last, words.board),
        sprint=SprintQuestion(first, last, words.sprint, words.board) if words.dashboard == "sprint" else None,
        settings=Settings(zone=words.time_zone),
        today=today,
        form=words.format,
    )


def source(words: argparse.Namespace) -> Source:
    """Where to read, as whom. Raises BadArgument when the token's variable is not set."""
    token = os.environ.get(words.token_env, "")
    if not token:
        raise BadArgument(
            f"The environment variable {words.token_env} is not set; put the API token there, so that it stays out of "
            "the list of processes and the shell's history."
        )
    return Source(
        url=words.api_url or words.url,
        email=words.email,
        token=token,
        networks=tuple(words.allow_network),
        in_flight=words.in_flight,
    )


def scope(words: argparse.Namespace) -> Scope:
    """What to read; a project that is named twice is read once."""
    return Scope(projects=tuple(dict.fromkeys(words.project)), boards=(words.board,) if words.board else ())


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the whole usage before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}. `{self.prog} --help` lists the arguments.\n")


def _add_tracker(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--provider", choices=["jira"], required=True)
    verb.add_argument("--url", required=True, help="the site, such as https://your-team.atlassian.net")
    verb.add_argument("--api-url", help="for a scoped token: https://api.atlassian.com/ex/jira/CLOUD-ID")
    verb.add_argument("--email", required=True, help="the e-mail address of the token's account")
    verb.add_argument("--token-env", required=True, metavar="VAR", help="the environment variable that holds the token")
    verb.add_argument("--project", action="append", required=True, type=_key, metavar="KEY", help="may be given again")
    verb.add_argument("--board", metavar="ID", help="count only what this board shows")
    verb.add_argument(
        "--allow-network",
        action="append",
        default=[],
        type=_network,
        metavar="CIDR",
        help="a network of yours that may be contacted, such as 10.0.0.0/8",
    )
    verb.add_argument("--in-flight", type=_in_flight, default=8, metavar="N", help="requests at once (default 8)")


def _add_question(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--dashboard", choices=["flow", "sprint"], required=True)
    verb.add_argument("--sprint", metavar="ID|NAME", help="default: the active one, else the last that was closed")
    verb.add_argument("--from", dest="since", type=_day, metavar="D", help="default: 90 days before --to")
    verb.add_argument("--to", type=_day, metavar="D", help="default: today")
    verb.add_argument("--today", type=_day, metavar="D", help="read as if it were this day")
    verb.add_argument("--time-zone", default="UTC", metavar="Z", help="such as Europe/Berlin (default UTC)")
    verb.add_argument("--format", choices=["json", "table"], default="table")


def _add_simulator(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("provider", choices=["jira"])
    verb.add_argument("--issues", type=int, default=10_000)
    verb.add_argument("--seed", type=int, default=1)
    verb.add_argument("--port", type=_port, default=9001)
    verb.add_argument("--latency", type=int, default=0, metavar="MS", help="milliseconds before each answer")
    verb.add_argument("--pace", type=int, default=0, metavar="N", help="things that happen by themselves in an hour")
    verb.add_argument("--quiet", action="store_true", help="say nothing; end with the process that started it")
    verb.add_argument("--recorded", metavar="DIR", help="answer from recorded issues instead of generated ones")


def _key(text: str) -> str:
    if not text or not text.replace("_", "").isalnum() or not text.isascii():
        raise argparse.ArgumentTypeError(f"{text!r} is no project key; a key is letters and digits, such as PAY")
    return text.upper()


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-03-31") from None
    if not 1971 <= day.year <= 2100:
        raise argparse.ArgumentTypeError(f"{text} lies outside the years 1971 to 2100")
    return day


def _port(text: str) -> int:
    if not text.isdecimal() or len(text) > 5 or not 1 <= int(text) <= 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; a port is a number from 1 to 65535")
    return int(text)


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no network; write it as 10.0.0.0/8") from None


def _in_flight(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of requests between 1 and 64")
    return int(text)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadArgument(f"--time-zone {name!r} is no time zone; names are such as Europe/Berlin or UTC.") from None


def clock() -> datetime:
    """Now, where a day is not given."""
    return datetime.now(UTC)
