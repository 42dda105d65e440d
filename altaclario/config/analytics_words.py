"""The words of `altaclario analytics`."""

import argparse

_MOST_CHARACTERS = 60


def add(analytics: argparse.ArgumentParser) -> None:
    """What can be asked of it."""
    asked = analytics.add_subparsers(dest="asked", required=True, metavar="WHAT")
    show = asked.add_parser("show", help="what is named, what must be so at Google, and who signed it")
    sign = asked.add_parser("sign", help="say that you looked, and that all of it is so")
    sign.add_argument("--role", type=_role, required=True, help="as what you sign, such as 'data protection officer'")
    sign.add_argument("--retention-months", type=int, choices=(2, 14), required=True, help="as set at Google")
    sign.add_argument("--done", nargs="+", metavar="ITEM", required=True, help="the name of each item that is so")
    for verb in (show, sign):
        verb.add_argument("--data", metavar="DIR", help="the folder that `run` was given (default: var)")


def _role(text: str) -> str:
    if not text.strip() or len(text) > _MOST_CHARACTERS or not text.isprintable() or "@" in text:
        raise argparse.ArgumentTypeError(
            "a role has 1 to 60 signs, such as 'data protection officer', and is neither a name nor an address"
        )
    return text.strip()
