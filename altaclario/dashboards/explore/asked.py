"""From the address of the explore page to the question that it asks, and the filters that change it."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

import numpy as np

from altaclario.charts import wording
from altaclario.charts.messages import Message, Text
from altaclario.charts.panels import Choice, Filter
from altaclario.dashboards import addresses, past_days, questions, team_words
from altaclario.dashboards.addresses import NotUnderstood, link
from altaclario.dashboards.explore import groups as grouping
from altaclario.dashboards.questions import Asked
from altaclario.metrics import counting
from altaclario.metrics.questions import ExploreQuestion, Grouped, Measured, Over
from altaclario.metrics.settings import Settings
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import Snapshot

MEASURES: Mapping[Measured, Message] = {
    "finished": Message("Items finished"),
    "started": Message("Items started"),
    "created": Message("Items created"),
    "progress": Message("Items in progress"),
    "cycle": Message("Cycle time"),
    "lead": Message("Lead time"),
    "points": Message("Points finished"),
}
GROUPS: Mapping[Grouped, Message] = {
    "type": Message("Type"),
    "status": Message("Status"),
    "project": Message("Project"),
    "parent": Message("Parent"),
    "area": Message("Area"),
    "resolution": Message("Resolution"),
    "priority": Message("Priority"),
    "none": Message("Nothing"),
}
OVERS: Mapping[Over, Message] = {
    "none": Message("The whole window"),
    "week": Message("Weeks"),
    "month": Message("Months"),
}
_MOST_OFFERED = 30

_Word = TypeVar("_Word", Measured, Grouped, Over)


def asked(
    query: Mapping[str, str], snapshot: Snapshot, settings: Settings, today: date, team: Team | None = None
) -> Asked[ExploreQuestion]:
    """The question of the explore page. Whatever means nothing falls back to the default, with a note in words."""
    notes: list[Text] = team_words.missing(snapshot, team)
    at = past_days.asked(query, questions.EARLIEST, today, notes)
    first, last, window = questions.window(query, at, notes)
    board = questions.board(query, snapshot, notes)
    counting_ = questions.counting(query, settings, notes)
    measure = _measure(query, snapshot, notes)
    by = _word(query, "by", GROUPS, "type", notes)
    over = _word(query, "over", OVERS, "none", notes)
    share = _share(query, settings, notes)
    known = _known(snapshot, by)
    only = _only(query, known, notes)
    state = {
        **addresses.kept(query),
        **questions.of_team(team),
        **window,
        **past_days.state(at, today),
        **({"board": board} if board else {}),
        **({} if counting_.clock == settings.clock else {"clock": counting_.clock}),
        **({} if measure == "finished" else {"measure": measure}),
        **({} if by == "type" else {"by": by}),
        **({} if over == "none" else {"over": over}),
        **({} if share == _default_share(settings) else {"share": str(share)}),
        **({"only": only} if only else {}),
    }
    filters = [
        _words(state, Message("Figure"), "measure", _offered(snapshot), measure, "finished"),
        _shares(state, settings, share) if measure in ("cycle", "lead") else None,
        _words({**state, "only": ""}, Message("By"), "by", GROUPS, by, "type"),
        _words(state, Message("Over"), "over", OVERS, over, "none"),
        _onlys(state, known, only),
        questions.windows(state, first, last, at),
        past_days.days(state, at, questions.EARLIEST, today),
        questions.boards(state, snapshot, board, team),
        questions.clocks(state, counting_.clock, settings),
    ]
    earlier, later = past_days.around(state, at, questions.EARLIEST, today)
    return Asked(
        question=ExploreQuestion(first, last, measure, by, over, share, only, board, team),
        settings=counting_,
        today=at,
        filters=tuple(one for one in filters if one and len(one.choices) > 1),
        state=state,
        everywhere={name: value for name, value in questions.everywhere(state).items() if name != "only"},
        notes=tuple(notes),
        earlier=earlier,
        later=later,
    )


def _word(
    query: Mapping[str, str], name: str, words: Mapping[_Word, Message], usual: _Word, notes: list[Text]
) -> _Word:
    said = query.get(name, "").strip()
    found = next((word for word in words if word == said), None)
    if said and found is None:
        text = '"{value}" is not among what is offered; {usual} stands in for it.'
        notes.append(Message(text, {"value": addresses.short(said), "usual": words[usual]}))
    return found or usual


def _offered(snapshot: Snapshot) -> Mapping[Measured, Message]:
    return {name: word for name, word in MEASURES.items() if name != "points" or snapshot.has_points}


def _measure(query: Mapping[str, str], snapshot: Snapshot, notes: list[Text]) -> Measured:
    measure = _word(query, "measure", MEASURES, "finished", notes)
    if measure == "points" and not snapshot.has_points:
        notes.append(Message("This tracker has no field for estimates; items are counted."))
        return "finished"
    return measure


def _default_share(settings: Settings) -> int:
    return 85 if 85 in settings.percentiles else settings.percentiles[0]


def _share(query: Mapping[str, str], settings: Settings, notes: list[Text]) -> int:
    said = query.get("share", "").strip()
    if not said:
        return _default_share(settings)
    if said not in map(str, settings.percentiles):
        text = '"{value}" is none of the percentiles that are shown here.'
        notes.append(Message(text, {"value": addresses.short(said)}))
        return _default_share(settings)
    return int(said)


def _known(snapshot: Snapshot, by: Grouped) -> dict[str, Text]:
    """The groups that have an id, by it, the largest first."""
    found = grouping.groups(snapshot, np.flatnonzero(counting.base_level(snapshot)), by)
    many = np.bincount(found.of, minlength=len(found.names))
    order = np.argsort(-many, kind="stable").tolist()
    return {found.ids[place]: found.names[place] for place in order if found.ids[place]}


def _only(query: Mapping[str, str], known: Mapping[str, Text], notes: list[Text]) -> str | None:
    try:
        only = addresses.name(query, "only")
        if only is not None and only not in known:
            raise NotUnderstood(Message("{id} is no group of this page.", {"id": only}))
        return only
    except NotUnderstood as found:
        notes.append(wording.joined([found.why, Message("All groups are shown.")], by=" "))
        return None


def _words(
    state: Mapping[str, str], title: Message, name: str, words: Mapping[_Word, Message], chosen: _Word, usual: _Word
) -> Filter:
    kept = {key: value for key, value in state.items() if value}
    choices = [
        Choice(word, link(kept, **{name: None if one == usual else one}), one == chosen) for one, word in words.items()
    ]
    return Filter(title, tuple(choices))


def _shares(state: Mapping[str, str], settings: Settings, share: int) -> Filter:
    choices = [
        Choice(
            Message("{share} %", {"share": one}),
            link(state, share=None if one == _default_share(settings) else str(one)),
            one == share,
        )
        for one in settings.percentiles
    ]
    return Filter(Message("Percentile"), tuple(choices))


def _onlys(state: Mapping[str, str], known: Mapping[str, Text], only: str | None) -> Filter:
    shown = list(known.items())[:_MOST_OFFERED]
    if only and only not in dict(shown):
        shown.append((only, known[only]))
    every = [Choice(Message("All"), link(state, only=None), only is None)]
    return Filter(Message("Only"), (*every, *(Choice(name, link(state, only=id), id == only) for id, name in shown)))
