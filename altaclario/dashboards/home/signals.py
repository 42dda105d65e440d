"""What needs a decision: each signal with its size, its age, whose it is, and where to look."""

from collections.abc import Sequence
from dataclasses import dataclass

from altaclario.charts import odds, team_weeks, wording
from altaclario.charts.messages import Message, Text
from altaclario.charts.panels import Badge, Link, Listing
from altaclario.charts.shaded_days import LIKELY
from altaclario.dashboards.addresses import link
from altaclario.dashboards.home.answers import HomeAnswer, Old, Release
from altaclario.dashboards.home.together import Part, Team
from altaclario.metrics.xmr import Process

MOST, MOST_OF_A_KIND = 7, 3
_HALF = 0.5
TRUSTED = 0.95
"""Below that share of what the figures are made of, they are in doubt."""
_ACT, _WATCH = Badge("is-act", Message("Act")), Badge("is-watch", Message("Watch"))
_DOUBT = Badge("is-off", Message("Doubt"))
_ORDER = (_ACT, _WATCH, _DOUBT)


@dataclass(frozen=True, slots=True)
class Signal:
    """One row of the list."""

    badge: Badge
    what: Text
    size: Text
    age: Text
    team: Text
    where: Link


def signals(parts: Sequence[Part], teams: Sequence[Team]) -> list[Signal]:
    """The most pressing first: what is to be done before what is to be watched, and doubts about figures last."""
    found = [*_releases(parts), *_old(parts), *_weeks(teams), *_sprints(parts), *_doubts(parts)]
    return sorted(found, key=lambda one: _ORDER.index(one.badge))


def listing(found: Sequence[Signal]) -> Listing:
    """At most seven of them."""
    beyond = len(found) - MOST
    caption: list[Text] = [
        Message("Ranked by rule broken: act before watch, doubts about figures last"),
        Message("{count} more are not shown", {"count": beyond}) if beyond > 0 else "",
    ]
    return Listing(
        title=Message("What needs a look, the most pressing first"),
        caption=wording.joined(caption) if found else "",
        heads=tuple(map(Message, ("What", "Signal", "Size", "Age", "Team", "Where to look"))),
        rows=tuple((one.what, one.badge, one.size, one.age, one.team or "–", one.where) for one in found[:MOST]),
        hidden=frozenset({2, 4}),
        empty=Message("Nothing needs a decision: no rule is broken, nothing is late, and no figure is in doubt."),
    )


def _releases(parts: Sequence[Part]) -> list[Signal]:
    doubtful = [(part, one) for part in parts for one in part.answer.releases if one.chance < LIKELY]
    doubtful.sort(key=lambda pair: (pair[1].chance, pair[1].target))
    return [_release(part, one) for part, one in doubtful[:MOST_OF_A_KIND]]


def _release(part: Part, one: Release) -> Signal:
    values = {"name": one.name, "chance": odds.chance(one.chance), "day": one.target}
    before = "–" if one.before is None else Message("was {chance} a week ago", {"chance": odds.chance(one.before)})
    return Signal(
        _ACT if one.chance < _HALF else _WATCH,
        Message(
            "{name} was due on {day}" if one.target <= part.answer.today else "{name} is {chance} likely by {day}",
            values,
        ),
        Message("{items} left", {"items": wording.items(one.left)}),
        before,
        part.name,
        _to("releases", Message("See the release"), part, version=one.id),
    )


def _old(parts: Sequence[Part]) -> list[Signal]:
    every = [(part, one) for part in parts for one in part.answer.old]
    every.sort(key=lambda pair: (pair[1].item.blocked_since is None, -(pair[1].item.age_days or 0)))
    return [_old_one(part, one) for part, one in every[:MOST_OF_A_KIND]]


def _old_one(part: Part, one: Old) -> Signal:
    item = one.item
    days = wording.days(item.age_days or 0)
    text = (
        "{key} has been in progress for {days} and is blocked"
        if item.blocked_since
        else "{key} has been in progress for {days}"
    )
    size = Message(
        "{share}\u202f% of finished work was younger when it left {status}",
        {"share": part.answer.old_share or 0, "status": item.status or wording.stage(item.stage)},
    )
    where = Link(Message("Open its timeline"), f"items/{part.key}/{one.id}" if part.key else "")
    return Signal(_ACT, Message(text, {"key": item.key, "days": days}), size, days, one.team or part.name, where)


def _weeks(teams: Sequence[Team]) -> list[Signal]:
    found = []
    for team in teams:
        kinds = ((team.finished, "finished {count} in the last whole week"), (team.in_progress, "works on {count}"))
        for process, words in kinds:
            if team_weeks.last_signals(process):
                found.append(_changed(team, process, words))
    return found


def _changed(team: Team, process: Process, words: str) -> Signal:
    limits, last = process.limits, float(process.values[-1])
    is_outside = bool(process.signals is not None and process.signals.outside[-1])
    rule = Message("outside its limits") if is_outside else Message("a run on one side of its average")
    count = wording.items(int(last))
    values = {"team": team.name or Message("All work"), "what": Message(words, {"count": count}), "rule": rule}
    size: Text = ""
    if limits is not None:
        ends = {"low": wording.tenths(limits.lower), "high": wording.tenths(limits.upper)}
        size = Message("usually {low} to {high}", ends)
    where = Link(Message("See its flow"), _address("flow", **({"team": team.id} if team.id else {})))
    age = Message("the last whole week")
    return Signal(_ACT if is_outside else _WATCH, Message("{team} {what}: {rule}", values), size, age, team.name, where)


def _sprints(parts: Sequence[Part]) -> list[Signal]:
    found = []
    for part in parts:
        one = part.answer.sprint
        if one is None or one.chance is None or one.chance >= _HALF:
            continue
        values = {"name": one.name, "chance": odds.chance(one.chance), "items": wording.items(one.items)}
        days = odds.working_days(one.days_left)
        found.append(
            Signal(
                _WATCH,
                Message("{name} is {chance} likely to finish all of {items}", values),
                Message("{items} left", {"items": wording.items(one.items - one.done)}),
                Message("{days} left", {"days": days}),
                part.name,
                _to("sprint", Message("Choose what waits"), part, sprint=one.id),
            )
        )
    return found


def _doubts(parts: Sequence[Part]) -> list[Signal]:
    return [
        Signal(
            _DOUBT,
            Message(
                "{share}\u202f% of what the figures are made of can be trusted",
                {"share": wording.percent(answer.trust)},
            ),
            Message("{items} looked at", {"items": wording.items(answer.looked_at)}),
            "–",
            part.name,
            _to("hygiene", Message("See what to mend"), part),
        )
        for part in parts
        if (answer := part.answer).trust is not None and answer.trust < TRUSTED
    ]


def _to(page: str, word: Text, part: Part, **query: str) -> Link:
    return Link(word, _address(page, **({"connection": part.key} if part.key else {}), **query))


def _address(page: str, **query: str) -> str:
    return page + link(query) if query else page


def told(answers: Sequence[HomeAnswer]) -> int:
    """Open releases without a day."""
    return sum(one.undated for one in answers)
