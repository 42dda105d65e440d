"""The list of items at the foot of a page: as many rows as the figure beside it says."""

from collections.abc import Mapping
from datetime import date

from altaclario.charts import ageing, wording
from altaclario.charts.drawing import Text
from altaclario.charts.messages import Message, counted, plain
from altaclario.charts.panels import Badge, Listing
from altaclario.dashboards.open_items import OpenItem, OpenItems
from altaclario.metrics.percentiles import Spread
from altaclario.snapshots.snapshot import Stage

Remarks = Mapping[str, tuple[Text, ...]]
"""More to say about items, by key."""

_HALF = 50
"""What is older than half of the finished work is as usual as what is not."""
_KEYS_ONLY = Message("keys only, because titles are contents")
_HEADS = ("Item", "Status", "Age", "Compared", "Type", "Started", "Noted")
_NUMBERS = frozenset({2})
_HIDDEN = frozenset({4, 5, 6})


def in_progress(items: OpenItems, usual: Spread, on: date) -> Listing:
    """What was in progress at the end of a day."""
    return _listing(
        items,
        usual,
        {},
        title=Message("Items in progress, oldest first"),
        caption=[Message("at the end of {day}", {"day": on}), _against(usual)],
        empty=Message("Nothing is in progress: no item is in an active or waiting stage."),
    )


def left(items: OpenItems, usual: Spread, remarks: Remarks, *, title: Text, empty: Text) -> Listing:
    """What is left of a sprint, as it stands now; what has not begun comes last."""
    return _listing(items, usual, remarks, title=title, caption=[_against(usual)], empty=empty)


def _listing(
    items: OpenItems, usual: Spread, remarks: Remarks, *, title: Text, caption: list[Text], empty: Text
) -> Listing:
    rows = [_row(one, usual, remarks) for one in items]
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


def _against(usual: Spread) -> Text:
    return counted(
        "compared with the cycle time of {count} finished item",
        "compared with the cycle times of {count} finished items",
        usual.n,
    )


def _row(one: OpenItem, usual: Spread, remarks: Remarks) -> tuple[Text | Badge, ...]:
    return (
        one.key,
        one.status or wording.stage(one.stage),
        "–" if one.age_days is None else Message("{days} d", {"days": one.age_days}),
        _compared(one, usual),
        one.type,
        "–" if one.started is None else plain(one.started),
        wording.joined([*remarks.get(one.key, ()), wording.flags(one.flags)], by=", "),
    )


def _compared(one: OpenItem, usual: Spread) -> Badge:
    """The age of an item against the cycle times of finished work: the highest percentile that it has passed."""
    if one.age_days is None:
        return Badge("is-off", _ageless(one))
    limit = ageing.limit_of(usual)
    if limit is None:
        return Badge("is-off", Message("too little to compare"))
    passed = [share for share, length in usual.percentiles.items() if length is not None and one.age_days > length]
    highest = max(passed, default=0)
    if highest <= _HALF:
        return Badge("is-on-track", Message("usual"))
    return Badge("is-act" if highest >= limit[0] else "is-watch", Message("above {share} %", {"share": highest}))


def _ageless(one: OpenItem) -> Text:
    if one.stage in (Stage.ACTIVE, Stage.WAITING):
        return Message("start not known")
    if one.stage is Stage.BACKLOG:
        return Message("not started") if one.started is None else Message("back in backlog")
    return Message("done since") if one.stage is Stage.DONE else Message("cancelled")
