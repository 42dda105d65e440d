"""Chances and promises in words, the same on each chart of a forecast."""

from altaclario.charts.messages import Message, Text, counted
from altaclario.metrics import samples
from altaclario.metrics.samples import Lack, Sample

_ALMOST = 0.99

_LACKS: dict[Lack, str] = {
    "no days": "the history holds no working day",
    "nothing finished": "nothing was finished in the days of the history",
    "one day": "more than half of it all was finished on one day; leave that day out, or take a longer history",
}


def chance(share: float) -> Text:
    """A chance in per cent: neither never nor ever, because both would be a promise.

    >>> from altaclario.charts.messages import english
    >>> [english(chance(one)) for one in (0.0, 0.004, 0.42, 0.9951)]
    ['< 1\u202f%', '< 1\u202f%', '42\u202f%', '> 99\u202f%']
    """
    if share < 0.01:
        return "< 1\u202f%"
    return "> 99\u202f%" if share > _ALMOST else f"{100 * share:.0f}\u202f%"


def share(part: float) -> Text:
    """How often something happened, or a part of all chances, with a tenth of a per cent where it is small.

    >>> share(0.806), share(0.0312), share(1.0)
    ('81\u202f%', '3.1\u202f%', '100\u202f%')
    """
    return f"{100 * part:.0f}\u202f%" if part >= 0.1 else f"{100 * part:.1f}\u202f%"


def percent(share: float) -> float:
    """A chance as it is drawn, with a tenth of a per cent."""
    return round(100 * share, 1)


def lack(why: Lack, sample: Sample) -> Text:
    """Why nothing is forecast from a sample.

    >>> import numpy as np
    >>> from altaclario.charts.messages import english
    >>> english(lack("few items", Sample(np.zeros(2, "M8[D]"), np.array([2, 4]))))
    'it needs 10 finished items, the history has 6'
    """
    if why == "few items":
        text = "it needs {least} finished items, the history has {found}"
        return Message(text, {"least": samples.LEAST_ITEMS, "found": sample.finished})
    if why == "few days":
        text = "it needs {least} days on which something was finished, the history has {found}"
        return Message(text, {"least": samples.LEAST_DAYS, "found": int((sample.items > 0).sum())})
    return Message(_LACKS[why])


def bare(chance: Text) -> Text:
    """A chance without its sign, which stands beside the figure.

    >>> bare("< 1\u202f%")
    '< 1'
    """
    return chance.removesuffix("\u202f%") if isinstance(chance, str) else chance


def working_days(count: int) -> Message:
    """Days to come, without those that are not worked."""
    return counted("{count} working day", "{count} working days", count)
