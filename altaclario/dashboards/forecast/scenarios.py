"""What-if scenarios in an address: up to ten, each of what is away, what comes or goes, and when work begins."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from altaclario.charts import wording
from altaclario.charts.messages import Message, Text, counted
from altaclario.charts.panels import Choice, Filter, WhatIf
from altaclario.dashboards import addresses
from altaclario.dashboards.addresses import NotUnderstood, link
from altaclario.metrics.questions import Scenario

MOST = 10
MOST_AWAY = 90
MOST_MORE = 10_000
_FORM = re.compile(r"(?:a(\d{1,2}))?(?:s(-?\d{1,5}))?(?:d(\d{4}-\d{2}-\d{2}))?", re.ASCII)
_PLAN = Scenario()


def asked(query: Mapping[str, str], today: date, latest: date, notes: list[Text]) -> tuple[Scenario, ...]:
    """Those of the address, and the one that the form adds. What means nothing is left out, with a note."""
    found: list[Scenario] = []
    for text in [*query.get("if", "").split("_")[: MOST + 1], *_added(query, notes)]:
        if not text:
            continue
        scenario = _read(text, today, latest)
        if scenario is None:
            notes.append(Message('"{value}" is no scenario.', {"value": addresses.short(text)}))
        elif scenario not in (*found, _PLAN):
            found.append(scenario)
    if len(found) > MOST:
        notes.append(Message("At most {most} scenarios are compared.", {"most": MOST}))
    return tuple(found[:MOST])


def state(scenarios: tuple[Scenario, ...]) -> dict[str, str]:
    """What of an address says them.

    >>> state((Scenario(away=20), Scenario(more=-6, start=date(2026, 12, 14))))
    {'if': 'a20_s-6d2026-12-14'}
    """
    return {"if": "_".join(map(_written, scenarios))} if scenarios else {}


def name(scenario: Scenario) -> Text:
    """A scenario in words.

    >>> from altaclario.charts.messages import english
    >>> english(name(Scenario(20, -6, date(2026, 12, 14))))
    '20\u202f% away, 6 items fewer, from 14 Dec 2026'
    """
    parts: list[Text] = []
    if scenario.away:
        parts.append(Message("{share}\u202f% away", {"share": scenario.away}))
    if scenario.more > 0:
        parts.append(counted("{count} item more", "{count} items more", scenario.more))
    if scenario.more < 0:
        parts.append(counted("{count} item fewer", "{count} items fewer", -scenario.more))
    if scenario.start is not None:
        parts.append(Message("from {day}", {"day": scenario.start}))
    return wording.joined(parts, by=", ")


def choices(address: Mapping[str, str], scenarios: tuple[Scenario, ...], today: date, latest: date) -> Filter:
    """A form for one more, and each of them to be taken away."""
    found = [Choice(Message("As planned"), link(address, **{"if": None}), not scenarios)]
    if scenarios:
        words = counted("{count} scenario", "{count} scenarios", len(scenarios))
        found.append(Choice(words, link(address), is_chosen=True))
    for one in scenarios:
        others = state(tuple(other for other in scenarios if other != one)).get("if")
        found.append(Choice(Message("Without: {name}", {"name": name(one)}), link(address, **{"if": others})))
    form = WhatIf((today + timedelta(1)).isoformat(), latest.isoformat(), MOST_AWAY, MOST_MORE, tuple(address.items()))
    return Filter(Message("What if"), tuple(found), what_if=form if len(scenarios) < MOST else None)


def _added(query: Mapping[str, str], notes: list[Text]) -> list[str]:
    """What the form says: parts that were left empty say nothing."""
    parts = [(letter, query.get(of, "").strip()) for letter, of in (("a", "away"), ("s", "more"), ("d", "start"))]
    text = "".join(letter + value.removeprefix("+").replace("\u2212", "-") for letter, value in parts if value)
    if text and not _FORM.fullmatch(text):
        notes.append(Message("Of a scenario, people away are 0 to 90 per cent, items and the day are whole."))
        return []
    return [text] if text else []


def _read(text: str, today: date, latest: date) -> Scenario | None:
    parts = _FORM.fullmatch(text)
    if parts is None:
        return None
    away, more = int(parts[1] or 0), int(parts[2] or 0)
    try:
        start = addresses.day({"day": parts[3] or ""}, "day")
    except NotUnderstood:
        return None
    if away > MOST_AWAY or abs(more) > MOST_MORE or (start and start > latest):
        return None
    return Scenario(away, more, start if start and start > today + timedelta(1) else None)


def _written(scenario: Scenario) -> str:
    away, more = f"a{scenario.away}" if scenario.away else "", f"s{scenario.more}" if scenario.more else ""
    return away + more + (f"d{scenario.start.isoformat()}" if scenario.start else "")
