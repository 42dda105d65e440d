"""A report as a page for the terminal: the answer first, then figures, lines, and the oldest items."""

from altaclario.charts.columns import aligned
from altaclario.charts.sparkline import sparkline
from altaclario.dashboards.report import Json

_OLDEST = 8
_SHARES = ("p50", "p70", "p85", "p95")


def text(page: Json) -> str:
    """The page, section by section. Sprint first when one was asked for."""
    sections = [_sprint(page["sprint"])] if page["sprint"] else []
    sections += [_flow(page), _durations(page["figures"]), _lines(page["series"]), _oldest(page), _ground(page)]
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


def _oldest(page: Json) -> list[str]:
    ageing = sorted((item for item in page["items"] if item["age_days"]), key=lambda item: -item["age_days"])
    if not ageing:
        return ["Nothing is in progress."]
    usual = page["figures"]["cycle_days"]["p85"]
    rows = [["Oldest in progress", "type", "started", "days", ""]]
    for item in ageing[:_OLDEST]:
        late = "older than 85 % ever took" if usual is not None and item["age_days"] > usual else ""
        rows.append([item["key"], item["type"], item["started"] or "", str(item["age_days"]), late])
    return aligned(rows, right=[3])


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
    lines += [_say_do(sprint), *aligned(rows, right=[1, 2])]
    return [*lines, f"left to do, day by day  {sparkline(burn)}"] if burn else lines


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
