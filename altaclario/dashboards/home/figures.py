"""The headline figures of the home page, each with its recipe."""

from collections.abc import Sequence

from altaclario.charts import wording
from altaclario.charts.figures import Figure, Recipe
from altaclario.charts.messages import Message, Text, plain
from altaclario.charts.shaded_days import LIKELY
from altaclario.dashboards import recipes
from altaclario.dashboards.home.answers import HomeAnswer
from altaclario.dashboards.home.sprints import SprintRange
from altaclario.dashboards.home.together import Part
from altaclario.metrics.settings import Settings

NONE = "–"

_PAST = Message(
    "items in progress whose age is above the service level expectation of their team: what was chosen, else the "
    "proposed percentile of what the team finished in 90 days"
)
_RELEASES = Message(
    "open releases with a day for which P(all that is left in it is finished by then) < 70 %, as Releases tells it"
)
_SPRINT = Message("done + the number of items that are finished in the days left with 85 %, and with 15 %; exact")
_TRUST = Message(
    "1 − the sum of the doubt of each item ÷ items in progress or finished in 12 weeks, as Hygiene tells it"
)


def figures(parts: Sequence[Part], settings: Settings) -> tuple[Figure, ...]:
    """Items past their expected age, releases in doubt, how the sprint will end, how far figures can be trusted."""
    answers = [one.answer for one in parts]
    return (
        _past(answers, _recipe(_PAST, answers, settings)),
        _releases(answers, _recipe(_RELEASES, answers, settings)),
        _sprint(answers, _recipe(_SPRINT, answers, settings)),
        _trust(answers, _recipe(_TRUST, answers, settings)),
    )


def trust(answers: Sequence[HomeAnswer]) -> float | None:
    """Of all trackers: each by what its figures are made of."""
    told = [(one.trust, one.looked_at) for one in answers if one.trust is not None]
    items = sum(count for _, count in told)
    return sum(share * count for share, count in told) / items if items else None


def sprint(answers: Sequence[HomeAnswer]) -> SprintRange | None:
    """The running one that is least likely to be finished."""
    every = [one.sprint for one in answers if one.sprint is not None]
    return min(every, key=lambda one: (one.chance is None, one.chance or 0), default=None)


def _past(answers: Sequence[HomeAnswer], recipe: Recipe) -> Figure:
    name = Message("Past expected age")
    judged, every = sum(one.aged.judged for one in answers), sum(one.aged.of for one in answers)
    if not judged:
        why = Message("too little was finished to expect anything") if every else Message("nothing is in progress")
        return Figure(name, NONE, "", why, recipe)
    past, new = sum(one.aged.past for one in answers), sum(one.aged.new for one in answers)
    context = Message("{count} new in seven days", {"count": new}) if past else Message("none is older than expected")
    doubt = Message("{count} cannot be judged", {"count": every - judged}) if every > judged else ""
    return Figure(name, plain(past), Message("of {count}", {"count": judged}), context, recipe, doubt)


def _releases(answers: Sequence[HomeAnswer], recipe: Recipe) -> Figure:
    share = round(100 * LIKELY)
    name, every = (
        Message("Releases below {share}\u202f%", {"share": share}),
        [x for one in answers for x in one.releases],
    )
    undated = sum(one.undated for one in answers)
    if not every:
        why = (
            Message("no open release has a day")
            if undated
            else Message("no release is open, or too little was finished")
        )
        return Figure(name, NONE, "", why, recipe)
    doubtful = [one.name for one in every if one.chance < LIKELY]
    context: Text = wording.some(doubtful, 3) if doubtful else Message("each is likely to meet its day")
    doubt = Message("{count} without a day", {"count": undated}) if undated else ""
    return Figure(name, plain(len(doubtful)), Message("of {count}", {"count": len(every)}), context, recipe, doubt)


def _sprint(answers: Sequence[HomeAnswer], recipe: Recipe) -> Figure:
    one = sprint(answers)
    if one is None:
        return Figure(Message("Sprint outcome"), NONE, "", Message("no sprint with an end is running"), recipe)
    name = Message("{name} will finish", {"name": one.name})
    if one.low is None or one.high is None:
        return Figure(name, NONE, "", Message("too little was finished in 90 days to say"), recipe)
    span: Text = plain(one.low) if one.low == one.high else f"{one.low}–{one.high}"
    context = Message("with 85 to 15\u202f%; {done} are done", {"done": one.done})
    return Figure(name, span, Message("of {count}", {"count": one.items}), context, recipe)


def _trust(answers: Sequence[HomeAnswer], recipe: Recipe) -> Figure:
    name, share = Message("Data trust"), trust(answers)
    if share is None:
        return Figure(name, NONE, "", Message("nothing is in progress, and nothing was finished in 12 weeks"), recipe)
    context = Message("of {items} looked at", {"items": wording.items(sum(one.looked_at for one in answers))})
    return Figure(name, wording.percent(share), "%", context, recipe, exact=100 * share)


def _recipe(formula: Message, answers: Sequence[HomeAnswer], settings: Settings) -> Recipe:
    return recipes.recipe(
        formula,
        ("Counted", wording.items(sum(one.counted for one in answers))),
        ("Clock", recipes.calendar(settings)),
        ("Zone", settings.zone),
    )
