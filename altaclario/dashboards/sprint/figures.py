"""The headline figures of the sprint page, each with its recipe."""

from altaclario.charts import odds, wording
from altaclario.charts.figures import Figure
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.charts.wording import Measure
from altaclario.dashboards import ageing_items, recipes
from altaclario.dashboards.flow.figures import NONE
from altaclario.dashboards.sprint.answers import SprintAnswer, SprintSets
from altaclario.dashboards.sprint.odds import SprintOdds
from altaclario.metrics import reasons
from altaclario.metrics.settings import Settings

_DONE = Message("done at the end of the sprint, or now while it runs; it became so after the start, while inside")
_LEFT = Message("in the sprint now or at its end, and not done")
_SCOPE = Message("entered, and left, after the activation and before the end")
_LIKELIHOOD = Message("P(as many items as are left are finished on the working days left); exact, not simulated")
_MODEL = Message(
    "each working day left is drawn by itself from those of the last 90 days, days without any finish included; what "
    "is left comes first; today is in neither"
)
_SAY_DO = Message("completed of the commitment ÷ commitment, in items; late additions stand beside it, never inside")
_VELOCITY = Message("completed in each closed sprint of the board, points as estimated at completion; the median")

_NO_VELOCITY = {
    None: Message("no sprint has been closed yet"),
    reasons.LOADING: Message("the history is still being read"),
    reasons.NO_HISTORY: Message("no closed sprint has a history"),
    reasons.NO_DATES: Message("no closed sprint has its dates"),
}


def figures(answer: SprintAnswer, settings: Settings, measure: Measure) -> tuple[Figure, ...]:
    """Done, left, the odds and what is at risk while it runs, scope change, say/do, velocity."""
    found = [] if answer.odds else [velocity(answer, measure)]
    if answer.sets is not None:
        shown = (_done, _left, _scope)
        found = [*(one(answer, answer.sets, settings, measure) for one in shown), _say_do(answer, answer.sets), *found]
        if answer.sprint.state == "active":
            found.insert(2, _at_risk(answer, settings))
        if answer.odds is not None:
            found.insert(2, _likelihood(answer, answer.odds, settings))
    return tuple(found)


def _done(answer: SprintAnswer, sets: SprintSets, settings: Settings, measure: Measure) -> Figure:
    committed = len(sets.commitment) if measure == "items" or answer.points is None else answer.points.commitment
    done = len(sets.completed) if measure == "items" or answer.points is None else answer.points.completed
    recipe = recipes.recipe(
        _DONE,
        ("Counted", wording.items(len(sets.completed))),
        ("Not counted", recipes.tally({"done before the start": len(sets.done_before_start)})),
        *_ground(answer, settings),
    )
    context = Message("{amount} committed", {"amount": wording.amount(committed, measure)})
    return Figure(Message("Done"), plain(done), _unit(done, measure), context, recipe)


def _left(answer: SprintAnswer, sets: SprintSets, settings: Settings, measure: Measure) -> Figure:
    recipe = recipes.recipe(_LEFT, ("Counted", wording.items(len(sets.not_completed))), *_ground(answer, settings))
    left: float = len(sets.not_completed)
    context: Text = counted("{count} carried over", "{count} carried over", len(sets.carried_over))
    if answer.days_left is not None:
        context = counted("{count} working day to go", "{count} working days to go", answer.days_left)
    if measure == "points" and answer.left_points is not None:
        context = wording.joined([wording.items(len(sets.not_completed)), context])
        left = answer.left_points
    return Figure(Message("Left"), plain(left), _unit(left, measure), context, recipe)


