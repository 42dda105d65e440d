"""The words of `altaclario desk`."""

import argparse

_DECISIONS = ("answered", "granted", "partly", "refused")


def add(desk: argparse.ArgumentParser) -> None:
    """What can be asked of the desk."""
    asked = desk.add_subparsers(dest="asked", required=True, metavar="WHAT")
    listed = asked.add_parser("list", help="what waits for a decision, the most urgent first")
    listed.add_argument("--all", action="store_true", help="what is decided as well")
    show = asked.add_parser("show", help="all that was sent under a reference")
    decide = asked.add_parser("decide", help="decide it once; whoever asked is told by mail, with the reasons")
    decide.add_argument("--decision", choices=_DECISIONS, required=True)
    extend = asked.add_parser("extend", help="say that a message takes longer, and why")
    suspend = asked.add_parser("suspend-link", help="keep a share link from guests; who made it is told why")
    restore = asked.add_parser("restore-link", help="let guests see it again")
    again = asked.add_parser("mail-again", help="send what the mail server did not take, at once")
    for verb in (show, decide, extend):
        verb.add_argument("reference", metavar="REFERENCE", help="such as AC-7K2M-9QXD")
    for verb in (suspend, restore):
        verb.add_argument("link", metavar="NUMBER", help="the number of the share link, as a report names it")
    for verb in (decide, extend, suspend, restore):
        verb.add_argument("--reasons-file", metavar="FILE", help="the reasons in full (default: standard input)")
    for verb in (listed, show, decide, extend, suspend, restore, again):
        verb.add_argument("--data", metavar="DIR", help="the folder that `run` was given (default: var)")
