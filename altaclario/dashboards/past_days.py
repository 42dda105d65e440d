"""The day at whose end a page is asked to stand: today, or any before it."""

from collections.abc import Mapping
from datetime import date, timedelta

from altaclario.charts import wording
from altaclario.charts.messages import Message, Text, plain
from altaclario.charts.panels import Choice, Day, Filter
from altaclario.dashboards import addresses
from altaclario.dashboards.addresses import NotUnderstood, link

_BACK = {
    0: Message("Today"),
    7: Message("One week ago"),
    28: Message("4 weeks ago"),
    84: Message("12 weeks ago"),
}


def asked(query: Mapping[str, str], earliest: date, today: date, notes: list[Text]) -> date:
    """The day of the address, else today. What cannot be shown falls back to today, with a note."""
    try:
        day = addresses.day(query, "at") or today
        if day > today:
            raise NotUnderstood(Message("{day} has not come yet.", {"day": day}))
        if day < earliest:
            raise NotUnderstood(Message("Nothing is shown from before {earliest}.", {"earliest": earliest}))
        return day
    except NotUnderstood as found:
        notes.append(wording.joined([found.why, Message("Today is shown.")], by=" "))
        return today


def state(at: date, today: date) -> dict[str, str]:
    """What of it stands in an address: nothing for today."""
    return {} if at == today else {"at": at.isoformat()}


def days(address: Mapping[str, str], at: date, earliest: date, today: date) -> Filter:
    """Some days to choose, and a form for any other."""
    past = {today - timedelta(back): word for back, word in _BACK.items()}
    choices = [_choice(address, day, today, word, is_chosen=day == at) for day, word in past.items() if day >= earliest]
    if at not in past:
        choices.append(_choice(address, at, today, plain(at), is_chosen=True))
    kept = tuple((name, value) for name, value in address.items() if name != "at")
    return Filter(
        Message("As of"), tuple(choices), day=Day(at.isoformat(), earliest.isoformat(), today.isoformat(), kept)
    )


def around(address: Mapping[str, str], at: date, earliest: date, today: date) -> tuple[Choice | None, Choice | None]:
    """The day before and the day after, where they can be shown."""
    before, after = at - timedelta(1), at + timedelta(1)
    return (
        _choice(address, before, today, plain(before)) if before >= earliest else None,
        _choice(address, after, today, plain(after)) if after <= today else None,
    )


def _choice(address: Mapping[str, str], day: date, today: date, word: Text, *, is_chosen: bool = False) -> Choice:
    return Choice(word, link(address, at=state(day, today).get("at")), is_chosen)
