"""Which figures moved in seven days, and why: each is made again from what was known then."""

from collections.abc import Sequence

from altaclario.charts import odds, wording
from altaclario.charts.drawing import Chart, Twin
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.dashboards.home.answers import Cycle, Moved, Release
from altaclario.dashboards.home.together import Part

_LEAST = 0.005
"""A chance that moved by less says the same."""


def chart(parts: Sequence[Part]) -> Chart:
    """A table of those that moved; how many did not is in its caption."""
    rows, still = [], 0
    for part in parts:
        told = [
            *_cycle(part, part.answer.cycle),
            *(row for one in part.answer.moved for row in _moved(part, one)),
            *(row for one in part.answer.releases for row in _release(part, one)),
        ]
        every = 1 + len(part.answer.moved) + len(part.answer.releases)
        rows += told
        still += every - len(told)
    return Chart(
        name="changes",
        finding=counted("{count} figure moved in seven days", "{count} figures moved in seven days", len(rows)),
        caption=wording.joined(
            [
                Message("Made again as they would have read a week ago; nothing was stored"),
                counted("{count} figure did not move", "{count} figures did not move", still) if still else "",
            ]
        ),
        drawing=None,
        twin=Twin(tuple(map(Message, ("Figure", "Now", "A week ago", "Why"))), tuple(rows), frozenset({1, 2})),
        why="" if rows else Message("Each figure reads as it did a week ago."),
    )


def _cycle(part: Part, one: Cycle) -> list[tuple[Text, ...]]:
    if one.now == one.before:
        return []
    name = Message("Cycle time p{share}", {"share": one.share})
    why = Message(
        "{came} came into the twelve weeks, {went} left them",
        {"came": wording.items(one.came), "went": wording.items(one.went)},
    )
    return [(_named(name, part.name), _days(one.now), _days(one.before), why)]


def _moved(part: Part, one: Moved) -> list[tuple[Text, ...]]:
    if one.now == one.before:
        return []
    name: Text = Message("In progress, {team}", {"team": one.name}) if one.name else Message("In progress")
    why = Message(
        "{started} started, {finished} finished",
        {"started": wording.items(one.started), "finished": wording.items(one.finished)},
    )
    return [(_named(name, part.name), plain(one.now), plain(one.before), why)]


def _release(part: Part, one: Release) -> list[tuple[Text, ...]]:
    if one.before is None or abs(one.chance - one.before) < _LEAST:
        return []
    name = Message("Likely by {day}, {name}", {"day": one.target, "name": one.name})
    grew = one.left - one.left_before
    why: Text = Message("as many are left, and a week is gone")
    if grew:
        words = ("{count} item fewer is left", "{count} items fewer are left")
        if grew > 0:
            words = ("{count} item more is left", "{count} items more are left")
        why = counted(*words, abs(grew))
    return [(_named(name, part.name), odds.chance(one.chance), odds.chance(one.before), why)]


def _named(name: Text, tracker: Text) -> Text:
    return wording.joined([name, tracker]) if tracker else name


def _days(count: float | None) -> Text:
    return "–" if count is None else Message("{days} d", {"days": count})
