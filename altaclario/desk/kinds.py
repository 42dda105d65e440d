"""What can be sent, until when it is answered, and what an answer may be."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from altaclario.declarations.promises import keeps


class Kind(TextChoices):
    CONTACT = "contact", _("Message")
    ABUSE = "abuse", _("Report of abuse")
    NOTICE = "dmca", _("Notice of infringement")
    COUNTER = "counter", _("Counter-notice")


class Contact(TextChoices):
    """What a message may be about."""

    PRIVACY = "privacy", _("Privacy: a question, or a request about my data")
    CHILD = "child", _("A child has given you personal data")
    SECURITY = "security", _("A weakness in security")
    ACCOUNT = "account", _("My account, or signing in")
    ACCESSIBILITY = "accessibility", _("Something that I cannot use as it is")
    SAFETY = "safety", _("Other safety concern")
    OTHER = "other", _("Something else")


class Abuse(TextChoices):
    """What may be wrong with something that is shared."""

    CHILD = "child-abuse", _("Sexual abuse of children")
    ILLEGAL = "illegal", _("Something else that is against the law")
    PERSONAL = "personal-data", _("Personal data, shown without a right to")
    FRAUD = "fraud", _("Fraud, phishing or malware")
    HARASSMENT = "harassment", _("Threats or harassment")
    OTHER = "other", _("Something else")


class Law(TextChoices):
    """Which law says how long an answer may take."""

    GDPR = "gdpr", _("Europe, the United Kingdom or Switzerland")
    CCPA = "us-state", _("California, or another state of the USA")
    NONE = "", _("Elsewhere, or I would rather not say")


class Decision(TextChoices):
    """What came of it."""

    ANSWERED = "answered", _("Answered")
    GRANTED = "granted", _("Done as you asked")
    PARTLY = "partly", _("Done in part")
    REFUSED = "refused", _("Not done")


_SOON, _DAYS, _US_DAYS = timedelta(days=1), timedelta(days=7), timedelta(days=45)
PUT_BACK_FIRST, PUT_BACK_LAST = 10, 14
"""Working days after a counter-notice: what was taken away comes back not before, and not after."""


@keeps("contact-form")
def due(kind: str, category: str, law: str, received: datetime) -> datetime:
    """Until when it is answered, at the latest."""
    if kind == Kind.CONTACT:
        return received + _US_DAYS if law == Law.CCPA else month_after(received)
    if kind == Kind.COUNTER:
        return working_days_after(received, PUT_BACK_LAST)
    return received + (_SOON if category == Abuse.CHILD else _DAYS)


def month_after(day: datetime, months: int = 1) -> datetime:
    """The same day of a later month, or its last one."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def working_days_after(day: datetime, count: int) -> datetime:
    """So many days from Monday to Friday later. Holidays are counted, as they differ from place to place."""
    for _day in range(count):
        day = next(one for one in _days_after(day) if one.weekday() < 5)
    return day


def _days_after(day: datetime) -> Iterator[datetime]:
    while True:
        day += timedelta(days=1)
        yield day
