"""The headline figures of the forecast page, each with its recipe."""

from datetime import date

from altaclario.charts import calibrated, odds, wording
from altaclario.charts.figures import Figure, Recipe
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.dashboards import recipes
from altaclario.dashboards.forecast import scenarios
from altaclario.dashboards.forecast.answers import ForecastAnswer, Outlook
from altaclario.metrics import percentiles
from altaclario.metrics.settings import Settings

NONE = "–"
LIKELY = 0.7
"""A target that is less likely is doubtful."""

_WHEN = Message("first day by whose end P(all of the items are finished) ≥ the share; computed exactly, not simulated")
_CHANCE = Message("P(all of the items are finished by the end of the day); computed exactly, not simulated")
_MANY = Message("largest k with P(k items or more are finished by the end of the day) ≥ the share")
_TRUE = Message("past forecasts that came true ÷ past forecasts, each made from what was known then")
_INPUT = Message("no signal of change (XmR) in the last 3 whole weeks; odd: a day outside the limits of all days")
_WHAT_IF = Message(
    "people away take their share of each finished item with them; items more or fewer change what is to be finished; "
    "before its first day nothing is"
)
_MODEL = Message(
    "each working day to come is drawn by itself from the working days of the history, days without any finish "
    "included; the items asked for come first; today is in neither"
)


def figures(answer: ForecastAnswer, settings: Settings) -> tuple[Figure, ...]:
    """The day, the chance by the day that is asked for, the items by then, past forecasts, the input."""
    return (
        _when(answer, settings),
        _by_then(answer, settings),
        _how_many(answer, settings),
        _came_true(answer, settings),
        _input(answer, settings),
    )


def compared(answer: ForecastAnswer, settings: Settings) -> tuple[Figure, ...]:
    """The plan and each scenario, side by side; nothing without a scenario."""
    if answer.outlook is None or not answer.scenarios:
        return ()
    share = percentiles.main(settings.percentiles) or 85
    plan = (Message("As planned"), answer.items, answer.outlook.by_then, answer.outlook.day(share))
    others = [(scenarios.name(one.scenario), one.items, one.by_then, one.day(share)) for one in answer.scenarios]
    recipe = _recipe(_CHANCE, answer, settings, ("What if", _WHAT_IF))
    return tuple(_compared(*one, share, answer, recipe) for one in (plan, *others))


def _compared(
    name: Text, items: int, chance: float, day: date | None, share: int, answer: ForecastAnswer, recipe: Recipe
) -> Figure:
    if not items:
        return Figure(name, NONE, "", Message("nothing is left to finish"), recipe)
    until = Message("{share}\u202f% is more than ten years away", {"share": share})
    if day is not None:
        until = Message("{items}; {share}\u202f% by {day}", {"items": wording.items(items), "share": share, "day": day})
    unit = Message("% by {day}", {"day": _short(answer.by, answer.today)})
    return Figure(name, odds.bare(odds.chance(chance)), unit, until, recipe, exact=100 * chance)


def why(answer: ForecastAnswer) -> Text:
    """Why nothing is forecast; empty where something is."""
    if answer.lack is None:
        return ""
    return odds.lack(answer.lack, answer.input.sample)


def _when(answer: ForecastAnswer, settings: Settings) -> Figure:
    share = percentiles.main(settings.percentiles) or 85
    recipe = _recipe(_WHEN, answer, settings)
    name, told = Message("{share}\u202f% likely by", {"share": share}), answer.outlook
    if told is None:
        return Figure(name, NONE, "", why(answer), recipe)
    if not answer.items:
        return Figure(name, NONE, "", Message("nothing is open"), recipe)
    day = told.day(share)
    if day is None:
        return Figure(name, NONE, "", Message("more than ten years away"), recipe)
    half = told.day(50)
    context = "" if half is None else Message("50\u202f% by {day}", {"day": half})
    return Figure(name, _short(day, answer.today), "", context, recipe, exact=day.isoformat())


def _by_then(answer: ForecastAnswer, settings: Settings) -> Figure:
    name, told = Message("By {day}", {"day": answer.by}), answer.outlook
    recipe = _recipe(_CHANCE, answer, settings)
    if told is None:
        return Figure(name, NONE, "", why(answer), recipe)
    if not answer.items:
        return Figure(name, NONE, "", Message("nothing is open"), recipe)
    context = Message("for {items} in {days}", {"items": _items(answer), "days": odds.working_days(told.days_left)})
    doubt = Message("below {share}\u202f%", {"share": round(100 * LIKELY)}) if told.by_then < LIKELY else ""
    return Figure(name, odds.bare(odds.chance(told.by_then)), "%", context, recipe, doubt, exact=100 * told.by_then)


