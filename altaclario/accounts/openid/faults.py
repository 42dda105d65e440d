"""What goes wrong between an issuer and us: one of a fixed list, in a sentence each, without anything that it said."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Cause(StrEnum):
    """Each kind of fault."""

    NOT_ALLOWED = "not-allowed"
    NOT_REACHED = "not-reached"
    UNREACHABLE = "unreachable"
    NOT_SAFE = "not-safe"
    TOO_SLOW = "too-slow"
    TOO_LARGE = "too-large"
    BROKE_OFF = "broke-off"
    BUSY = "busy"
    FAILED = "failed"
    REFUSED = "refused"
    NOT_AS_IT_SHOULD = "not-as-it-should"
    ANOTHER_ISSUER = "another-issuer"
    LACKS = "lacks"
    NOT_BEGUN = "not-begun"
    DECLINED = "declined"
    DOES_NOT_HOLD = "does-not-hold"
    LOCKED = "locked"


SENTENCES = {
    Cause.NOT_ALLOWED: _("Its address must be a plain https address that may be called from here."),
    Cause.NOT_REACHED: _(
        "It cannot be asked there. Its address must be a public https address with the usual port and a certificate "
        "that holds, and it must answer within seconds."
    ),
    Cause.UNREACHABLE: _("Nobody answers at its address."),
    Cause.NOT_SAFE: _("Its certificate cannot be trusted."),
    Cause.TOO_SLOW: _("It did not answer in time."),
    Cause.TOO_LARGE: _("Its answer was too large."),
    Cause.BROKE_OFF: _("Its answer broke off."),
    Cause.BUSY: _("It has enough to do at the moment. Try again in a few minutes."),
    Cause.FAILED: _("It has a fault of its own. Try again later."),
    Cause.REFUSED: _("It did not accept what we sent; the client id or the secret may be wrong."),
    Cause.NOT_AS_IT_SHOULD: _("It answered something else than OpenID Connect asks for."),
    Cause.ANOTHER_ISSUER: _("It calls itself by another address than the one that was given."),
    Cause.LACKS: _("It does not offer what is needed: the code flow, with keys that verify what it says."),
    Cause.NOT_BEGUN: _(
        "This sign-in was not begun in this browser, was used already, or took longer than ten minutes."
    ),
    Cause.DECLINED: _("It did not sign you in."),
    Cause.DOES_NOT_HOLD: _("What it said about you does not hold."),
    Cause.LOCKED: _("The secret that we share with it does not open here any more. Whoever set it up can renew it."),
}
"""What people read for each."""


class IssuerFault(Exception):
    """It failed, for this cause."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.value)
        self.cause = cause

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.cause])
