"""Why a run that could have gone on from the one before read everything: a word that is stored, and its sentence."""

from altaclario.charts.messages import Message, Text

ONCE_A_DAY = "once a day"

SENTENCES = {
    ONCE_A_DAY: Message("once a day, because some changes are seen no other way"),
    "areas changed": Message("areas were changed"),
    "board is closed": Message("the settings of a board were closed to the account"),
    "board is gone": Message("a board is gone"),
    "estimates in another field": Message("a board estimates by another field"),
    "history missing": Message("an item lacked its history"),
    "much has changed": Message("much had changed"),
    "nothing is listed": Message("a project listed none of its items"),
    "other boards": Message("boards were added, removed or renamed"),
    "other fields": Message("the site has other fields"),
    "other types of epics": Message("another type of item counts as an epic"),
    "place lost": Message("the tracker had lost the place up to which it was read"),
    "process or boards changed": Message("the process or a board was changed"),
    "project has another key": Message("a project has another key"),
    "projects changed": Message("the projects were changed"),
    "question refused": Message("the tracker refused a question about what changed"),
    "revisions missing": Message("revisions were missing in between"),
    "sprint is gone": Message("a sprint is gone"),
    "status in another category": Message("a status is in another category"),
    "too much changed": Message("much had changed"),
    "version is gone": Message("a version is gone"),
}
"""The words are those of `MustReadWhole`, and one of our own."""


def sentence(word: str) -> Text:
    """What people read; empty for a run that had nothing to go on from."""
    return SENTENCES.get(word, "")