def _how_many(answer: ForecastAnswer, settings: Settings) -> Figure:
    name, told = Message("Items by {day}", {"day": answer.by}), answer.outlook
    recipe = _recipe(_MANY, answer, settings, *(() if told is None else _stated(told)))
    if told is None:
        return Figure(name, NONE, "", why(answer), recipe)
    counts = dict(zip(told.shares, told.promised.tolist(), strict=True))
    share = percentiles.main(told.shares)
    if share is None:
        return Figure(name, NONE, "", Message("no share is chosen"), recipe)
    context: Text = Message("with {share}\u202f%", {"share": share})
    if 50 in counts and share != 50:
        context = Message("with {share}\u202f%; {more} with 50\u202f%", {"share": share, "more": counts[50]})
    return Figure(name, plain(counts[share]), Message("or more"), context, recipe)


def _stated(told: Outlook) -> tuple[tuple[str, Text], ...]:
    parts = (
        Message("{count} or more: {chance}", {"count": count, "chance": odds.chance(stated)})
        for count, stated in zip(told.promised.tolist(), told.stated.tolist(), strict=True)
    )
    return (("Exact chances", wording.joined(parts, by=", ")),)


def _came_true(answer: ForecastAnswer, settings: Settings) -> Figure:
    name = Message("Came true")
    share = percentiles.main(one.share for one in answer.scores)
    score = None if share is None else answer.score(share)
    if score is None:
        recipe = _recipe(_TRUE, answer, settings)
        return Figure(name, NONE, "", Message("no past forecast to compare with"), recipe)
    recipe = _recipe(
        _TRUE,
        answer,
        settings,
        ("Hits", Message("{hits} of {n}", {"hits": score.hits, "n": score.n})),
        ("Stated", Message("{stated} on average", {"stated": odds.chance(score.stated)})),
        ("Brier score", plain(round(score.brier, 3))),
        ("Verdict", calibrated.verdict(score)),
    )
    text = "of {n} past forecasts that said {stated}"
    context = Message(text, {"n": score.n, "stated": odds.chance(score.stated)})
    doubt = calibrated.verdict(score) if score.verdict != "fits" else ""
    return Figure(name, odds.bare(odds.share(score.rate)), "%", context, recipe, doubt, exact=100 * score.rate)


def _input(answer: ForecastAnswer, settings: Settings) -> Figure:
    stood, name = answer.input, Message("Input")
    odd = [stood.sample.days[place].item() for place in stood.odd.tolist()]
    recipe = _recipe(_INPUT, answer, settings, ("Stands out", wording.joined((plain(one) for one in odd), by=", ")))
    context = counted(
        "{count} day of {all} stands out",
        "{count} days of {all} stand out",
        len(odd),
        all=len(stood.sample.items),
    )
    if not stood.sample.finished:
        return Figure(name, NONE, "", Message("nothing was finished in the days of the history"), recipe)
    if stood.has_changed is None:
        return Figure(name, NONE, "", Message("too few whole weeks to say whether it is stable"), recipe)
    if stood.has_changed:
        return Figure(name, Message("Changed"), "", context, recipe, Message("throughput changed lately"))
    return Figure(name, Message("Stable"), "", context, recipe)


def _recipe(formula: Message, answer: ForecastAnswer, settings: Settings, *rows: tuple[str, Text]) -> Recipe:
    sample = answer.input.sample
    text = "{items} on {days}"
    values = {"items": wording.items(sample.finished), "days": odds.working_days(len(sample.items))}
    return recipes.recipe(
        formula,
        *rows,
        ("Model", _MODEL),
        ("History", recipes.window(answer.first, answer.last, settings)),
        ("Finished in it", Message(text, values)),
        ("Left out", wording.joined((plain(one) for one in sample.left_out), by=", ")),
        ("Working days", recipes.calendar(settings)),
        ("Not counted", recipes.tally(answer.left_out)),
        ("The reading noticed", recipes.tally(answer.open.items.snapshot.findings)),
    )


def _items(answer: ForecastAnswer) -> Text:
    return wording.items(answer.items)


def _short(day: date, today: date) -> str:
    """The year is said where it is not this one."""
    return f"{day.day} {day:%b}" if day.year == today.year else plain(day)
