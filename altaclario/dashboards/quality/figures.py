"""The headline figures of the quality page, each with its recipe."""

from altaclario.charts import wording
from altaclario.charts.figures import Figure, Recipe
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.dashboards import recipes
from altaclario.dashboards.flow.figures import NONE
from altaclario.dashboards.quality.answers import QualityAnswer
from altaclario.metrics import percentiles
from altaclario.metrics.settings import Settings

NEWEST = 3
"""So many releases, the newest that are out, tell of escapes."""

_URGENT = Message(
    "open defects whose priority says p1 or p2: a digit at its beginning, or Highest, Blocker, High, Critical …"
)
_AGE = Message("today − created day + 1 of open defects; the smallest value with so many % of them at or below it")
_ESCAPED = Message(
    "defects created on a later day than that of a release, which is among the releases that they affect; of the last "
    "three releases that are out"
)
_RETURNED = Message(
    "closings in the window that were followed by a return to work or the backlog ÷ closings in the window"
)
_TAKEN = Message("defects created ÷ items finished, both in the window")
_COST = Message(
    "working days until all that is open and no defect is done, by what new defects leave of the throughput, less "
    "those by all of it; exact, from the items finished on each working day of the window"
)


def figures(answer: QualityAnswer, settings: Settings) -> tuple[Figure, ...]:
    """Open p1 and p2, age, escapes, reopen rate, and what the inflow takes and costs."""
    shown = (_urgent, _age, _escaped, _returned, _taken, _cost)
    return tuple(one(answer, settings) for one in shown)


def _urgent(answer: QualityAnswer, settings: Settings) -> Figure:
    every = len(answer.open.places)
    recipe = _recipe(answer, settings, _URGENT, ("Counted", _defects(every)))
    name = Message("Open p1 and p2")
    if not answer.knows_priority:
        return Figure(name, NONE, "", Message("no priority of a defect says how urgent it is"), recipe)
    unknown = int((answer.open.ranks == 0).sum())
    doubt = counted("{count} without a known priority", "{count} without a known priority", unknown) if unknown else ""
    context = Message("of {defects}", {"defects": counted("{count} open defect", "{count} open defects", every)})
    return Figure(name, plain(answer.open.urgent), _unit(answer.open.urgent), context, recipe, doubt)


def _age(answer: QualityAnswer, settings: Settings) -> Figure:
    spread = answer.open.spread
    share = percentiles.main(spread.percentiles)
    length = None if share is None else spread.percentiles[share]
    recipe = _recipe(answer, settings, _AGE, ("Counted", _defects(spread.n)))
    name = Message("Age p{share}", {"share": share or 0})
    if length is None:
        return Figure(name, NONE, "", Message("no defect is open"), recipe)
    half = spread.percentiles.get(50)
    context = "" if half is None else Message("half are open for {days} or less", {"days": wording.days(half)})
    doubt = Message("only {defects}", {"defects": _defects(spread.n)}) if spread.n < wording.ENOUGH else ""
    unit = Message("day") if length == 1 else Message("days")
    return Figure(name, plain(length), unit, wording.joined([context]), recipe, doubt)


def _escaped(answer: QualityAnswer, settings: Settings) -> Figure:
    last = answer.escapes[-NEWEST:]
    count = sum(len(one.items) for one in last)
    names = wording.joined([one.version.name for one in last], by=", ")
    recipe = _recipe(answer, settings, _ESCAPED, ("Releases", names))
    name = Message("Escaped")
    if not answer.knows_affected or not last:
        return Figure(name, NONE, "", why_no_escapes(answer), recipe)
    context = counted("with the last release", "with the last {count} releases", len(last))
    return Figure(name, plain(count), _unit(count), context, recipe)


def why_no_escapes(answer: QualityAnswer) -> Text:
    """Why nothing can be told of escapes; empty where something can."""
    if not answer.knows_affected:
        return Message("no item says which release it affects")
    return "" if answer.escapes else Message("no release with a day is out")


def _returned(answer: QualityAnswer, settings: Settings) -> Figure:
    told = answer.returns
    recipe = _recipe(
        answer, settings, _RETURNED, ("Counted", counted("{count} closing", "{count} closings", told.closings))
    )
    name = Message("Reopen rate")
    if told.share is None:
        return Figure(name, NONE, "", Message("no defect was closed"), recipe)
    context = Message("{again} of {all} closings", {"again": told.reopened, "all": told.closings})
    return Figure(name, wording.percent(told.share), "%", context, recipe, exact=100 * told.share)


def _taken(answer: QualityAnswer, settings: Settings) -> Figure:
    recipe = _recipe(answer, settings, _TAKEN, ("Counted", wording.items(answer.share.finished)))
    name = Message("Inflow takes")
    if answer.taken is None:
        return Figure(name, NONE, "", Message("nothing was finished"), recipe)
    values = {"created": answer.created, "finished": answer.share.finished}
    context = Message("of throughput: {created} defects in, {finished} items finished", values)
    return Figure(name, wording.percent(answer.taken), "%", context, recipe, exact=100 * answer.taken)


def _cost(answer: QualityAnswer, settings: Settings) -> Figure:
    cost, share = answer.cost, percentiles.main(settings.percentiles)
    capped = Message("90 % at most are taken away") if answer.taken is not None and answer.taken > 0.9 else ""
    recipe = _recipe(
        answer,
        settings,
        _COST,
        ("Counted", wording.items(answer.to_do)),
        ("Chance", "" if share is None else f"{share} %"),
        ("Limit", capped),
    )
    name = Message("Costs the plan")
    if cost is None:
        return Figure(name, NONE, "", _why_no_cost(answer), recipe)
    if cost.days is None:
        return Figure(name, NONE, "", Message("it would be done too far ahead to name a day"), recipe)
    context = Message("{slowed} until {items} done, {plain} without", _until(answer))
    unit = Message("working day") if cost.days == 1 else Message("working days")
    return Figure(name, wording.signed(cost.days), unit, context, recipe)


def _until(answer: QualityAnswer) -> dict[str, Message | int]:
    cost = answer.cost
    items = counted("{count} other item is", "{count} other items are", answer.to_do)
    return {"slowed": (cost and cost.slowed) or 0, "plain": (cost and cost.plain) or 0, "items": items}


def _why_no_cost(answer: QualityAnswer) -> Text:
    if not answer.to_do:
        return Message("nothing but defects is open")
    return Message("too little was finished to forecast from")


def _defects(count: int) -> Message:
    return counted("{count} defect", "{count} defects", count)


def _unit(count: int) -> Text:
    return Message("defect") if count == 1 else Message("defects")


def _recipe(answer: QualityAnswer, settings: Settings, formula: Message, *rows: tuple[str, Text]) -> Recipe:
    return recipes.recipe(
        formula,
        *rows,
        ("Defects", wording.keys(answer.types) or Message("no type of item is one")),
        ("Not counted", recipes.tally(answer.left_out)),
        ("Clock", wording.joined([wording.clock(settings), recipes.calendar(settings)], by=": ")),
        ("Window", recipes.window(answer.first, answer.last, settings)),
    )
