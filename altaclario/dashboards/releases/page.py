"""The releases page: all of them beside each other, or one of them."""

from datetime import date

from altaclario.charts import odds, release_days, wording
from altaclario.charts.drawing import Chart
from altaclario.charts.messages import Message, Text, Value, counted, plain
from altaclario.charts.panels import Badge, Listing, Page
from altaclario.charts.release_days import Row
from altaclario.dashboards import recipes
from altaclario.dashboards.addresses import link
from altaclario.dashboards.questions import Asked
from altaclario.dashboards.releases import asked as releases_asked
from altaclario.dashboards.releases import cards, standings
from altaclario.dashboards.releases import figures as release_figures
from altaclario.dashboards.releases.answers import ReleasesAnswer
from altaclario.dashboards.releases.standings import Standing
from altaclario.metrics import percentiles
from altaclario.metrics.questions import ReleaseQuestion
from altaclario.metrics.settings import Settings

_QUESTION = Message("When will each release land, what is in it, what changed?")
_NONE = Message("No release was read. In Jira they are the fix versions of a project, in Azure DevOps its iterations.")
_SURE = 0.85


def page(answer: ReleasesAnswer, asked: Asked[ReleaseQuestion], today: date) -> Page:
    """The answer as a page. It has words for every case in which nothing is forecast."""
    one, question, settings = answer.one, asked.question, asked.settings
    return Page(
        question=_QUESTION,
        answer=_answer(answer) if one is None else _of_one(answer, one, settings),
        more=_more(answer) if one is None else _more_of_one(one),
        as_of=_as_of(answer, asked, today),
        filters=asked.filters,
        figures=release_figures.of_all(answer, question, settings)
        if one is None
        else release_figures.of_one(answer, one, question, settings),
        charts=(_days(answer, settings),) if one is None else cards.cards(answer, one, settings),
        items=_listing(answer, asked) if one is None else cards.listing(answer, one),
        notes=(*asked.notes, *_notes(answer, one)),
        earlier=asked.earlier,
        later=asked.later,
    )


def _answer(answer: ReleasesAnswer) -> Text:
    if not answer.every:
        return Message("There is no release yet.")
    dated = [one for one in answer.every if one.is_dated]
    if not dated:
        return Message("No open release with a day can be forecast.")
    low = len(standings.below(dated, release_figures.LIKELY))
    if not low:
        return counted(
            "The one open release with a day is 70\u202f% likely by it, or more.",
            "All {count} open releases with a day are 70\u202f% likely by it, or more.",
            len(dated),
        )
    return counted(
        "{count} of {all} with a day is overdue or less than 70\u202f% likely by it.",
        "{count} of {all} with a day are overdue or less than 70\u202f% likely by it.",
        low,
        all=counted("{count} open release", "{count} open releases", len(dated)),
    )


def _more(answer: ReleasesAnswer) -> Text:
    if not answer.every:
        return _NONE
    called = _names(answer)
    coming = next((one for one in answer.every if one.chance is not None), None)
    if coming is None or coming.chance is None or coming.release.target is None:
        return ""
    values: dict[str, Value] = {
        "name": called[coming.release.id],
        "day": coming.release.target,
        "chance": odds.chance(coming.chance),
    }
    return Message("Next is {name}, on {day}: {chance} likely.", values)


def _of_one(answer: ReleasesAnswer, one: Standing, settings: Settings) -> Text:
    name = _names(answer)[one.release.id]
    if said := release_figures.why(one):
        return Message("{name} has no forecast: {why}.", {"name": name, "why": said})
    share = percentiles.main(settings.percentiles) or 85
    day = one.day(share)
    values: dict[str, Value] = {"name": name, "share": share}
    if day is None:
        return Message("{name}: {share}\u202f% is more than ten years away.", values)
    if one.chance is None or one.release.target is None:
        return Message("{name}: {share}\u202f% by {day}.", {**values, "day": day})
    text = "{name}: {chance} likely by its day, {target}, {share}\u202f% by {day}."
    values |= {"chance": odds.chance(one.chance), "target": one.release.target, "day": day}
    return Message(text, values)


def _more_of_one(one: Standing) -> Text:
    parts: list[Text] = [
        Message("{done} of {items} are done.", {"done": one.done, "items": wording.items(one.items)})
        if one.items
        else ""
    ]
    if one.growth is not None and one.growth and one.begun is not None:
        text = "{items} more than on its first day." if one.growth > 0 else "{items} fewer than on its first day."
        parts.append(Message(text, {"items": wording.items(abs(one.growth))}))
    return wording.joined(parts, by=" ")


