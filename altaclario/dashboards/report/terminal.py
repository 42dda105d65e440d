"""A report as a page for the terminal: the answer first, then figures, lines, and the oldest items."""

from altaclario.charts import odds
from altaclario.charts.columns import aligned
from altaclario.charts.messages import english
from altaclario.charts.sparkline import sparkline
from altaclario.dashboards.report.document import Json

_OLDEST = 8
_RULES = {"outside": "outside", "run": "8 in a row on one side", "two_of_three": "2 of 3 beyond 2 sigma"}
_SHARES = ("p50", "p70", "p85", "p95")


def text(page: Json) -> str:
    """The page, section by section. Sprint or forecast first when one was asked for."""
    sections = [_sprint(page["sprint"])] if page["sprint"] else []
    sections += [_forecast(page["forecast"])] if page["forecast"] else []
    sections += [_flow(page), _durations(page["figures"]), _lines(page["series"]), _behaviour(page), _oldest(page)]
    sections.append(_ground(page))
    return "\n\n".join("\n".join(section) for section in sections if section)


def _flow(page: Json) -> list[str]:
    figures, window = page["figures"], page["window"]
    heading = f"Flow, {window['from']} to {window['to']} ({window['time_zone']})"
    done = figures["throughput"]
    lines = [heading, "═" * len(heading), _answer(figures)]
    weekly = "no complete week in the window"
    if done["per_week_median"] is not None:
        weekly = f"{done['per_week_median']} in the middle week, {done['per_week_min']} to {done['per_week_max']}"
    rows = [
        ["Finished", f"{done['total']:,}", weekly],
        ["In progress", _or_none(figures["wip"]), f"{_or_none(figures['total_age_days'])} days of age together"],
    ]
    if figures["flow_efficiency"] is not None:
        rows.append(["Flow efficiency", f"{figures['flow_efficiency']:.0%}", "of the time in progress was active"])
    return [*lines, *aligned(rows, right=[1]), *page["notes"]]


def _answer(figures: Json) -> str:
    cycle = figures["cycle_days"]
    if not cycle["n"]:
        return "Nothing with a known start was finished in this window, so there is no cycle time to tell."
    return f"85 % of the {cycle['n']:,} items finished in this window took {_days(cycle['p85'])} or less."


def _durations(figures: Json) -> list[str]:
    rows = [["Days", "items", *(f"{share[1:]} %" for share in _SHARES)]]
    for name, spread in (("cycle time", figures["cycle_days"]), ("lead time", figures["lead_days"])):
        rows.append([name, f"{spread['n']:,}", *(_or_none(spread[share]) for share in _SHARES)])
    return aligned(rows, right=range(1, len(rows[0])))


def _lines(series: Json) -> list[str]:
    rows = []
    for name in ("throughput", "wip"):
        values = [count for _, count in series[name]]
        if values:
            rows.append([{"wip": "in progress", "throughput": "finished"}[name], sparkline(values), f"0–{max(values)}"])
    return ["Day by day", *aligned(rows)] if rows else []


def _behaviour(page: Json) -> list[str]:
    """Stability, expectation, balance and what was blocked; what cannot be told stands in the notes."""
    level, law, held = page["figures"]["service_level"], page["figures"]["littles_law"], page["blocked"]
    rows = [
        ["Throughput", *_limits(page["behaviour"]["throughput"], "weeks")],
        ["Cycle time", *_limits(page["behaviour"]["cycle_days"], "items")],
    ]
    if level:
        chosen = "chosen by the team" if level["is_chosen"] else "proposed, not chosen by the team"
        rate = f"{level['within']:,} of {level['n']:,} within {_days(level['days'])}"
        rows.append(["Expectation", rate, f"{level['share']} % should be; {chosen}"])
    if law:
        verdict = {True: "Little's law holds", False: "Little's law does not hold"}.get(law["fits"], law["reason"])
        rows.append(["Balance", f"{law['wip']:.1f} in progress, {law['expected']:.1f} expected", verdict])
    if held:
        rows.append(
            ["Blocked", f"{held['finished']:,} of {held['of_finished']:,} finished", f"{held['now']:,} are now"]
        )
    return ["Is it stable", *aligned(rows)]


