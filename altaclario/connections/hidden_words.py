"""What stands on the disk for a word of a tracker: its id where that is a number, else a keyed hash.

Names of statuses, types, resolutions, labels and priorities are in memory alone, and some trackers have names for ids.
What a team chooses among them is found again by asking of each word that is in memory whether it is the one.
"""

from django.utils.crypto import salted_hmac

from altaclario.metrics.written import Kinds
from altaclario.snapshots.snapshot import Snapshot

_SIGNS = 32


def of_workspace(workspace: int) -> Kinds:
    """From a kind of word and a word of that kind to what is stored. In each workspace it is another."""

    def hidden(kind: str, word: str) -> str:
        if kind in ("status", "type") and word.isascii() and word.isdigit():
            return word
        said = f"{workspace}\n{kind}\n{word}"
        return salted_hmac("a word of a tracker", said, algorithm="sha256").hexdigest()[:_SIGNS]

    return hidden


def hiding(workspace: int, snapshot: Snapshot) -> Kinds:
    """The same for names as people read them: of types, and of no other, the tracker's ids are what is stored.

    Of several types with one name the first one stands for all.
    """
    hidden, ids = of_workspace(workspace), {one.name: one.id for one in reversed(snapshot.types)}

    def of(kind: str, word: str) -> str | None:
        return hidden(kind, ids.get(word, word) if kind == "type" else word)

    return of


def shown(workspace: int, snapshot: Snapshot) -> Kinds:
    """Back from what is stored to the words that are in memory now; of any other nothing is said."""
    hidden = of_workspace(workspace)
    known = {
        "status": {one.id: one.id for one in snapshot.statuses},
        "type": {one.id: one.name for one in snapshot.types},
        "resolution": {one: one for one in snapshot.resolutions if one},
        "label": {one: one for one in snapshot.labels if one},
        "priority": {one: one for one in snapshot.priorities if one},
    }
    words = {(kind, hidden(kind, id)): word for kind, several in known.items() for id, word in several.items()}

    def of(kind: str, stored: str) -> str | None:
        return words.get((kind, stored))

    return of