def _as_of(answer: ReleasesAnswer, asked: Asked[ReleaseQuestion], today: date) -> Text:
    span = wording.span(answer.first, answer.last) if answer.first <= answer.last else ""
    history = Message("throughput of {span}", {"span": span}) if span else ""
    if asked.today != today:
        then = Message("As it was known at the end of {day}", {"day": asked.today})
        rest = Message("names and days of releases as of today")
        return wording.joined([then, rest, history, asked.settings.zone, wording.clock(asked.settings)])
    return wording.joined([Message("Exact, not simulated"), history, recipes.as_of(today, asked.settings)])


def _notes(answer: ReleasesAnswer, one: Standing | None) -> list[Text]:
    found: list[Text] = []
    if answer.is_loading and answer.first <= answer.last:
        text = "Not all of the history is read yet, so that it begins on {first}."
        found.append(Message(text, {"first": answer.first}))
    if answer.every and not answer.has_history:
        found.append(
            Message(
                "The tracker gives no history of what was in a release: what is in it now counts as if it always were."
            )
        )
    if one is not None and one.shared:
        text = "{items} of what is left is in another open release too, and counts in both."
        found.append(Message(text, {"items": wording.items(one.shared)}))
    return found


def _names(answer: ReleasesAnswer) -> dict[str, str]:
    return releases_asked.names(tuple(one.release for one in answer.every))


def _days(answer: ReleasesAnswer, settings: Settings) -> Chart:
    called = _names(answer)
    still = [one for one in answer.every if one.state == "open"]
    shares = [share for share in settings.percentiles if share in (50, percentiles.main(settings.percentiles))]
    rows = [
        Row(
            called[one.release.id],
            {share: one.day(share) for share in shares},
            one.release.target,
            one.chance,
        )
        for one in still
    ]
    low = len(standings.below(answer.every, release_figures.LIKELY))
    why = Message("No open release has anything left that can be forecast.") if answer.every else _NONE
    return release_days.chart(rows, shares, answer.today, low, why=why)


_HEADS = ("Release", "State", "Its day", "Likely by it", "50\u202f%", "85\u202f%", "Left")
_MORE_HEADS = ("Growth", "Unestimated", "Blocked", "Defects")


def _listing(answer: ReleasesAnswer, asked: Asked[ReleaseQuestion]) -> Listing:
    called = _names(answer)
    share = percentiles.main(asked.settings.percentiles) or 85
    heads = [*_HEADS, *_MORE_HEADS]
    heads[5] = f"{share}\u202f%"
    return Listing(
        title=Message("Releases, the next one first"),
        caption=Message("in items; what is out or archived is not forecast") if answer.every else "",
        heads=tuple(map(Message, heads)),
        rows=tuple(_row(one, called[one.release.id], share) for one in answer.every),
        numbers=frozenset({3, 6, 7, 8, 9, 10}),
        hidden=frozenset({4, 7, 8, 9, 10}),
        empty=_NONE,
        links={called[one.release.id]: link(asked.state, version=one.release.id) for one in answer.every},
    )


def _row(one: Standing, name: str, share: int) -> tuple[Text | Badge, ...]:
    is_over = one.release.is_released or one.release.is_archived
    growth = "–" if one.growth is None else f"{'+' if one.growth > 0 else ''}{plain(one.growth)}"
    bare = "–" if one.unestimated is None or not one.left else f"{wording.percent(one.unestimated / one.left)}\u202f%"
    return (
        name,
        badge(one),
        "–" if one.release.target is None else plain(one.release.target),
        "–" if one.chance is None else odds.chance(one.chance),
        _day(one, 50),
        _day(one, share),
        "–" if is_over and not one.left else plain(one.left),
        growth,
        bare,
        plain(one.blocked),
        plain(one.defects),
    )


def _day(one: Standing, share: int) -> Text:
    day = one.day(share)
    return "–" if day is None else plain(day)


def badge(one: Standing) -> Badge:
    """Where a release stands, in a word."""
    words = {
        "archived": Badge("is-off", Message("archived")),
        "released": Badge("is-off", Message("out")),
        "empty": Badge("is-off", Message("nothing in it")),
        "cancelled": Badge("is-off", Message("all cancelled")),
        "done": Badge("is-on-track", Message("all done")),
    }
    if one.state == "silent" and not one.is_late:
        return Badge("is-off", Message("cannot forecast"))
    if one.state in words:
        return words[one.state]
    if one.release.target is None:
        return Badge("is-off", Message("no day"))
    if one.chance is None:
        return Badge("is-act", Message("overdue") if one.is_late else Message("cannot forecast"))
    if one.chance < release_figures.LIKELY:
        return Badge("is-act", Message("below 70\u202f%"))
    return Badge("is-watch", Message("doubtful")) if one.chance < _SURE else Badge("is-on-track", Message("likely"))
