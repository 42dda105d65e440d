"""The list of items at the foot of a page: as many rows as the figure beside it says."""

from collections.abc import Mapping
from datetime import date

from altaclario.charts import ageing, wording
from altaclario.charts.drawing import Text
from altaclario.charts.messages import Message, plain
from altaclario.charts.panels import Badge, Listing
from altaclario.dashboards.open_items import OpenItem, OpenItems
from altaclario.metrics.percentiles import Spread
from altaclario.snapshots.snapshot import Stage

Remarks = Mapping[str, tuple[Text, ...]]
"""More to say about items, by key."""

_KEYS_ONLY = Message("keys only, because titles are contents")
_HEADS = ("Item", "Status", "Against finished work", "Age, days", "Type", "Started", "Noted")
_AGE = 3
_HIDDEN = frozenset({4, 5, 6})


def in_progress(items: OpenItems, usual: Spread, on: date) -> Listing:
    """What was in progress at the end of a day."""
    return Listing(
        title=Message("Items in progress, oldest first"),
        caption=wording.joined(
            [wording.items(len(items)), Message("at the end of {day}", {"day": on}), _KEYS_ONLY] if len(items) else []
        ),
        heads=tuple(map(Message, _HEADS)),
        rows=tuple(_row(one, usual, {}) for one in items),
        numbers=frozenset({_AGE}),
        hidden=_HIDDEN,
        empty=Message("Nothing is in progress: no item is in an active or waiting stage."),
    )


def left(items: OpenItems, usual: Spread, remarks: Remarks, *, title: Message, empty: Message) -> Listing:
    """What is left of a sprint; what has not begun comes last."""
    return Listing(
        title=title,
        caption=wording.joined([wording.items(len(items)), _KEYS_ONLY] if len(items) else []),
        heads=tuple(map(Message, _HEADS)),
        rows=tuple(_row(one, usual, remarks) for one in items),
        numbers=frozenset({_AGE}),
        hidden=_HIDDEN,
        empty=empty,
    )


def _row(one: OpenItem, usual: Spread, remarks: Remarks) -> tuple[Text | Badge, ...]:
    noted = wording.joined([*remarks.get(one.key, ()), wording.flags(one.flags)], by=", ")
    return (
        one.key,
        one.status or wording.stage(one.stage),
        _compared(one, usual),
        wording.number(one.age_days),
        one.type,
        "–" if one.started is None else plain(one.started),
        noted,
    )


def _compared(one: OpenItem, usual: Spread) -> Badge:
    """The age of an item against the cycle times of finished work: the highest percentile that it has passed."""
    if one.age_days is None:
        is_begun = one.stage in (Stage.ACTIVE, Stage.WAITING)
        return Badge("is-off", Message("start not known") if is_begun else _standing(one.stage))
    if usual.n < wording.ENOUGH or not usual.percentiles:
        return Badge("is-off", Message("too little to compare"))
    passed = [share for share, length in usual.percentiles.items() if length is not None and one.age_days > length]
    limit = ageing.limit_of(usual)
    if not passed:
        return Badge("is-on-track", Message("usual"))
    is_late = limit is not None and max(passed) >= limit[0]
    return Badge("is-act" if is_late else "is-watch", Message("older than {share} %", {"share": max(passed)}))


def _standing(stage: Stage) -> Text:
    return {Stage.DONE: Message("done since"), Stage.CANCELLED: Message("cancelled")}.get(stage, Message("not started"))
