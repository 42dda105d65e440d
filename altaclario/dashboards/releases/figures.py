"""The headline figures of the releases page, each with its recipe."""

from collections.abc import Sequence
from datetime import date

from altaclario.charts import odds, wording
from altaclario.charts.figures import Figure, Recipe
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.dashboards import recipes
from altaclario.dashboards.releases import standings
from altaclario.dashboards.releases.answers import ReleasesAnswer
from altaclario.dashboards.releases.standings import Standing
from altaclario.metrics import percentiles
from altaclario.metrics.questions import ReleaseQuestion
from altaclario.metrics.settings import Settings

NONE = "–"
LIKELY = 0.7
"""A release that is less likely by its day is doubtful."""

_WHEN = Message(
    "first day by whose end P(all that is left of the release is finished) ≥ the share; computed exactly, not simulated"
)
_CHANCE = Message("P(all that is left of the release is finished by the end of its day); computed exactly")
_BELOW = Message("open releases with P(finished by the end of their day) < 70\u202f%, or whose day is over")
_GROWTH = Message("items in the release now − items in it at the end of its first day, without what was cancelled")
_BARE = Message("items left without an estimate ÷ items left")
_BLOCKED = Message("items left that are flagged while in progress, or that an item blocks which is not done itself")
_DEFECTS = Message("items left of a type that is a defect")
_LEFT = Message("items in open releases that are neither done nor cancelled; one in two releases counts in both")
_MODEL = Message(
    "each working day to come is drawn by itself from the working days of the history, days without any finish "
    "included; today is in neither; several teams or projects: the product of their chances"
)
_IN_TURN = Message("in the order of their days: what is left of those before it is finished first")
_ALONE = Message("as if it came first")
_GROWS = Message("what came in on each working day since its first day goes on coming in")


def of_all(answer: ReleasesAnswer, question: ReleaseQuestion, settings: Settings) -> tuple[Figure, ...]:
    """The next release, those that are doubtful, what is left, what is blocked, defects."""
    still = [one for one in answer.every if one.release.is_open]
    return (
        _below(answer, question, settings),
        _sum("Left", _LEFT, [one.left for one in still], answer, settings),
        _sum("Blocked", _BLOCKED, [one.blocked for one in still], answer, settings),
        _sum("Open defects", _DEFECTS, [one.defects for one in still], answer, settings),
    )


def of_one(answer: ReleasesAnswer, one: Standing, question: ReleaseQuestion, settings: Settings) -> tuple[Figure, ...]:
    """The day, the chance by its target, its growth, what is not estimated, what is blocked, defects."""
    return (
        _when(answer, one, question, settings),
        _by_target(answer, one, question, settings),
        _grown(answer, one, settings),
        _unestimated(answer, one, settings),
        _count("Open blockers", _BLOCKED, one.blocked, answer, one, settings),
        _count("Open defects", _DEFECTS, one.defects, answer, one, settings),
    )


def why(one: Standing) -> Text:
    """Why a release has no forecast; empty where it has one."""
    if one.state == "silent":
        return _silent(one)
    words = {
        "done": Message("all of it is done"),
        "empty": Message("nothing is in it"),
        "cancelled": Message("all that is in it was cancelled"),
        "released": Message("it is out"),
        "archived": Message("it is archived"),
    }
    return words.get(one.state, "")


def _silent(one: Standing) -> Text:
    silent = () if one.outlook is None else one.outlook.silent
    if not silent:
        return Message("nobody works on what is left of it")
    first = silent[0]
    lack = odds.lack(first.lack, first.sample) if first.lack else ""
    if one.outlook is not None and len(one.outlook.parts) == 1:
        return lack
    names = wording.some([source.name for source in silent], 3)
    return Message("of {names}, {why}", {"names": names, "why": lack})


def _below(answer: ReleasesAnswer, question: ReleaseQuestion, settings: Settings) -> Figure:
    name = Message("Below 70\u202f%")
    dated = [one for one in answer.every if one.is_dated]
    recipe = _recipe(_BELOW, answer, settings, ("Order", _IN_TURN if question.in_turn else _ALONE))
    if not dated:
        return Figure(name, NONE, "", Message("no open release with a day can be forecast"), recipe)
    found = standings.below(dated, LIKELY)
    late = sum(one.is_late for one in dated)
    context = counted("of {count} open release with a day", "of {count} open releases with a day", len(dated))
    if late:
        context = Message("{of}; {late} overdue", {"of": context, "late": late})
    return Figure(name, plain(len(found)), "", context, recipe)


def _sum(name: str, formula: Message, counts: Sequence[int], answer: ReleasesAnswer, settings: Settings) -> Figure:
    recipe = _recipe(formula, answer, settings)
    if not counts:
        return Figure(Message(name), NONE, "", Message("there is no open release"), recipe)
    context = counted("in {count} open release", "in {count} open releases", len(counts))
    return Figure(Message(name), plain(sum(counts)), "", context, recipe)


