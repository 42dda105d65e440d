"""What can go wrong with a tracker, each in a sentence: what happened, who can mend it, what happens next."""


class TrackerFault(Exception):
    """A reading that cannot go on. The text is ours alone; nothing of the tracker's answer is in it.

    `cause` is one of a fixed list of words, which may be stored where no name of a project may; pages have sentences
    of their own for each. `status` is the tracker's last HTTP status, 0 when it gave none; `asked_wait` the seconds
    that it asked to be left alone, 0 when it asked for none; `detail` says more where the cause has several faces, in
    one of a fixed list of sentences.
    """

    def __init__(
        self,
        happened: str,
        *,
        mend: str,
        next: str = "Nothing was kept of this reading.",
        cause: str,
        status: int = 0,
        asked_wait: float = 0.0,
        detail: str = "",
    ) -> None:
        super().__init__(f"{happened} {mend} {next}")
        self.cause = cause
        self.status = status
        self.asked_wait = asked_wait
        self.detail = detail


class CredentialRefused(TrackerFault):
    """The tracker does not accept the credential, or it lacks a right that reading needs."""


class ScopeUnknown(TrackerFault):
    """A project or board that the tracker does not have, or does not show to this account."""


class TrackerUnreadable(TrackerFault):
    """The tracker failed, could not be reached, or answered what cannot be read."""


class Incomplete(ValueError):
    """An answer that lacks a part of what was asked for, without a word about it."""
