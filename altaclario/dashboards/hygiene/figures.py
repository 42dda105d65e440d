"""The headline figures of the hygiene page, each with its recipe."""

from altaclario.charts import rules_found, wording
from altaclario.charts.figures import Figure, Recipe
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.dashboards import recipes
from altaclario.dashboards.flow.figures import NONE
from altaclario.dashboards.hygiene import words
from altaclario.dashboards.hygiene.answers import Finding, HygieneAnswer
from altaclario.metrics.settings import Settings

_TRUST = Message(
    "1 − the sum of each item’s doubt ÷ items in progress or finished in the window; the doubt of an item is the "
    "weight of the heaviest rule that found it; a rule weighs the largest "
    "part by which a figure changes without what it found"
)
_MEND = Message("items that at least one rule found, each counted once")
_CYCLE = Message(
    "cycle time of finished items, less the same without any item that a rule found that makes it doubtful"
)
_WEEKLY = Message(
    "median of items finished a week, less the same without any item that a rule found that makes it doubtful"
)
_WORKING = Message("items in progress that a rule found that makes them doubtful")


def figures(answer: HygieneAnswer, settings: Settings) -> tuple[Figure, ...]:
    """Trust, what is to mend, and how much all of it moves cycle time, throughput and what is in progress."""
    shown = (_trust, _to_mend, _cycle, _weekly, _working)
    return tuple(one(answer, settings) for one in shown)


def _trust(answer: HygieneAnswer, settings: Settings) -> Figure:
    weighs = [_weight(one, settings) for one in answer.found if one.weight]
    recipe = _recipe(answer, settings, _TRUST, ("Weights", wording.joined(weighs, by=", ")))
    name = Message("Trust")
    if answer.trust is None:
        return Figure(name, NONE, "", Message("nothing is in progress, and nothing was finished"), recipe)
    context = Message("of what the figures stand on passes every rule, weighted by effect")
    return Figure(name, wording.percent(answer.trust), "%", context, recipe, exact=100 * answer.trust)


def _weight(one: Finding, settings: Settings) -> Text:
    values = {"name": words.name(one.rule.name, settings), "weight": wording.percent(one.weight)}
    return Message("{name} {weight} %", values)


def _to_mend(answer: HygieneAnswer, settings: Settings) -> Figure:
    count, rules = len(answer.to_mend), len(answer.findings)
    recipe = _recipe(answer, settings, _MEND)
    context: Text = Message("{found} of {all} rules found something", {"found": len(answer.found), "all": rules})
    if not count:
        context = counted("the {count} rule found nothing", "none of {count} rules found anything", rules)
    return Figure(Message("To mend"), plain(count), _items(count), context, recipe)


def _cycle(answer: HygieneAnswer, settings: Settings) -> Figure:
    with_all, without = answer.headline.cycle_days, answer.without.without.cycle_days
    recipe = _recipe(answer, settings, _CYCLE)
    name = Message("Moves cycle time p{share}", {"share": answer.share or 0})
    if with_all is None:
        return Figure(name, NONE, "", Message("nothing was finished that could tell"), recipe)
    if without is None:
        return Figure(name, NONE, "", Message("each item that could tell is doubtful"), recipe)
    context = Message("{all} with all items, {rest} without", {"all": wording.days(with_all), "rest": plain(without)})
    return Figure(name, wording.signed(with_all - without), Message("days"), context, recipe)


def _weekly(answer: HygieneAnswer, settings: Settings) -> Figure:
    with_all, without = answer.headline.weekly, answer.without.without.weekly
    recipe = _recipe(answer, settings, _WEEKLY)
    name = Message("Moves throughput")
    if with_all is None or without is None:
        return Figure(name, NONE, "", Message("a median needs at least one whole week"), recipe)
    context = Message("{all} a week with all items, {rest} without", {"all": with_all, "rest": without})
    return Figure(name, wording.signed(with_all - without), Message("a week"), context, recipe)


def _working(answer: HygieneAnswer, settings: Settings) -> Figure:
    doubtful = answer.without.in_progress
    context = Message("of {count} in progress", {"count": answer.headline.in_progress})
    recipe = _recipe(answer, settings, _WORKING)
    return Figure(Message("Doubtful in progress"), plain(doubtful), _items(doubtful), context, recipe)


def moved(answer: HygieneAnswer, place: int) -> Text:
    """What the items of one rule do to the figures, as a sentence."""
    effect, share = answer.findings[place].effect, answer.share or 0
    parts: list[Text] = []
    if effect.before.cycle_days is not None and effect.without.cycle_days is None:
        parts.append(Message("without them there is no p{share}", {"share": share}))
    elif effect.cycle_days:
        by = rules_found.moves(effect.cycle_days, "{by} day", "{by} days")
        parts.append(Message("moves p{share} by {by}", {"share": share, "by": by}))
    if effect.weekly:
        by = rules_found.moves(effect.weekly, "{by} a week", "{by} a week")
        parts.append(Message("moves throughput by {by}", {"by": by}))
    if effect.in_progress:
        parts.append(Message("{count} of them in progress", {"count": effect.in_progress}))
    return wording.joined(parts, by=", ") or Message("moves none of the headline figures")


def _items(count: int) -> Text:
    return Message("item") if count == 1 else Message("items")


def _recipe(answer: HygieneAnswer, settings: Settings, formula: Message, *rows: tuple[str, Text]) -> Recipe:
    return recipes.recipe(
        formula,
        ("Counted", wording.items(answer.looked_at)),
        *rows,
        ("Open", wording.items(answer.open)),
        ("Not counted", recipes.tally(answer.left_out)),
        ("Clock", wording.joined([wording.clock(settings), recipes.calendar(settings)], by=": ")),
        ("Window", recipes.window(answer.first, answer.last, settings)),
    )
