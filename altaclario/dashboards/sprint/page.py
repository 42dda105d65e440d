"""The sprint page: what was committed, what moved, what got done."""

from datetime import date

from altaclario.charts import ledger, odds, wording
from altaclario.charts.messages import Message, Text, counted
from altaclario.charts.panels import Listing, Page
from altaclario.dashboards import item_lists, recipes
from altaclario.dashboards.questions import Asked
from altaclario.dashboards.sprint import charts as sprint_charts
from altaclario.dashboards.sprint import figures as sprint_figures
from altaclario.dashboards.sprint.answers import SprintAnswer, SprintSets
from altaclario.dashboards.sprint.choices import named
from altaclario.metrics import reasons
from altaclario.metrics.questions import SprintQuestion

_QUESTION = Message("What did we commit to, what moved, what got done?")
_WHY = {
    reasons.NOT_STARTED: "{name} has not started yet.",
    reasons.NO_DATES: "{name} has no dates: nobody can say what was committed.",
    reasons.NO_HISTORY: "The tracker gave no history of {name}: nobody can say what was committed.",
    reasons.LOADING: "The history of {name} is still being read.",
}


def page(answer: SprintAnswer, asked: Asked[SprintQuestion], today: date) -> Page:
    """The answer as a page. It has words for every case in which there is no figure."""
    why = _why(answer)
    return Page(
        question=_QUESTION,
        answer=why if answer.sets is None else _answer(answer, answer.sets),
        more=_members(answer) if answer.sets is None else _more(answer, answer.sets),
        as_of=_as_of(answer, asked, today),
        filters=asked.filters,
        figures=sprint_figures.figures(answer, asked.settings, asked.measure),
        charts=sprint_charts.charts(answer, asked.settings, asked.measure, today, why=why),
        items=_items(answer),
        notes=asked.notes,
        earlier=asked.earlier,
        later=asked.later,
    )


def without(asked: Asked[SprintQuestion], today: date) -> Page:
    """The page of a tracker in which no sprint was read."""
    nothing = Message("A board of the kind that works in sprints shows here how each of them went.")
    return Page(
        question=_QUESTION,
        answer=Message("There is no sprint yet."),
        more=nothing,
        as_of=recipes.as_of(today, asked.settings),
        filters=asked.filters,
        figures=(),
        charts=(),
        items=Listing(Message("Items of the sprint"), "", (), (), empty=Message("There is no sprint to list.")),
        notes=asked.notes,
    )


def _why(answer: SprintAnswer) -> Text:
    if answer.reason is None:
        return ""
    return Message(_WHY.get(answer.reason, "Of {name} there is nothing to tell."), {"name": named(answer.sprint)})


def _members(answer: SprintAnswer) -> Text:
    if not answer.members:
        return Message("Nothing is in it today.")
    return counted("{count} item is in it today.", "{count} items are in it today.", len(answer.members))


def _answer(answer: SprintAnswer, sets: SprintSets) -> Text:
    done, left = len(sets.completed), len(sets.not_completed)
    if answer.sprint.state != "closed":
        return _so_far(done, left)
    if answer.say_do is None:
        return Message("Nothing was committed; {done} completed.", {"done": wording.items(done)})
    return counted(
        "{percent} % of the one committed item was completed.",
        "{percent} % of the {count} committed items were completed.",
        len(sets.commitment),
        percent=wording.percent(answer.say_do),
    )


def _so_far(done: int, left: int) -> Text:
    if not done:
        return Message("Nothing is done yet, {left} left.", {"left": left}) if left else Message("Nothing is in it.")
    text = "{done} done, {left} left." if left else "{done} done, nothing is left."
    return Message(text, {"done": wording.items(done), "left": left})


def _more(answer: SprintAnswer, sets: SprintSets) -> Text:
    moved = ledger.moved(len(sets.added), len(sets.removed))
    if answer.sprint.state == "closed":
        left = wording.items(len(sets.not_completed))
        return Message("{moved}. {left} not completed.", {"moved": moved, "left": left})
    committed = wording.items(len(sets.commitment))
    told = Message("{committed} committed. {moved}.", {"committed": committed, "moved": moved})
    if answer.odds is None or answer.odds.chance is None or answer.end is None:
        return told
    values = {"chance": odds.chance(answer.odds.chance), "end": answer.end}
    return wording.joined([told, Message("All of it by {end} is {chance} likely.", values)], by=" ")


def _as_of(answer: SprintAnswer, asked: Asked[SprintQuestion], today: date) -> Text:
    ends = answer.complete or answer.end
    whole = wording.span(answer.start, ends) if answer.start and ends else ""
    parts: list[Text] = [named(answer.sprint), whole]
    if answer.days_left is not None:
        parts.append(counted("{count} working day left", "{count} working days left", answer.days_left))
    return wording.joined([*parts, recipes.as_of(today, asked.settings)])


def _items(answer: SprintAnswer) -> Listing:
    title, empty = Message("In it today, oldest first"), Message("No item is in it today.")
    if answer.sets is not None and answer.sprint.state == "closed":
        title, empty = Message("Not completed, oldest first"), Message("Nothing was left when the sprint was closed.")
    elif answer.sets is not None:
        title, empty = Message("What is left, oldest first"), Message("Nothing is left in the sprint.")
    return item_lists.left(answer.left, answer.pacing, _remarks(answer), title=title, empty=empty)


def _remarks(answer: SprintAnswer) -> item_lists.Remarks:
    """What became of items in the sprint, by key."""
    if answer.sets is None:
        return {}
    sets = answer.sets
    words = {
        "added later": sets.added,
        "left and returned": sets.left_and_returned,
        "re-estimated": answer.re_estimated,
        "carried over": sets.carried_over,
    }
    found: dict[str, tuple[Text, ...]] = {}
    for word, keys in words.items():
        for key in keys:
            found[key] = (*found.get(key, ()), Message(word))
    return found
