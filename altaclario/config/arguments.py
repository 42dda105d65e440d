"""The words of the command line, and what they may be."""

import argparse
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from typing import NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from altaclario.config import analytics_words, desk_words, incident_words, sources
from altaclario.config.sources import BadArgument
from altaclario.metrics.questions import FlowQuestion, ForecastQuestion, SprintQuestion
from altaclario.metrics.settings import Settings
from altaclario.providers.scope import Scope
from altaclario.sync.reading import Source

__all__ = ["Asked", "BadArgument", "asked", "clock", "parser"]

_WINDOW_DAYS = 90
_AHEAD_DAYS, _MOST_AHEAD_DAYS = 30, 731


@dataclass(frozen=True, slots=True)
class Asked:
    """What one `report` was asked: where to read, what, and the questions."""

    source: Source
    scope: Scope
    flow: FlowQuestion
    sprint: SprintQuestion | None
    """None where it is not asked for."""
    forecast: ForecastQuestion | None
    """None where it is not asked for."""
    settings: Settings
    today: date
    form: str


def parser() -> argparse.ArgumentParser:
    """The whole command."""
    command = _Parser(prog="altaclario", description="Delivery figures from a team's tracker, held only in memory.")
    verbs = command.add_subparsers(dest="verb", required=True, metavar="VERB")
    report = verbs.add_parser("report", help="read a tracker and print its figures")
    sources.add(report)
    _add_question(report)
    check = verbs.add_parser("check-connection", help="try a connection: who one is, each request, what was dropped")
    sources.add(check)
    simulate = verbs.add_parser("simulate", help="a Jira and an Azure DevOps on this machine that answer real HTTP")
    _add_simulator(simulate)
    run = verbs.add_parser("run", help="start everything on this machine: web, sync and the demo's tracker")
    run.add_argument("--port", type=_port, help="default: the first free one from 8000 on")
    run.add_argument("--no-demo", action="store_true", help="without the simulated tracker and the demo workspace")
    run.add_argument("--data", metavar="DIR", help="where accounts and settings are stored (default: var)")
    web = verbs.add_parser("web", help="one web process; `run` starts it")
    web.add_argument("--port", type=_port, required=True)
    for verb in (run, web):
        verb.add_argument("--address", type=_address, default="127.0.0.1", help="where it listens (default: loopback)")
    verbs.add_parser("sync", help="the process that reads trackers and holds what it read; `run` starts it")
    data_keys = verbs.add_parser("rotate-data-keys", help="seal all secrets anew and destroy the old keys")
    data_keys.add_argument("--owner", metavar="OWNER", help="only the keys of one owner, such as workspace:12")
    root_key = verbs.add_parser("rotate-root-key", help="put another root key in the place of the one in use")
    migrate = verbs.add_parser("migrate", help="bring the tables of a server to this version")
    check_gates = verbs.add_parser("check-installation", help="say what keeps a server from starting")
    audit = verbs.add_parser("verify-audit", help="say of each chain of notes whether it is whole, or where it broke")
    telemetry = verbs.add_parser("telemetry", help="say which pages are asked for, how fast they are, and what failed")
    telemetry.add_argument("--days", type=_days, default=7, metavar="N", help="today and so many before, 90 at most")
    add_issuer = verbs.add_parser("add-issuer", help="let people sign in through an identity provider (OpenID Connect)")
    _add_issuer(add_issuer)
    remove_issuer = verbs.add_parser("remove-issuer", help="let nobody in through it any more")
    remove_issuer.add_argument("name", metavar="NAME", help="as `issuers` lists it")
    issuers = verbs.add_parser("issuers", help="list the identity providers of this installation")
    replay = verbs.add_parser("replay-purges", help="after a backup was restored: erase again what had been erased")
    erase = verbs.add_parser(
        "erase-account", help="erase one account now, such as one that is reported to be a child's"
    )
    erase.add_argument("address", metavar="ADDRESS", help="the e-mail address of the account")
    desk_words.add(
        verbs.add_parser("desk", help="what strangers sent: list it, show it, decide it, suspend a share link")
    )
    analytics_words.add(
        verbs.add_parser("analytics", help="what must be so at Google Analytics: show it, and sign that it is")
    )
    incident_words.add(
        verbs.add_parser("incident", help="tell people that something does not work, how it stands, that it is over")
    )
    make_operator = verbs.add_parser("make-operator", help="open the pages of the operator to somebody with an account")
    remove_operator = verbs.add_parser("remove-operator", help="close them to somebody again")
    of_operators = (make_operator, remove_operator)
    for verb in of_operators:
        verb.add_argument("email", metavar="ADDRESS", help="the e-mail address of the account")
    of_issuers = (add_issuer, remove_issuer, issuers)
    ending = verbs.add_parser("end-sign-ins", help="sign somebody out everywhere, or everybody")
    whose = ending.add_mutually_exclusive_group(required=True)
    whose.add_argument("--email", metavar="ADDRESS", help="of whoever is to be signed out")
    whose.add_argument("--everybody", action="store_true", help="all people of this installation")
    texts = verbs.add_parser("publish-policy", help="tell people of texts that changed in something that matters")
    for verb in (
        telemetry,
        data_keys,
        root_key,
        migrate,
        check_gates,
        audit,
        ending,
        *of_issuers,
        *of_operators,
        replay,
        erase,
        texts,
    ):
        verb.add_argument("--data", metavar="DIR", help="the folder that `run` was given (default: var)")
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
    board = words.board or words.team
    return Asked(
        source=sources.source(words),
        scope=sources.scope(words),
        flow=FlowQuestion(first, last, board),
        sprint=SprintQuestion(first, last, words.sprint, board) if words.dashboard == "sprint" else None,
        forecast=_forecast(words, today, board) if words.dashboard == "forecast" else None,
        settings=Settings(zone=words.time_zone),
        today=today,
        form=words.format,
    )