def _when(answer: ReleasesAnswer, one: Standing, question: ReleaseQuestion, settings: Settings) -> Figure:
    share = percentiles.main(settings.percentiles) or 85
    name = Message("{share}\u202f% likely by", {"share": share})
    recipe = _forecast(_WHEN, answer, one, question, settings)
    if said := why(one):
        return Figure(name, NONE, "", said, recipe)
    day, half = one.day(share), one.day(50)
    if day is None:
        return Figure(name, NONE, "", Message("more than ten years away"), recipe)
    context: Text = Message("50\u202f% by {day}", {"day": half}) if half and share != 50 else ""
    days = (day - answer.today).days
    context = context or counted("in {count} day", "in {count} days", days)
    return Figure(name, _short(day, answer.today), "", context, recipe, exact=day.isoformat())


def _by_target(answer: ReleasesAnswer, one: Standing, question: ReleaseQuestion, settings: Settings) -> Figure:
    target = one.release.target
    name = Message("By its day")
    recipe = _forecast(_CHANCE, answer, one, question, settings)
    if said := why(one):
        return Figure(name, NONE, "", said, recipe)
    if target is None:
        return Figure(name, NONE, "", Message("it has no day; give it one in the tracker"), recipe)
    if one.chance is None:
        text = "its day, {day}, has come; give it a new one in the tracker"
        return Figure(name, NONE, "", Message(text, {"day": target}), recipe)
    doubt = Message("less than {share}\u202f%", {"share": round(100 * LIKELY)}) if one.chance < LIKELY else ""
    context = Message("its day is {day}", {"day": target})
    return Figure(name, odds.bare(odds.chance(one.chance)), "%", context, recipe, doubt, exact=100 * one.chance)


def _grown(answer: ReleasesAnswer, one: Standing, settings: Settings) -> Figure:
    name = Message("Scope growth")
    recipe = _recipe(
        _GROWTH, answer, settings, ("First day", plain(one.begun) if one.begun else ""), ("Release", _of(one))
    )
    if not answer.has_history:
        return Figure(name, NONE, "", Message("the tracker gives no history of what was in a release"), recipe)
    if one.growth is None or one.begun is None:
        return Figure(name, NONE, "", Message("nothing was ever in it"), recipe)
    sign = "+" if one.growth > 0 else ""
    text = "since {day}, from {items}"
    context = Message(text, {"day": one.begun, "items": wording.items(one.at_start or 0)})
    unit = Message("items") if abs(one.growth) != 1 else Message("item")
    if one.at_start:
        share = f"{sign}{round(100 * one.growth / one.at_start)}".replace("-", "−")
        context = Message("{share}\u202f% since {day}, from {items}", {"share": share, **context.values})
    return Figure(name, f"{sign}{plain(one.growth)}", unit, context, recipe, exact=one.growth)


def _unestimated(answer: ReleasesAnswer, one: Standing, settings: Settings) -> Figure:
    name = Message("Unestimated")
    recipe = _recipe(_BARE, answer, settings, ("Release", _of(one)))
    if one.unestimated is None:
        return Figure(name, NONE, "", Message("the tracker has no field for estimates"), recipe)
    if not one.left:
        return Figure(name, NONE, "", Message("nothing is left of it"), recipe)
    context = Message("{count} of {items} left", {"count": one.unestimated, "items": wording.items(one.left)})
    share = one.unestimated / one.left
    return Figure(name, wording.percent(share), "%", context, recipe, exact=100 * share)


def _count(
    name: str, formula: Message, count: int, answer: ReleasesAnswer, one: Standing, settings: Settings
) -> Figure:
    recipe = _recipe(formula, answer, settings, ("Release", _of(one)))
    if not one.left:
        return Figure(Message(name), NONE, "", Message("nothing is left of it"), recipe)
    context = Message("of {items} left", {"items": wording.items(one.left)})
    return Figure(Message(name), plain(count), "", context, recipe)


def _of(one: Standing) -> Text:
    return Message("{done} of {items} done", {"done": one.done, "items": wording.items(one.items)})


def _forecast(
    formula: Message, answer: ReleasesAnswer, one: Standing, question: ReleaseQuestion, settings: Settings
) -> Recipe:
    parts = () if one.outlook is None else one.outlook.parts
    text = "{name}: {items} of its own, {needed} to finish"
    told = (
        Message(text, {"name": part.source.name, "items": wording.items(part.own), "needed": part.needed})
        for part in parts
    )
    return _recipe(
        formula,
        answer,
        settings,
        ("Release", _of(one)),
        ("Order", _IN_TURN if question.in_turn else _ALONE),
        ("Growth", _GROWS if question.grows else ""),
        ("Worked on by", wording.joined(told, by=", ")),
        ("Model", _MODEL),
    )


def _recipe(formula: Message, answer: ReleasesAnswer, settings: Settings, *rows: tuple[str, Text]) -> Recipe:
    finished = (
        Message("{name}: {items} on {days}", {"name": one.name, **_sample(one.sample.finished, len(one.sample.items))})
        for one in answer.sources[:20]
    )
    return recipes.recipe(
        formula,
        *rows,
        ("History", recipes.window(answer.first, answer.last, settings) if answer.first <= answer.last else ""),
        ("Finished in it", wording.joined(finished, by=", ")),
        ("Working days", recipes.calendar(settings)),
        ("Not counted", recipes.tally(answer.left_out)),
    )


def _sample(items: int, days: int) -> dict[str, Message]:
    return {"items": wording.items(items), "days": odds.working_days(days)}


def _short(day: date, today: date) -> str:
    """The year is said where it is not this one."""
    return f"{day.day} {day:%b}" if day.year == today.year else plain(day)
