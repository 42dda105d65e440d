"""What each hygiene rule is called, and what it means for who reads the figures."""

from collections.abc import Mapping
from dataclasses import dataclass

from altaclario.charts.messages import Message, Text
from altaclario.metrics import history_checks
from altaclario.metrics.settings import Settings


@dataclass(frozen=True, slots=True)
class Told:
    """A rule in words: its name, what it looks for and what to do, and what it looks at."""

    name: Message
    means: Message
    of: Message


_FINISHED = Message("of what was finished")
_OPEN = Message("of what is open or was finished")
_WORKING = Message("of what is in progress")
_WORDS: Mapping[str, Told] = {
    "no-start": Told(
        Message("No start"),
        Message(
            "Moved straight to done: each counts as one day, however long it took. Move work to an active status when "
            "it begins."
        ),
        _FINISHED,
    ),
    "never-active": Told(
        Message("Done without passing active"),
        Message(
            "Only ever waited, so nobody can say how long it was worked on. Check the map of statuses, or the way that "
            "items take."
        ),
        Message("of what was finished with a start"),
    ),
    "moved-after-done": Told(
        Message("Moved after done"),
        Message(
            "Left done again: it counts by its last finish, the days between included. A correction is better told by "
            "an item of its own."
        ),
        Message("of what was ever done"),
    ),
    "backwards": Told(
        Message("Backwards moves"),
        Message("Went from work back to the backlog, and its cycle time may go on there. Start fewer items at once."),
        Message("of what was ever started"),
    ),
    "bulk-close": Told(
        Message("Closed in bulk"),
        Message(
            "One of {count} or more finished within {minutes} minutes: somebody tidied up, and their finish is when "
            "that was. Close items when their work is done.",
            {"count": history_checks.BULK, "minutes": history_checks.BULK_SECONDS // 60},
        ),
        _FINISHED,
    ),
    "no-history": Told(
        Message("Capped or no history"),
        Message(
            "The tracker gave no changes, or changes that do not end in today’s status. Imported items stay so; they "
            "leave the window in time."
        ),
        _OPEN,
    ),
    "unmapped-status": Told(
        Message("Unmapped status"),
        Message(
            "Was in a status that the tracker no longer lists; there it keeps the stage before. Choose a stage for it "
            "in the map of statuses."
        ),
        _OPEN,
    ),
    "clock-skew": Told(
        Message("Clock skew"),
        Message(
            "A date lies before the one that it follows, or is still to come; the nearest that can have been stands in "
            "its place. Look at what imports or automates."
        ),
        _OPEN,
    ),
    "no-assignee": Told(
        Message("Active without assignee"),
        Message("In an active status, and nobody is assigned. Assign it, or move it back. Who is, is not read."),
        Message("of what is active"),
    ),
    "done-parent": Told(
        Message("Parent done with open children"),
        Message(
            "Open under a parent that is done or cancelled, or done over a sub-task that is open. Close what is over, "
            "or open what is not."
        ),
        Message("of what has a parent or a sub-task"),
    ),
    "off-board": Told(
        Message("Off-board status"),
        Message("In progress in a status without a column: its board does not show it. Give the status a column."),
        Message("of what is in progress on a board"),
    ),
    "two-sprints": Told(
        Message("In two active sprints"),
        Message("Each of the sprints counts it. Leave it in one."),
        Message("of what is in a sprint that runs"),
    ),
    "undated-sprint": Told(
        Message("Sprint without dates"),
        Message("Worked on in a sprint without a start or an end, which therefore has no figures. Give it dates."),
        Message("of what is in progress or was finished, in a sprint"),
    ),
    "undated-release": Told(
        Message("Release without date"),
        Message("In a release to come that has no day: nobody can say how likely it is. Give it one."),
        Message("of what is in a release to come"),
    ),
    "no-estimate": Told(
        Message("No estimate"),
        Message("Points of sprints do not count it; no figure in days or items needs it. Estimate it, or count items."),
        _OPEN,
    ),
}


def told(rule: str, settings: Settings) -> Told:
    """The words of a rule.

    >>> told("untouched", Settings(untouched_days=21)).means.values
    {'days': 21}
    """
    if rule != "untouched":
        return _WORDS[rule]
    means = Message(
        "No change of status, sprint, release, flag or estimate was recorded for {days} days. Finish it, move it back, "
        "or cancel it.",
        {"days": settings.untouched_days},
    )
    return Told(Message("Active but untouched"), means, _WORKING)


def name(rule: str, settings: Settings) -> Text:
    """What a rule is called."""
    return told(rule, settings).name
