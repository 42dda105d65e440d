"""What can go wrong with a tracker, in sentences: what happened, who can mend it. Stored is the name alone."""

from dataclasses import dataclass

from altaclario.charts.messages import Message
from altaclario.connections import kinds
from altaclario.egress.calling import AddressNotAllowed
from altaclario.providers.faults import TrackerFault
from altaclario.vault.box import NotOpened
from altaclario.vault.keys import RootKeyUnusable


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that can go wrong. With `is_final` nothing is tried again until somebody did something."""

    happened: str
    mend: str
    is_final: bool = False


CAUSES = {
    "token-refused": Cause(
        "{tracker} does not accept the token{status}.",
        "Check the account's address; the token may be expired or revoked. Its owner can make a new one and put it in.",
        is_final=True,
    ),
    "access-refused": Cause(
        "{tracker} refused access{status}.",
        "The account needs the right to browse the chosen projects, and a scoped token the scopes that the connection "
        "page lists. A Jira administrator can grant them.",
        is_final=True,
    ),
    "project-unknown": Cause(
        "A chosen project is not there any more, or this account may no longer see it.",
        "The owner of the connection can choose again; an administrator of the tracker can give the right back.",
        is_final=True,
    ),
    "board-unknown": Cause(
        "A chosen board is not there any more, or this account may no longer see it.",
        "The owner of the connection can choose again.",
        is_final=True,
    ),
    "board-closed": Cause(
        "The settings of a chosen board are closed to this account, so its items cannot be told.",
        "The board's administrator can share its filter with the account.",
        is_final=True,
    ),
    "no-tracker": Cause(
        "The address does not answer as {tracker} does.",
        "Check the site's address; the owner of the connection can connect the right one.",
        is_final=True,
    ),
    "address-refused": Cause(
        "The address may not be contacted from here.",
        "Only the trackers' own clouds and networks that the operator listed may be.",
        is_final=True,
    ),
    "credential-lost": Cause(
        "The sealed token cannot be opened.",
        "The key of this installation has changed. The owner of the connection can put in a token again.",
        is_final=True,
    ),
    "no-room": Cause(
        "What was read is larger than the memory that this installation gives to it.",
        "Choose fewer projects, or ask the operator for more memory.",
        is_final=True,
    ),
    "quota": Cause(
        "{tracker} asks to be left alone (429): its limit for this account is used up.",
        "Nobody needs to mend this; an administrator of the tracker can see what else uses the limit.",
    ),
    "failing": Cause(
        "{tracker} failed, again and again{status}.",
        "If this goes on, the administrator of the tracker can say what is wrong with it.",
    ),
    "unreachable": Cause(
        "{tracker} could not be reached.",
        "Check the site's address; if it is right, whoever runs this installation can see whether it gets through.",
    ),
    "busy": Cause("Two other trackers are being tried right now.", "Try again in a moment."),
    "endless": Cause(
        "{tracker} gave the same page twice, so its answer has no end.",
        "This is a fault of the tracker; its administrator can report it.",
    ),
    "interrupted": Cause("The reading was cut off when its process ended.", "Nobody needs to mend this."),
    "cancelled": Cause("The reading was stopped.", "Read again whenever you like.", is_final=True),
    "unexpected": Cause(
        "The reading failed in a way that we did not foresee.",
        "The operator finds its name in the log; nothing of your data stands there.",
    ),
}
"""By the name that a run stores; the names of trackers' faults are those of `TrackerFault.cause`."""

_MENDS_AT_AZURE = {
    "token-refused": "The token may be expired, revoked, or made for another organisation. Its owner can make a new "
    "one and put it in.",
    "access-refused": "The token needs to read work items and projects, and its owner the right to see the chosen "
    "projects. An administrator of the organisation can grant it.",
    "board-unknown": "The owner of the connection can choose the teams again.",
    "no-tracker": "Check the organisation's address; the owner of the connection can connect the right one.",
}
"""Who can mend it, where that is another at Azure DevOps."""

REFUSALS = (TrackerFault, AddressNotAllowed, NotOpened, RootKeyUnusable)
"""What asking a tracker may raise."""


def of(wrong: BaseException) -> tuple[str, int]:
    """The name of what went wrong, and the tracker's status if it gave one."""
    if isinstance(wrong, TrackerFault):
        return wrong.cause, wrong.status
    if isinstance(wrong, AddressNotAllowed):
        return "address-refused", 0
    return ("credential-lost", 0) if isinstance(wrong, NotOpened | RootKeyUnusable) else ("unexpected", 0)


def sentences(wrong: BaseException, provider: str) -> tuple[Message | str, ...]:
    """What happened, more of it where there is more to say, and who can mend it."""
    cause, status = of(wrong)
    detail = wrong.detail if isinstance(wrong, TrackerFault) else ""
    return happened(cause, status, provider), detail, mend(cause, provider)


def needs_a_person(cause: str) -> bool:
    """Whether trying again alone would not help."""
    return CAUSES[cause].is_final if cause in CAUSES else False


def happened(cause: str, status: int, provider: str) -> Message:
    """What happened, with the tracker's status where it says more: 200 is said of an answer that could not be read."""
    known = CAUSES.get(cause, CAUSES["unexpected"])
    said = f" ({status})" if status >= 400 else ""
    return Message(known.happened, {"status": said, "tracker": kinds.name_of(provider)})


def mend(cause: str, provider: str) -> Message:
    """Who can mend it, and how."""
    theirs = _MENDS_AT_AZURE if provider == kinds.AZURE_DEVOPS else {}
    return Message(theirs.get(cause) or CAUSES.get(cause, CAUSES["unexpected"]).mend)
