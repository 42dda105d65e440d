"""What can go wrong with a tracker, in sentences: what happened, who can mend it. Stored is the name alone."""

from dataclasses import dataclass

from altaclario.charts.messages import Message
from altaclario.connections import kinds
from altaclario.egress.calling import AddressNotAllowed
from altaclario.providers.faults import TrackerFault
from altaclario.vault.box import NotOpened
from altaclario.vault.roots import RootKeyUnusable


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
    "windows-alone": Cause(
        "{tracker} lets in only who signs in by Windows (NTLM or Kerberos){status}, which is not done here.",
        "Its administrator can switch on Basic authentication in IIS, by which personal access tokens come in.",
        is_final=True,
    ),
    "server-too-old": Cause(
        "{tracker} is older than what can be read{status}.",
        "Azure DevOps Server 2020 or a newer one can be read; whoever runs it can bring it up to date.",
        is_final=True,
    ),
    "window": Cause(
        "{tracker} lists no more than 10,000 items that were made in the same second.",
        "Choose fewer projects, or ask its administrator to let a search give more results.",
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
    "items-lost": Cause(
        "{tracker} gives none of the items of a chosen project any more, though it still shows the project.",
        "An administrator of the tracker can give the right to see them back; if they were really deleted, empty the "
        "memory of this connection and load it again.",
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
    "grant-ended": Cause(
        "What was allowed at the maker of {tracker} does not hold any more{status}.",
        "It was taken back there, or not used for too long. The owner of the connection can allow it again, on its "
        "page.",
        is_final=True,
    ),
    "grant-lost": Cause(
        "A renewal of what was allowed was cut off, and its answer is lost{status}.",
        "A process of this installation stopped in that moment. The owner of the connection can allow it again, on its "
        "page.",
        is_final=True,
    ),
    "principal-refused": Cause(
        "Microsoft does not accept the service principal{status}.",
        "Its tenant, its id or its secret is wrong, or the secret has expired. An administrator of the tenant can make "
        "another, and the owner of the connection put it in.",
        is_final=True,
    ),
    "app-refused": Cause(
        "The maker of {tracker} does not accept this installation's app{status}.",
        "Whoever runs this installation can check its id and its secret there, and whether the secret has expired.",
        is_final=True,
    ),
    "app-missing": Cause(
        "This installation's app at the maker of {tracker} is not set up any more.",
        "Whoever runs this installation can set it up again; or the owner of the connection puts a token in.",
        is_final=True,
    ),
    "token-aged": Cause(
        "{tracker} stopped accepting the token while the reading went on{status}.",
        "It lasts for about an hour, and the next reading gets a new one where it has run out. If this comes back each "
        "time, the owner of the connection can choose fewer projects.",
    ),
    "renewing": Cause("What was allowed is being renewed right now.", "Try again in a minute."),
    "no-room": Cause(
        "What was read is larger than the memory that this installation gives to it.",
        "Choose fewer projects, or ask the operator for more memory.",
        is_final=True,
    ),
    "quota": Cause(
        "{tracker} asks to be left alone (429): its limit for this account is used up.",
        "Nobody needs to mend this; an administrator of the tracker can see what else uses the limit.",
    ),
    "rate-limited": Cause(
        "{tracker} limits how fast it may be asked{status}, and did so to the last.",
        "Nobody needs to mend this; an administrator of the tracker can see what else uses the limit.",
    ),
    "maintenance": Cause(
        "{tracker} is closed for a while and asks to come back later{status}.",
        "Nobody needs to mend this; the administrator of the tracker can say how long it takes.",
    ),
    "failing": Cause(
        "{tracker} failed, again and again{status}.",
        "If this goes on, the administrator of the tracker can say what is wrong with it.",
    ),
    "web-page": Cause(
        "{tracker} answered with a web page instead of data.",
        "It may be closed for maintenance, or a page to sign in stands before it; the administrator of the tracker can "
        "say which.",
    ),
    "garbled": Cause(
        "What {tracker} answered could not be decoded: it broke off, or is no data.",
        "If this goes on, the administrator of the tracker can say what is wrong with it.",
    ),
    "unknown-form": Cause(
        "{tracker} answered in a form that is not the documented one.",
        "Whoever runs this installation can look for a newer version; the administrator of the tracker can say what "
        "has changed.",
    ),
    "incomplete": Cause(
        "{tracker} left out a part of what it was asked for, and did not say so.",
        "If this goes on, the administrator of the tracker can say what is wrong with it.",
    ),
    "too-large": Cause(
        "{tracker} sent an answer that is larger than any honest one.",
        "If this goes on, the administrator of the tracker can say what is wrong with it.",
    ),
    "too-slow": Cause(
        "{tracker} did not answer in time.",
        "If this goes on, the administrator of the tracker can say what is wrong with it.",
    ),
    "broke-off": Cause(
        "The connection to {tracker} broke off, again and again.",
        "If this goes on, whoever runs this installation can see what stands between.",
    ),
    "unreachable": Cause(
        "{tracker} could not be reached.",
        "Check the site's address; if it is right, whoever runs this installation can see whether it gets through.",
    ),
    "name-unknown": Cause(
        "{tracker} could not be reached: the name of the site is not known.",
        "Check the site's address; if it is right, whoever runs this installation can see whether names are found.",
    ),
    "certificate-expired": Cause(
        "{tracker} was not asked: the certificate at its address is not valid today.",
        "Whoever runs that address can renew it; if this installation's clock is wrong, its operator can set it.",
    ),
    "certificate-of-another": Cause(
        "{tracker} was not asked: the certificate at its address was made for another one.",
        "Check the site's address; if it is right, whoever runs this installation can see what stands between.",
    ),
    "not-trusted": Cause(
        "{tracker} was not asked: nobody whom we trust vouches for who answers at its address.",
        "Check the site's address; if it is right, whoever runs this installation can see what stands between.",
    ),
    "moved": Cause(
        "The address of {tracker} leads elsewhere{status}; the token does not go along.",
        "The site may have another name now, or a page to sign in stands before it. The owner of the connection can "
        "connect the right address.",
        is_final=True,
    ),
    "retired": Cause(
        "{tracker} no longer offers something that a reading needs{status}.",
        "Whoever runs this installation can look for a newer version.",
        is_final=True,
    ),
    "question-refused": Cause(
        "{tracker} refused a question that it should answer{status}.",
        "Whoever runs this installation can look for a newer version; the administrator of the tracker can say what "
        "has changed.",
    ),
    "query-too-long": Cause(
        "{tracker} gave up on a query that took longer than it allows{status}.",
        "The owner of the connection can choose fewer projects; an administrator of the tracker can see what slows it "
        "down.",
    ),
    "place-lost": Cause(
        "{tracker} forgot how far it had answered.",
        "Nobody needs to mend this; a reading that is fast enough gets through.",
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
_MENDS_AT_DATA_CENTER = {
    "token-refused": "It must be a personal access token of that site, and may be expired or revoked. Its owner can "
    "make a new one and put it in.",
    "access-refused": "The account needs the right to browse the chosen projects. A Jira administrator can grant it.",
}
_MENDS_AT_SERVER = _MENDS_AT_AZURE | {
    "token-refused": "The token may be expired, revoked, or made at another server. Its owner can make a new one and "
    "put it in.",
    "access-refused": "The token needs to read work items and projects, and its owner the right to see the chosen "
    "projects. An administrator of the server can grant it.",
    "no-tracker": "Check the collection's address; the owner of the connection can connect the right one.",
}
_THEIRS = {
    kinds.AZURE_SERVER: _MENDS_AT_SERVER,
    kinds.AZURE_DEVOPS: _MENDS_AT_AZURE,
    kinds.DATA_CENTER: _MENDS_AT_DATA_CENTER,
}
"""Who can mend it, where that is not as at Jira Cloud."""

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
    theirs = _THEIRS.get(provider, {})
    return Message(theirs.get(cause) or CAUSES.get(cause, CAUSES["unexpected"]).mend)