def _limits(process: Json, points: str) -> list[str]:
    if process["baseline"] is None:
        return ["no limits yet", f"too few {points}: {process['points']}"]
    limits = f"{process['lower']:.1f} to {process['upper']:.1f}, {process['average']:.1f} on average"
    if not process["signals"]:
        return [limits, "stable"]
    name, value, rules = process["signals"][-1]
    return [limits, f"{len(process['signals'])} signals, the last: {name} with {value:g} ({_RULES[rules[0]]})"]


def _oldest(page: Json) -> list[str]:
    ageing = [one for one in page["ageing"]["items"] if one["age_days"]]
    if not ageing:
        return ["Nothing is in progress."]
    rows = [["Oldest in progress", "status", "days", ""]]
    for item in ageing[:_OLDEST]:
        late = f"older than {item['above']} % of finished work in its status" if item["above"] else ""
        held = f"blocked since {item['blocked_since']}" if item["blocked_since"] else ""
        rows.append([item["key"], item["status"], str(item["age_days"]), ", ".join(filter(None, (late, held)))])
    return aligned(rows, right=[2])


def _sprint(sprint: Json) -> list[str]:
    heading = f"{sprint['name'] or 'Sprint'} ({sprint['id']}, {sprint['state']})"
    lines = [heading, "═" * len(heading), f"{_date(sprint['start'])} to {_date(sprint['complete'] or sprint['end'])}"]
    if sprint["reason"]:
        return [*lines, f"No figures: {sprint['reason']}. In it today: {len(sprint['members'])} items."]
    points = sprint["points"]
    rows = [["", "items", "points"]]
    for name in ("commitment", "added", "removed", "re_estimated", "completed"):
        count = "" if name == "re_estimated" else str(len(sprint[name]))
        rows.append([name.replace("_", " "), count, _or_none(points[name])])
    for name in ("not_completed", "carried_over", "done_before_start"):
        rows.append([name.replace("_", " "), str(len(sprint[name])), ""])
    burn = [scope - done for _, scope, done, *_ in sprint["burn"]]
    if sprint["at_risk"] is not None:
        rows.append(["at risk", str(len(sprint["at_risk"])), ""])
    if sprint["likelihood"] is not None:
        rows.append(["finish all of it", english(odds.chance(sprint["likelihood"])), ""])
    lines += [_say_do(sprint), *aligned(rows, right=[1, 2])]
    return [*lines, f"left to do, day by day  {sparkline(burn)}"] if burn else lines


def _forecast(forecast: Json) -> list[str]:
    history, told = forecast["history"], forecast["outlook"]
    heading = f"Forecast of {forecast['items']:,} items, from {history['from']} to {history['to']}"
    lines = [heading, "═" * len(heading)]
    if told is None:
        return [*lines, f"Cannot forecast: {forecast['reason']}."]
    rows = [["Certainty", f"{forecast['items']:,} items by", f"by {forecast['by']}"]]
    for share, day in told["when"].items():
        rows.append([f"{share[1:]} %", day or "–", f"{told['how_many'][share]['items']:,} or more"])
    lines += aligned(rows, right=[0])
    trust = next((one for one in forecast["calibration"] if one["share"] == 85), None)
    if trust:
        stated = english(odds.chance(trust["stated"]))
        past = f"{trust['hits']} of {trust['n']} past forecasts that said {stated} came true."
        lines.append(past)
    return [*lines, f"Exact, from {history['finished']:,} items on {history['working_days']} working days."]


def _say_do(sprint: Json) -> str:
    if sprint["say_do"] is None:
        return "Nothing was committed to."
    return f"{sprint['say_do']:.0%} of the {len(sprint['commitment'])} committed items were completed."


def _ground(page: Json) -> list[str]:
    snapshot = page["snapshot"]
    lines = [
        f"Read {snapshot['items']:,} items, {snapshot['sub_tasks']:,} sub-tasks and {snapshot['parents']:,} parents "
        f"with {snapshot['transitions']:,} statuses in {snapshot['requests']} requests, {snapshot['seconds']:.1f} s."
    ]
    for title, counts in (("Left out", snapshot["left_out"]), ("Noticed", snapshot["findings"])):
        if counts:
            lines.append(f"{title}: " + ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items())) + ".")
    return [*lines, "Nothing was kept."]


def _days(count: float) -> str:
    return f"{count:g} day{'' if count == 1 else 's'}"


def _date(instant: str | None) -> str:
    return instant[:10] if instant else "no date"


def _or_none(value: float | None) -> str:
    return "–" if value is None else f"{value:,g}" if isinstance(value, float) else f"{value:,}"