def _forecast(words: argparse.Namespace, today: date, board: str | None) -> ForecastQuestion:
    """From the days before today, which is not over. Raises BadArgument."""
    until = words.by or today + timedelta(_AHEAD_DAYS)
    if not today < until <= today + timedelta(_MOST_AHEAD_DAYS):
        raise BadArgument(f"--by {until} does not lie within two years after today, {today}.")
    last = min(words.to or today, today - timedelta(1))
    first = words.since or last - timedelta(_WINDOW_DAYS - 1)
    if first > last:
        raise BadArgument(f"The history would begin on {first} and end on {last}; give an earlier --from.")
    return ForecastQuestion(first, last, until, words.items, board=board, limit=words.at_once)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the whole usage before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}. `{self.prog} --help` lists the arguments.\n")


def _add_question(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--dashboard", choices=["flow", "sprint", "forecast"], required=True)
    verb.add_argument("--items", type=_count, metavar="N", help="when so many are done (default: what is open)")
    verb.add_argument("--at-once", type=int, choices=range(1, 6), default=1, help="features worked on at once (1)")
    verb.add_argument("--by", type=_day, metavar="D", help="how many by this day (default: in 30 days)")
    verb.add_argument("--sprint", metavar="ID|NAME", help="default: the active one, else the last that was closed")
    verb.add_argument("--from", dest="since", type=_day, metavar="D", help="default: 90 days before --to")
    verb.add_argument("--to", type=_day, metavar="D", help="default: today")
    verb.add_argument("--today", type=_day, metavar="D", help="read as if it were this day")
    verb.add_argument("--time-zone", default="UTC", metavar="Z", help="such as Europe/Berlin (default UTC)")
    verb.add_argument("--format", choices=["json", "table"], default="table")


def _add_simulator(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--issues", type=int, default=10_000)
    verb.add_argument("--seed", type=int, default=1)
    verb.add_argument("--port", type=_port, default=9001)
    verb.add_argument("--latency", type=int, default=0, metavar="MS", help="milliseconds before each answer")
    verb.add_argument("--pace", type=int, default=0, metavar="N", help="things that happen by themselves in an hour")
    verb.add_argument("--quiet", action="store_true", help="say nothing; end with the process that started it")
    verb.add_argument("--recorded", metavar="DIR", help="answer from recorded issues instead of generated ones")
    verb.add_argument("--two-teams", action="store_true", help="the Azure DevOps holds another team than the Jira")


def _add_issuer(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("name", metavar="NAME", type=_slug, help="stands in addresses, such as acme")
    verb.add_argument("--label", type=_label, required=True, help="what the button says: Sign in with …")
    verb.add_argument("--issuer", metavar="URL", required=True, help="exactly as it calls itself")
    verb.add_argument("--client-id", metavar="ID", required=True, help="what it calls this installation")
    verb.add_argument("--secret-file", metavar="FILE", help="the client's secret; without it, from standard input")


def _slug(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) or len(text) > 40:
        raise argparse.ArgumentTypeError(f"{text!r} is no name; write small letters, digits and hyphens, up to 40")
    return text


def _label(text: str) -> str:
    if not text.strip() or len(text) > 60 or not text.isprintable():
        raise argparse.ArgumentTypeError("a label has 1 to 60 signs, such as 'Acme ID'")
    return text.strip()


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-03-31") from None
    if not 1971 <= day.year <= 2100:
        raise argparse.ArgumentTypeError(f"{text} lies outside the years 1971 to 2100")
    return day


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > 5 or not 1 <= int(text) <= 10_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of items from 1 to 10000")
    return int(text)


def _days(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 2 or not 1 <= int(text) <= 90:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days; write one from 1 to 90")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or len(text) > 5 or not 1 <= int(text) <= 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; a port is a number from 1 to 65535")
    return int(text)


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no address; write it as 127.0.0.1 or ::1") from None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadArgument(f"--time-zone {name!r} is no time zone; names are such as Europe/Berlin or UTC.") from None


def clock() -> datetime:
    """Now, where a day is not given."""
    return datetime.now(UTC)
