"""The words of `altaclario incident`."""

import argparse
import re
from datetime import UTC, datetime

PARTS = ("sign-in", "reading", "pages", "sharing", "mail", "data")
SEVERITIES = ("minor", "major", "critical")
CONCERNS = ("everybody", "jira", "azure-devops", "passkeys", "authenticator-apps", "identity-providers")
_FIRST_YEAR, _LAST_YEAR = 2020, 2100


def add(incident: argparse.ArgumentParser) -> None:
    """What can be said of incidents."""
    asked = incident.add_subparsers(dest="asked", required=True, metavar="WHAT")
    opened = asked.add_parser("open", help="publish one: page of status, banner, mail to whom it concerns")
    _add_draft(opened)
    update = asked.add_parser("update", help="say how it stands, on the page of status")
    resolve = asked.add_parser("resolve", help="say that it is over; whom it concerns is told by mail")
    resolve.add_argument("--at", type=moment, metavar="TIME", help="since when it is over (default: now)")
    tell = asked.add_parser("tell", help="send the mails that are still to be sent, after one was stopped")
    authority = asked.add_parser("authority-told", help="note that the authority knows of a breach")
    authority.add_argument("--at", type=moment, metavar="TIME", help="since when (default: now)")
    listed = asked.add_parser(
        "list", help="what is open, what is still to be mailed, until when an authority must know"
    )
    listed.add_argument("--all", action="store_true", help="what is over as well")
    for verb in (update, resolve, tell, authority):
        verb.add_argument("number", metavar="NUMBER", type=_number, help="as `incident list` says it")
    for verb in (opened, update, resolve):
        verb.add_argument("--text-file", metavar="FILE", help="the sentences to publish (default: standard input)")
    for verb in (opened, update, resolve, tell, authority, listed):
        verb.add_argument("--data", metavar="DIR", help="the folder that `run` was given (default: var)")


def moment(text: str) -> datetime:
    """A time in UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; write it as '2026-03-31 09:40', in UTC") from None
    if not _FIRST_YEAR <= found.year < _LAST_YEAR:  # Before its zone is reckoned: in the year 1 there is none earlier.
        raise argparse.ArgumentTypeError(f"{text} lies outside the years {_FIRST_YEAR} to {_LAST_YEAR}")
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _add_draft(opened: argparse.ArgumentParser) -> None:
    opened.add_argument(
        "--title", required=True, metavar="CLAUSE", help="'Reading from Jira is slow': pages add since when"
    )
    opened.add_argument("--part", choices=PARTS, required=True)
    opened.add_argument("--severity", choices=SEVERITIES, required=True)
    opened.add_argument("--since", type=moment, metavar="TIME", help="when it began, in UTC (default: now)")
    whom = opened.add_mutually_exclusive_group()
    whom.add_argument("--concerns", choices=CONCERNS, default="everybody", help="whom it concerns")
    whom.add_argument("--workspace", action="append", metavar="SLUG", help="only members of this one; may be repeated")
    breach = opened.add_argument_group("a breach of personal data (GDPR, Articles 33 and 34): all four or none")
    breach.add_argument("--concerned", metavar="SENTENCE", help="which data, and about how many people of which kind")
    breach.add_argument("--consequences", metavar="SENTENCE", help="what is likely to follow for them")
    breach.add_argument("--measures", metavar="SENTENCE", help="what was and is done, and what they can do")
    breach.add_argument("--noticed", type=moment, metavar="TIME", help="when you learned of it: 72 hours begin")


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of an incident; `altaclario incident list` says them")
    return int(text)
