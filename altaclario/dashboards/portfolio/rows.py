"""The initiatives of all trackers as one table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from altaclario.charts import odds, shaded_days, wording
from altaclario.charts.messages import Message, Text, plain
from altaclario.charts.panels import Badge, Listing
from altaclario.charts.shaded_days import LIKELY
from altaclario.dashboards.portfolio.answers import Told

_HALF = 0.5
_RELEASE = Message("Release")


@dataclass(frozen=True, slots=True)
class Shown:
    """One initiative, and the tracker it is of, where there are several."""

    told: Told
    tracker: Text

    @property
    def name(self) -> str:
        return self.told.what.name

    @property
    def by_then(self) -> float | None:
        """How likely it meets its day; None without one, and where nobody can say."""
        return self.told.odds.by_then if self.told.odds else None

    @property
    def is_doubtful(self) -> bool:
        return self.by_then is not None and self.by_then < LIKELY


def listing(shown: Sequence[Shown], finished: int, share: int, today: date) -> Listing:
    """A row for each, those in doubt first."""
    has_trackers = any(one.tracker for one in shown)
    heads: list[Text] = [Message("Initiative"), Message("Type")]
    heads += [Message("Tracker")] if has_trackers else []
    place = len(heads)
    heads += [
        Message("State"),
        Message("Done"),
        Message("{share}\u202f% by", {"share": share}),
        Message("Target"),
        Message("Likely by then"),
        Message("Moved in 4 weeks"),
        Message("Scope since start"),
    ]
    return Listing(
        title=Message("Initiatives, those in doubt first"),
        caption=_caption(shown, finished),
        heads=tuple(heads),
        rows=tuple(_row(one, share, today, has_trackers=has_trackers) for one in shown),
        numbers=frozenset({place + 1, place + 4, place + 5, place + 6}),
        hidden=frozenset({1, *([2] if has_trackers else []), place + 5, place + 6}),
        empty=Message("No parent and no release has an item that is not done."),
    )


def state(one: Shown, today: date) -> Badge:
    """How it stands, by the rule that the recipe names."""
    told = one.told
    if told.odds is None:
        return Badge("is-off", Message("cannot forecast"))
    if told.what.target is None:
        return Badge("is-off", Message("no target"))
    if told.what.target < today:
        return Badge("is-act", Message("late"))
    chance = told.odds.by_then or 0
    if chance < _HALF:
        return Badge("is-act", Message("more likely late"))
    if chance < LIKELY:
        return Badge("is-watch", Message("below {share} %", {"share": round(100 * LIKELY)}))
    return Badge("is-on-track", Message("on track"))


def bar(one: Shown) -> shaded_days.Row:
    """Its row in the timeline."""
    told = one.told
    return shaded_days.Row(one.name, told.odds.days if told.odds else {}, told.what.target, one.by_then)


def _caption(shown: Sequence[Shown], finished: int) -> Text:
    if not shown:
        return ""
    return wording.joined(
        [
            Message("{count} with something left", {"count": len(shown)}),
            Message("{count} more are finished", {"count": finished}) if finished else "",
            Message("keys only, because titles are contents"),
        ]
    )


def _row(one: Shown, share: int, today: date, *, has_trackers: bool) -> tuple[Text | Badge, ...]:
    told, what = one.told, one.told.what
    day = told.day(share)
    return (
        one.name,
        what.type or _RELEASE,
        *([one.tracker] if has_trackers else []),
        state(one, today),
        Message("{done} of {items}", {"done": what.done, "items": what.items}),
        _far(told) if day is None else plain(day),
        "–" if what.target is None else plain(what.target),
        "–" if one.by_then is None else odds.chance(one.by_then),
        _moved(told.slipped(share)),
        _grown(what.grew),
    )


def _far(told: Told) -> Text:
    return "–" if told.odds is None else Message("more than ten years away")


def _moved(days: int | None) -> Text:
    if days is None:
        return "–"
    return (
        Message("no change")
        if not days
        else Message("{sign}{days} d", {"sign": "+" if days > 0 else "−", "days": abs(days)})
    )


def _grown(share: float | None) -> Text:
    if share is None:
        return "–"
    return Message("{sign}{share}\u202f%", {"sign": "−" if share < 0 else "+", "share": wording.percent(abs(share))})