def _likelihood(answer: SprintAnswer, odds_: SprintOdds, settings: Settings) -> Figure:
    sample = odds_.sample
    days = [one.item() for one in sample.days[[0, -1]]] if len(sample.days) else []
    finished = {"items": wording.items(sample.finished), "days": odds.working_days(len(sample.items))}
    recipe = recipes.recipe(
        _LIKELIHOOD,
        ("Model", _MODEL),
        ("History", recipes.window(days[0], days[1], settings) if days else ""),
        ("Finished in it", Message("{items} on {days}", finished)),
        *_ground(answer, settings),
    )
    name = Message("Finish all of it")
    if odds_.chance is not None:
        context = Message("{expected} or more with 50\u202f%", {"expected": wording.items(odds_.expected or 0)})
        value = odds.bare(odds.chance(odds_.chance))
        return Figure(name, value, "%", context, recipe)
    if odds_.lack is not None:
        return Figure(name, NONE, "", odds.lack(odds_.lack, sample), recipe)
    why = Message("nothing is left") if answer.days_left else Message("no working day is left after today")
    return Figure(name, NONE, "", why, recipe)


def _at_risk(answer: SprintAnswer, settings: Settings) -> Figure:
    clock = wording.joined([wording.clock(settings), recipes.calendar(settings)], by=": ")
    rows = (("Of", Message("what is left of the sprint")), ("Clock", clock), *_ground(answer, settings))
    return ageing_items.figure(Message("At risk"), answer.left, answer.pacing, rows)


def _scope(answer: SprintAnswer, sets: SprintSets, settings: Settings, measure: Measure) -> Figure:
    added: float = len(sets.added)
    removed: float = len(sets.removed)
    if measure == "points" and answer.points is not None:
        added, removed = answer.points.added, answer.points.removed
    changed = len(answer.re_estimated)
    recipe = recipes.recipe(
        _SCOPE,
        ("Added", wording.keys(sets.added)),
        ("Removed", wording.keys(sets.removed)),
        ("Re-estimated", wording.keys(answer.re_estimated)),
        ("Neither", recipes.tally({"left and returned": len(sets.left_and_returned)})),
        *_ground(answer, settings),
    )
    moved = (f"+{plain(added)}" if added else "", f"−{plain(removed)}" if removed else "")
    value = " ".join(part for part in moved if part) or "0"
    context = counted("{count} item re-estimated", "{count} items re-estimated", changed)
    return Figure(Message("Scope change"), value, _unit(0, measure), context, recipe)


def _say_do(answer: SprintAnswer, sets: SprintSets) -> Figure:
    rows = (
        ("Committed", wording.items(len(sets.commitment))),
        ("Beside it", recipes.tally({"added later": len(sets.added)})),
    )
    recipe = recipes.recipe(_SAY_DO, *rows)
    if answer.say_do is None:
        return Figure(Message("Say/do"), NONE, "", Message("nothing was committed"), recipe)
    is_over = answer.sprint.state == "closed"
    context = Message("of the commitment was completed") if is_over else Message("of the commitment, so far")
    return Figure(Message("Say/do"), wording.percent(answer.say_do), "%", context, recipe, exact=100 * answer.say_do)


def velocity(answer: SprintAnswer, measure: Measure) -> Figure:
    """What the team completes in a sprint. Where odds stand among the headline figures, it stands in its own card."""
    newest = answer.newest
    spread = newest.items_range if measure == "items" else newest.points_range
    counted_sprints = counted("{count} closed sprint", "{count} closed sprints", len(newest.sprints))
    recipe = recipes.recipe(_VELOCITY, ("Counted", counted_sprints), ("Never", Message("compared between teams")))
    name = Message("Velocity")
    if spread is None:
        return Figure(name, NONE, "", _NO_VELOCITY[answer.no_velocity], recipe)
    ends = {"least": spread.least, "most": spread.most}
    context = Message("{least} to {most} in {sprints}", {**ends, "sprints": counted_sprints})
    unit = Message("{unit} a sprint", {"unit": _unit(spread.median, measure)})
    return Figure(name, plain(spread.median), unit, context, recipe)


def _unit(count: float, measure: Measure) -> Text:
    if measure == "items":
        return Message("item") if count == 1 else Message("items")
    return Message("point") if count == 1 else Message("points")


def _ground(answer: SprintAnswer, settings: Settings) -> tuple[tuple[str, Text], ...]:
    ends = answer.complete or answer.end
    whole = wording.span(answer.start, ends) if answer.start and ends else ""
    return (("Sprint", whole), ("Zone", settings.zone), ("Left out", recipes.tally(answer.left_out)))
