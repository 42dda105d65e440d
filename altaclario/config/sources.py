"""Which tracker the words of the command line mean, as whom, and what of it is read."""

import argparse
import os
from ipaddress import IPv4Network, IPv6Network, ip_network

from altaclario.providers.scope import Scope
from altaclario.sync.reading import PROVIDERS, Source


class BadArgument(Exception):
    """An argument that cannot be used; the text says which, and what would do."""


def add(verb: argparse.ArgumentParser) -> None:
    """The words that name a tracker."""
    verb.add_argument("--provider", choices=list(PROVIDERS), required=True)
    verb.add_argument(
        "--url",
        required=True,
        help="such as https://your-team.atlassian.net or https://dev.azure.com/your-company, or a server of yours",
    )
    verb.add_argument("--api-url", help="Jira Cloud, for a scoped token: https://api.atlassian.com/ex/jira/CLOUD-ID")
    verb.add_argument("--email", default="", help="Jira Cloud: the e-mail address of the token's account")
    verb.add_argument("--token-env", required=True, metavar="VAR", help="the environment variable that holds the token")
    verb.add_argument(
        "--project",
        action="append",
        required=True,
        metavar="KEY",
        help="Jira: its key; Azure DevOps: its name or id; may be given again",
    )
    verb.add_argument("--board", metavar="ID", help="Jira: count only what this board shows")
    verb.add_argument("--team", metavar="NAME", help="Azure DevOps: count only what is in this team's areas; or its id")
    verb.add_argument(
        "--allow-network",
        action="append",
        default=[],
        type=_network,
        metavar="CIDR",
        help="a network of yours that may be contacted, such as 10.0.0.0/8",
    )
    verb.add_argument("--labels", action="store_true", help="read the labels (tags) of items too")
    verb.add_argument("--in-flight", type=_in_flight, default=8, metavar="N", help="requests at once (default 8)")


def source(words: argparse.Namespace) -> Source:
    """Where to read, as whom. Raises BadArgument for words that do not fit the tracker, or a token that is not set."""
    _check_fit(words)
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
        provider=words.provider,
    )


def scope(words: argparse.Namespace) -> Scope:
    """What to read; a project that is named twice is read once. Raises BadArgument."""
    board = words.board or words.team
    named = map(_key, words.project) if words.provider.startswith("jira") else words.project
    return Scope(projects=tuple(dict.fromkeys(named)), boards=(board,) if board else (), labels=words.labels)


def _check_fit(words: argparse.Namespace) -> None:
    if words.provider == "jira" and not words.email:
        raise BadArgument("--email is not given; Jira Cloud wants the e-mail address of the token's account.")
    if words.provider != "jira" and words.api_url:
        raise BadArgument("--api-url is a word for Jira Cloud; give the address of this tracker with --url alone.")
    if words.provider.startswith("jira"):
        if words.team:
            raise BadArgument("--team is a word for Azure DevOps; give the id of a Jira board with --board.")
    elif words.board:
        raise BadArgument("--board is a word for Jira; a team of Azure DevOps is given with --team.")


def _key(text: str) -> str:
    if not text or not text.replace("_", "").isalnum() or not text.isascii():
        raise BadArgument(f"--project {text!r} is no project key; a key is letters and digits, such as PAY.")
    return text.upper()


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no network; write it as 10.0.0.0/8") from None


def _in_flight(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of requests between 1 and 64")
    return int(text)
