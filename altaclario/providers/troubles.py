"""What keeps a tracker from being read, told apart: each with its cause, its sentence and who can mend it."""

from dataclasses import dataclass, replace

import msgspec

from altaclario.egress import calling
from altaclario.egress.calling import CallFailed, Reply
from altaclario.providers import waits
from altaclario.providers.faults import Incomplete, TrackerUnreadable

NOT_TAKEN = (msgspec.MsgspecError, ValueError, OverflowError, RecursionError)
"""What the reader of an answer may raise about it."""

_CHECK = "Check --url and this machine's connection."
_BETWEEN = "Check --url; if it is right, something stands between this machine and the tracker."
_ADMINISTRATOR = "If this goes on, the administrator of that {tracker} can say what is wrong with it."
_OTHERS = "Nobody needs to mend this; an administrator of that {tracker} can see what else uses the limit."
_NEWER = "A newer version of this program may know it; the administrator of that {tracker} can say what has changed."
_AFTER = "Run the command again after that time."


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a try ran into. In its texts {tracker} is how the tracker is called, {status} its status, {until} how long
    it asked to wait, {detail} the sentence that says more.

    With `is_final` another try is of no use. `asked_wait` is in seconds, None where the tracker asked for none.
    """

    cause: str
    happened: str
    mend: str
    next: str = "Run the command again later; nothing was kept of this reading."
    is_final: bool = False
    status: int = 0
    asked_wait: float | None = None
    detail: str = ""

    def fault(self, tracker: str, *, tries: int = 1) -> TrackerUnreadable:
        """The end of a reading that ran into it so many times."""
        until = f" for {self.asked_wait:,.0f} seconds" if self.asked_wait else ""
        told = {"tracker": tracker, "status": self.status, "until": until, "detail": self.detail}
        happened = self.happened.format(**told)
        return TrackerUnreadable(
            happened if tries == 1 else f"{happened} It was asked {tries} times.",
            mend=self.mend.format(**told),
            next=self.next,
            cause=self.cause,
            status=self.status,
            asked_wait=self.asked_wait or 0.0,
            detail=self.detail,
        )


_GARBLED = Trouble(
    cause="garbled",
    happened="What {tracker} answered could not be decoded: it broke off, or is no data.",
    mend=_ADMINISTRATOR,
)
_LINE: dict[type[CallFailed], Trouble] = {
    calling.Unreachable: Trouble(
        cause="unreachable", happened="The tracker could not be reached: {detail}", mend=_CHECK
    ),
    calling.NameUnknown: Trouble(
        cause="name-unknown",
        happened="The tracker could not be reached: its name is not known.",
        mend=_CHECK,
        is_final=True,
    ),
    calling.CertificateExpired: Trouble(
        cause="certificate-expired",
        happened="The tracker could not be reached: its certificate is not valid today. Nothing was sent.",
        mend="Whoever runs that address can renew it; or this machine's clock is wrong.",
        is_final=True,
    ),
    calling.CertificateOfAnother: Trouble(
        cause="certificate-of-another",
        happened="The tracker could not be reached: its certificate was made for another address. Nothing was sent.",
        mend=_BETWEEN,
        is_final=True,
    ),
    calling.NotTrusted: Trouble(
        cause="not-trusted",
        happened="The tracker could not be reached: {detail} Nothing was sent.",
        mend=_BETWEEN,
        is_final=True,
    ),
    calling.TookTooLong: Trouble(
        cause="too-slow", happened="The tracker could not be reached: {detail}", mend=_ADMINISTRATOR
    ),
    calling.AnswerTooLarge: Trouble(
        cause="too-large",
        happened="{tracker} sent an answer that is larger than any honest one.",
        mend=_ADMINISTRATOR,
        is_final=True,
    ),
    calling.NotDecodable: _GARBLED,
    calling.BrokeOff: Trouble(cause="broke-off", happened="The connection to {tracker} broke off.", mend=_CHECK),
}
TOO_LARGE = _LINE[calling.AnswerTooLarge]
_UNKNOWN_FORM = Trouble(
    cause="unknown-form", happened="{tracker} answered in a form that is not the documented one.", mend=_NEWER
)
INCOMPLETE = Trouble(
    cause="incomplete",
    happened="{tracker} left out a part of what it was asked for, and did not say so.",
    mend=_ADMINISTRATOR,
)
_FAILING = Trouble(cause="failing", happened="{tracker} failed with status {status}.", mend=_ADMINISTRATOR)
_RATE_LIMITED = Trouble(
    cause="rate-limited", happened="{tracker} limits the rate of requests (429).", mend=_OTHERS, next=_AFTER
)
_USED_UP = Trouble(
    cause="quota",
    happened="{tracker} asks to be left alone{until} (429): its limit for this account is used up.",
    mend=_OTHERS,
    next=_AFTER,
    is_final=True,
)
_CLOSED = Trouble(
    cause="maintenance",
    happened="{tracker} is closed and asks to come back later{until} ({status}).",
    mend="Nobody needs to mend this; the administrator of that {tracker} can say how long it takes.",
    next=_AFTER,
    is_final=True,
)
_WEB_PAGE = Trouble(
    cause="web-page",
    happened="{tracker} answered with a web page instead of data.",
    mend="It may be closed for maintenance, or a page to sign in stands before it; its administrator can say which.",
)
_MOVED = Trouble(
    cause="moved",
    happened="The address of the tracker leads elsewhere ({status}); the credential does not go along.",
    mend="Check --url: the site may have another name now, or a page to sign in stands before it.",
    is_final=True,
)
_RETIRED = Trouble(
    cause="retired",
    happened="{tracker} no longer offers something that a reading needs ({status}).",
    mend=_NEWER,
    is_final=True,
)
QUESTION_REFUSED = Trouble(
    cause="question-refused",
    happened="{tracker} refused a question that it should answer ({status}).",
    mend=_NEWER,
    is_final=True,
)
PLACE_LOST = Trouble(
    cause="place-lost",
    happened="{tracker} forgot how far it had answered, and refused its own mark of the place.",
    mend="Nobody needs to mend this; a reading that is fast enough gets through.",
    is_final=True,
)
ENDLESS = Trouble(
    cause="endless",
    happened="{tracker} gave the same page twice, so its answer has no end.",
    mend="This is a fault of the tracker; its administrator can report it.",
    is_final=True,
)


WINDOW = Trouble(
    cause="window",
    happened="{tracker} lists no more than 10,000 issues that were created in the same second.",
    mend="Its administrator can let a search give more results (jira.search.platform.max.result.window).",
    is_final=True,
)


def of_line(failed: CallFailed) -> Trouble:
    """A call that brought no answer."""
    return replace(_LINE.get(type(failed), _LINE[calling.Unreachable]), detail=str(failed))


def of_decoding(wrong: Exception, status: int) -> Trouble:
    """An answer that its reader did not take."""
    if isinstance(wrong, Incomplete):
        return replace(INCOMPLETE, status=status)
    if isinstance(wrong, UnicodeError | RecursionError) or _is_no_json(wrong):
        return replace(_GARBLED, status=status)
    return replace(_UNKNOWN_FORM, status=status)


def of_reply(reply: Reply, *, is_used_up: bool, longest_asked: float) -> Trouble | None:
    """An answer that is no data; None for a status that no tracker gives."""
    wait = waits.asked(reply.headers)
    is_long = (wait or 0.0) > longest_asked
    trouble = _of_status(reply.status, is_closed=is_used_up or is_long)
    return trouble and replace(trouble, status=reply.status, asked_wait=wait)


def _of_status(status: int, *, is_closed: bool) -> Trouble | None:
    if status == 429:
        return _USED_UP if is_closed else _RATE_LIMITED
    if status in (408, 425) or status >= 500:
        return _CLOSED if is_closed else _FAILING
    if status < 300:
        return _WEB_PAGE
    if status < 400:
        return _MOVED
    return _RETIRED if status == 410 else None


def _is_no_json(wrong: Exception) -> bool:
    return isinstance(wrong, msgspec.DecodeError) and not isinstance(wrong, msgspec.ValidationError)
