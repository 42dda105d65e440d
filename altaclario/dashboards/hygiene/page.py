"""The hygiene page: whether the figures can be trusted, and what to mend."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.charts import rules_found, wording
from altaclario.charts.messages import Message, Text, counted
from altaclario.charts.panels import Listing, Page, Remedy
from altaclario.charts.rules_found import Row
from altaclario.dashboards import recipes
from altaclario.dashboards.hygiene import figures as hygiene_figures
from altaclario.dashboards.hygiene import queries, words
from altaclario.dashboards.hygiene.answers import Finding, HygieneAnswer
from altaclario.dashboards.hygiene.queries import Tracker
from altaclario.dashboards.questions import Asked
from altaclario.metrics import reasons
from altaclario.metrics.questions import HygieneQuestion
from altaclario.metrics.settings import Settings

MOST_ROWS = 200
"""A longer list is not read; the rules say how many there are of each."""
_SHOWN = 20
_HEADS = ("Item", "Found by", "Type", "Stage")


def page(answer: HygieneAnswer, asked: Asked[HygieneQuestion], today: date, tracker: Tracker) -> Page:
    """The answer as a page. It has words for every case in which there is nothing to tell."""
    settings = asked.settings
    rows = [_row(one, settings) for one in answer.findings]
    return Page(
        question=Message("Can these numbers be trusted, and what should be mended?"),
        answer=_answer(answer),
        more=_more(answer, settings),
        as_of=recipes.as_of(today, settings),
        filters=asked.filters,
        figures=hygiene_figures.figures(answer, settings),
        charts=(
            rules_found.found(rows, answer.share),
            rules_found.effects(rows, answer.share, answer.headline.cycle_days),
        ),
        items=_listing(answer, settings),
        notes=(*asked.notes, *_notes(answer)),
        remedies=tuple(_remedy(one, answer, settings, tracker) for one in answer.found),
    )


def _row(one: Finding, settings: Settings) -> Row:
    return Row(words.name(one.rule.name, settings), len(one.places), one.of, one.effect)


def _answer(answer: HygieneAnswer) -> Text:
    if not answer.looked_at and not answer.open:
        return _nothing(answer)
    if not len(answer.to_mend):
        return Message("Nothing to mend: every item passes every rule.")
    if answer.trust is None:
        return counted(
            "No figure stands on anything yet; {count} item is to mend.",
            "No figure stands on anything yet; {count} items are to mend.",
            len(answer.to_mend),
        )
    return Message(
        "{trust} % of what the figures stand on can be trusted; {items} to mend.",
        {"trust": wording.percent(answer.trust), "items": wording.items(len(answer.to_mend))},
    )


def _nothing(answer: HygieneAnswer) -> Text:
    if not len(answer.items):
        return Message("There is no item to look at.")
    if answer.left_out.get("cancelled") == len(answer.items):
        return counted(
            "The only item is cancelled: there is nothing to look at.",
            "All {count} items are cancelled: there is nothing to look at.",
            len(answer.items),
        )
    return Message("Nothing is open, and nothing was finished in this window.")


def _more(answer: HygieneAnswer, settings: Settings) -> Text:
    """The rule that moves cycle time most, of those that make it doubtful."""
    moving = [one for one in answer.found if one.effect.cycle_days and one.weight]
    if not moving:
        return ""
    most = max(moving, key=lambda one: abs(one.effect.cycle_days or 0))
    moves = hygiene_figures.moved(answer, answer.findings.index(most))
    return Message("{name} matters most: {moves}.", {"name": words.name(most.rule.name, settings), "moves": moves})


def _remedy(one: Finding, answer: HygieneAnswer, settings: Settings, tracker: Tracker) -> Remedy:
    told = words.told(one.rule.name, settings)
    snapshot = answer.items.snapshot
    rows = answer.items.lives.items.take(one.places)
    text = queries.query(tracker, snapshot.items.id.take(rows).tolist())
    project = snapshot.projects[int(snapshot.items.project[rows[0]])]
    more = len(rows) - _SHOWN
    return Remedy(
        name=one.rule.name,
        title=told.name,
        means=told.means,
        amount=wording.joined([wording.items(len(rows)), _share(one, told.of)]),
        effect=hygiene_figures.moved(answer, answer.findings.index(one)),
        keys=tuple(snapshot.keys(rows[:_SHOWN])),
        more=counted("and {count} more", "and {count} more", more) if more > 0 else "",
        query=text,
        language=_language(tracker, len(rows)),
        address=queries.address(tracker, text, snapshot.project_ids.get(project, "")),
    )


def _share(one: Finding, of: Text) -> Text:
    share = one.check.share
    return "" if share is None else Message("{share} % {of}", {"share": wording.percent(share), "of": of})


def _language(tracker: Tracker, count: int) -> Text:
    if count <= queries.MOST:
        return tracker.language
    return Message("{language}, the first {count}", {"language": tracker.language, "count": queries.MOST})


def _listing(answer: HygieneAnswer, settings: Settings) -> Listing:
    shown = answer.to_mend[:MOST_ROWS]
    rows = _listed(answer, shown, settings)
    beyond = len(answer.to_mend) - len(shown)
    parts: list[Text] = [wording.items(len(answer.to_mend)), Message("keys only, because titles are contents")]
    if beyond > 0:
        parts.insert(1, Message("the first {count} are listed", {"count": MOST_ROWS}))
    return Listing(
        title=Message("Items to mend, those that most rules found first"),
        caption=wording.joined(parts) if rows else "",
        heads=tuple(map(Message, _HEADS)),
        rows=tuple(rows),
        hidden=frozenset({2, 3}),
        empty=Message("Nothing to mend: no rule found an item."),
    )


def _listed(answer: HygieneAnswer, places: NDArray[np.intp], settings: Settings) -> list[tuple[Text, ...]]:
    names: list[list[Text]] = [[] for _ in range(len(answer.items))] if len(places) else []
    for one in answer.found:
        for place in one.places.tolist():
            names[place].append(words.name(one.rule.name, settings))
    told: Sequence[tuple[str, str, object]] = list(answer.items.named(places))
    stage = answer.items.lives.stage.take(places).tolist()
    return [
        (key, wording.joined(names[place], by=", "), kind, wording.stage(where))
        for (key, kind, _), place, where in zip(told, places.tolist(), stage, strict=True)
    ]


def _notes(answer: HygieneAnswer) -> list[Text]:
    if not answer.is_narrowed:
        return []
    text = "The window begins on {first}, later than asked: {why}."
    return [Message(text, {"first": answer.first, "why": Message(reasons.LOADING)})]
