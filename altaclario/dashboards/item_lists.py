"""The list of items at the foot of a page: as many rows as the figure beside it says."""

from collections.abc import Mapping
from datetime import date

from altaclario.charts import wording
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.charts.panels import Badge, Listing
from altaclario.dashboards.open_items import OpenItem, OpenItems
from altaclario.dashboards.pacing import Pacing
from altaclario.snapshots.snapshot import Stage

Remarks = Mapping[str, tuple[Text, ...]]
"""More to say about items, by key."""

_HALF = 50
"""What is older than half of the finished work is as usual as what is not."""
_KEYS_ONLY = Message("keys only, because titles are contents")
_HEADS = ("Item", "Status", "Age", "In its status", "Type", "Started", "Noted")
_NUMBERS = frozenset({2})
_HIDDEN = frozenset({4, 5, 6})


def in_progress(items: OpenItems, pacing: Pacing, on: date) -> Listing:
    """What was in progress at the end of a day."""
    return _listing(
        items,
        pacing,
        {},
        title=Message("Items in progress, oldest first"),
        caption=[Message("at the end of {day}", {"day": on}), _against(pacing)],
        empty=Message("Nothing is in progress: no item is in an active or waiting stage."),
    )


def left(items: OpenItems, pacing: Pacing, remarks: Remarks, *, title: Text, empty: Text) -> Listing:
    """What is left of a sprint, as it stands now; what has not begun comes last."""
    return _listing(items, pacing, remarks, title=title, caption=[_against(pacing)], empty=empty)


def _listing(
    items: OpenItems, pacing: Pacing, remarks: Remarks, *, title: Text, caption: list[Text], empty: Text
) -> Listing:
    rows = [_row(one, pacing, remarks) for one in items]
    # The last column is left out where it would be empty.
    width = len(_HEADS) if any(row[-1] for row in rows) else len(_HEADS) - 1
    return Listing(
        title=title,
        caption=wording.joined([wording.items(len(items)), *caption, _KEYS_ONLY]) if rows else "",
        heads=tuple(map(Message, _HEADS[:width])),
        rows=tuple(row[:width] for row in rows),
        numbers=_NUMBERS,
        hidden=_HIDDEN,
        empty=empty,
    )


def _against(pacing: Pacing) -> Text:
    return counted(
        "compared with the ages at which {count} finished item left each status",
        "compared with the ages at which {count} finished items left each status",
        pacing.finished,
    )


def _row(one: OpenItem, pacing: Pacing, remarks: Remarks) -> tuple[Text | Badge, ...]:
    return (
        one.key,
        _status(one),
        "–" if one.age_days is None else Message("{days} d", {"days": one.age_days}),
        _compared(one, pacing),
        one.type,
        "–" if one.started is None else plain(one.started),
        wording.joined([*_blocked(one), *remarks.get(one.key, ()), wording.flags(one.flags)], by=", "),
    )


def _compared(one: OpenItem, pacing: Pacing) -> Badge:
    """The age of an item against the pace of its status: the highest share of finished work that was younger."""
    if one.age_days is None:
        return Badge("is-off", _ageless(one))
    if one.passed is None or pacing.share is None:
        return Badge("is-off", Message("too little to compare"))
    if one.passed <= _HALF:
        return Badge("is-on-track", Message("usual"))
    tone = "is-act" if one.passed >= pacing.share else "is-watch"
    return Badge(tone, Message("above {share} %", {"share": one.passed}))


def _status(one: OpenItem) -> Text:
    name = one.status or wording.stage(one.stage)
    return Message("{status} · blocked", {"status": name}) if one.blocked_since else name


def _blocked(one: OpenItem) -> list[Text]:
    return [Message("blocked since {day}", {"day": one.blocked_since})] if one.blocked_since else []


def _ageless(one: OpenItem) -> Text:
    if one.stage in (Stage.ACTIVE, Stage.WAITING):
        return Message("start not known")
    if one.stage is Stage.BACKLOG:
        return Message("not started") if one.started is None else Message("back in backlog")
    return Message("done since") if one.stage is Stage.DONE else Message("cancelled")
