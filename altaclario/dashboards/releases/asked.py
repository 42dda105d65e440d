"""From the address of the releases page to the question that it asks, and the filters that change it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from altaclario.charts import wording
from altaclario.charts.messages import Message, Text
from altaclario.charts.panels import Choice, Filter
from altaclario.dashboards import addresses, past_days, questions, team_words
from altaclario.dashboards.addresses import NotUnderstood, link
from altaclario.dashboards.forecast import choices as forecast_choices
from altaclario.dashboards.questions import Asked
from altaclario.metrics import calendar, releases, sprint_days
from altaclario.metrics.questions import ReleaseQuestion
from altaclario.metrics.releases import Release
from altaclario.metrics.settings import Settings
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import Snapshot

MOST_OUT = 26
"""So many releases that are out are offered."""


def asked(
    query: Mapping[str, str], snapshot: Snapshot, settings: Settings, today: date, team: Team | None = None
) -> Asked[ReleaseQuestion]:
    """The question of the releases page. It counts working days, whatever the clock of other pages."""
    notes: list[Text] = team_words.missing(snapshot, team)
    at = past_days.asked(query, questions.EARLIEST, today, notes)
    history = forecast_choices.history(query, notes)
    until = calendar.start_of(at + timedelta(1), settings.zone)
    every = releases.of(sprint_days.placed(snapshot, settings.zone, until), settings).every
    shown = _release(query, "version", every, Message("All releases are shown."), notes)
    against = _release(query, "against", every, Message("Nothing is compared."), notes)
    if (against is not None and against in (shown, None)) or shown is None:
        against = None
    in_turn = not _is_on(query, "turn", "each", Message("Releases are taken in turn."), notes)
    grows = _is_on(query, "growth", "on", Message("The scope stays as it is."), notes)
    if grows and shown is None:
        notes.append(Message("Growth is told of one release at a time: choose one."))
        grows = False
    state = {
        **addresses.kept(query),
        **questions.of_team(team),
        **({"version": shown.id} if shown else {}),
        **({"against": against.id} if against else {}),
        **({} if in_turn else {"turn": "each"}),
        **({"growth": "on"} if grows else {}),
        **({} if history == forecast_choices.DEFAULT_DAYS else {"window": str(history)}),
        **past_days.state(at, today),
    }
    filters = [
        _releases(state, every, shown),
        *([_others(state, every, shown, against)] if shown else []),
        _switch(
            state, "turn", Message("Order"), Message("In turn, by their days"), ("each", Message("Each by itself"))
        ),
        *([_growth(state)] if shown else []),
        forecast_choices.histories(state),
        past_days.days(state, at, questions.EARLIEST, today),
    ]
    earlier, later = past_days.around(state, at, questions.EARLIEST, today)
    last = at - timedelta(1)
    return Asked(
        question=ReleaseQuestion(
            first=questions.back(last, history),
            last=last,
            version=shown.id if shown else None,
            against=against.id if against else None,
            team=team,
            in_turn=in_turn,
            grows=grows,
        ),
        settings=replace(settings, clock="working"),
        today=at,
        filters=tuple(one for one in filters if len(one.choices) > 1 or one.day),
        state=state,
        everywhere=questions.everywhere(state),
        notes=tuple(notes),
        earlier=earlier,
        later=later,
    )


def named(one: Release, every: tuple[Release, ...]) -> str:
    """The name of a release; with its project, or its number, where another has the same name.

    >>> named(Release("1", "2.1", project="PAY"), (Release("1", "2.1", project="PAY"), Release("2", "2.1")))
    '2.1 (PAY)'
    """
    return names(every).get(one.id, one.name)


def names(every: tuple[Release, ...]) -> dict[str, str]:
    """What to call each of them, by its id."""
    same = Counter(one.name for one in every)
    twins = Counter((one.name, one.project) for one in every)
    return {
        one.id: one.name
        if same[one.name] == 1
        else f"{one.name} ({one.project})"
        if one.project and twins[one.name, one.project] == 1
        else f"{one.name} ({one.id})"
        for one in every
    }


def _release(
    query: Mapping[str, str], name: str, every: tuple[Release, ...], instead: Message, notes: list[Text]
) -> Release | None:
    try:
        asked = addresses.name(query, name)
        found = next((one for one in every if one.id == asked), None)
        if asked is not None and found is None:
            raise NotUnderstood(Message("Release {id} is not among those that were read.", {"id": asked}))
        return found
    except NotUnderstood as problem:
        notes.append(wording.joined([problem.why, instead], by=" "))
        return None


def _is_on(query: Mapping[str, str], name: str, word: str, instead: Message, notes: list[Text]) -> bool:
    asked = query.get(name, "").strip()
    if asked and asked != word:
        why = Message('"{value}" is nothing that is offered.', {"value": addresses.short(asked)})
        notes.append(wording.joined([why, instead], by=" "))
    return asked == word


def _listed(every: tuple[Release, ...], *chosen: Release | None) -> list[Release]:
    """Open ones as they come, then the last ones that are out; those that are chosen are always among them."""
    still = sorted((one for one in every if one.is_open), key=lambda one: one.order)
    out = sorted((one for one in every if not one.is_open and not one.is_archived), key=lambda one: one.order)
    found = [*still, *out[::-1][:MOST_OUT]]
    return [*found, *(one for one in chosen if one is not None and one not in found)]


def _releases(state: Mapping[str, str], every: tuple[Release, ...], shown: Release | None) -> Filter:
    called = names(every)
    choices = [Choice(Message("All"), link(state, version=None, against=None), shown is None)]
    choices += [
        Choice(called[one.id], link(state, version=one.id, against=None), one == shown) for one in _listed(every, shown)
    ]
    return Filter(Message("Release"), tuple(choices))


def _others(
    state: Mapping[str, str], every: tuple[Release, ...], shown: Release | None, against: Release | None
) -> Filter:
    called = names(every)
    choices = [Choice(Message("Nothing"), link(state, against=None), against is None)]
    choices += [
        Choice(called[one.id], link(state, against=one.id), one == against)
        for one in _listed(every, against)
        if one != shown
    ]
    return Filter(Message("Compared with"), tuple(choices))


def _growth(state: Mapping[str, str]) -> Filter:
    return _switch(state, "growth", Message("Scope"), Message("Stays as it is"), ("on", Message("Goes on growing")))


def _switch(state: Mapping[str, str], name: str, title: Message, off: Message, on: tuple[str, Message]) -> Filter:
    word, said = on
    return Filter(
        title,
        (
            Choice(off, link(state, **{name: None}), name not in state),
            Choice(said, link(state, **{name: word}), name in state),
        ),
    )
