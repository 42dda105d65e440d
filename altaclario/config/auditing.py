"""`altaclario verify-audit`: whether anybody changed the notes of who did what."""

import argparse
from typing import TYPE_CHECKING

from altaclario.config import rotating
from altaclario.config.arguments import BadArgument

if TYPE_CHECKING:
    from altaclario.audit.checking import Finding
    from altaclario.audit.verbs import Verb

NOT_WHOLE = 1


def verify(said: argparse.Namespace) -> int:
    """One line for each chain, and the exit code: 1 if one of them is not whole. Raises BadArgument."""
    rotating.set_up(said.data)
    from altaclario.audit import checking
    from altaclario.vault.roots import RootKeyUnusable

    chains = broken = 0
    try:
        with checking.at_one_moment():
            for found in checking.every(_expected()):
                print(line(found))
                chains += 1
                broken += not found.is_whole
    except RootKeyUnusable as unusable:
        raise BadArgument(str(unusable)) from None
    print(f"Chains: {chains}. Not whole: {broken}.")
    return NOT_WHOLE if broken else 0


def line(found: "Finding") -> str:
    """What was found of one chain, in a sentence."""
    named = f"{found.owner}, chain {found.chain}"
    if found.chain == 0:
        return f"{found.owner}: there must be notes, and there are none."
    if found.is_closed:
        return f"{named}: its head does not open, so nothing can be said of {found.notes} notes."
    if found.is_whole:
        return f"{named}: whole, {found.notes} notes."
    troubles = {
        "what came before the first note is missing": found.begins_late,
        f"it breaks at note {found.broke_at}": found.broke_at,
        f"{found.missing} notes are missing": found.missing,
        f"{found.added} notes are more than were written": found.added,
    }
    return f"{named}: {', '.join(trouble for trouble, is_so in troubles.items() if is_so)}."


def _expected() -> dict[str, "Verb"]:
    """Every workspace that somebody made, and everybody who ever signed in."""
    from altaclario.accounts.models import User
    from altaclario.audit import verbs
    from altaclario.workspaces.models import Workspace

    made = {one.owner_key: verbs.WORKSPACE_FOUNDED for one in Workspace.objects.filter(is_demo=False)}
    return made | {one.owner_key: verbs.SIGNED_UP for one in User.objects.exclude(last_login=None)}
