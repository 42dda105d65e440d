"""Run by an environment that has jira-agile-metrics, not by ours: histories on stdin, what it counts on stdout."""

import json
import sys
from time import perf_counter
from types import SimpleNamespace

from jira_agile_metrics.calculators.cycletime import calculate_cycle_times
from jira_agile_metrics.querymanager import QueryManager
from jira_agile_metrics.utils import StatusTypes

_STEPS = {"backlog": StatusTypes.backlog, "work": StatusTypes.accepted, "done": StatusTypes.complete}


class Tracker:
    """A Jira that holds what was given."""

    def __init__(self):
        self._options = {"server": "https://jira.invalid"}

    def fields(self):
        return [{"id": "status", "name": "Status"}, {"id": "flagged", "name": "Flagged"}]


def issue(told):
    """One issue as the library of Jira would give it."""
    changes = [
        SimpleNamespace(
            created=at,
            items=[SimpleNamespace(field="status", **{"from": before, "to": after}, fromString=before, toString=after)],
        )
        for at, before, after in told["changes"]
    ]
    fields = SimpleNamespace(
        issuetype=SimpleNamespace(name="Story"),
        summary="",
        status=SimpleNamespace(name=told["status"]),
        resolution=None,
        resolutiondate=None,
        created=told["created"],
        flagged=None,
    )
    return SimpleNamespace(key=told["key"], fields=fields, changelog=SimpleNamespace(histories=changes))


def main():
    told = json.load(sys.stdin)
    issues = [issue(one) for one in told["items"]]
    manager = QueryManager(Tracker(), {"attributes": {}})
    manager.find_issues = lambda _jql: issues
    cycle = [{"name": name, "statuses": names, "type": _STEPS[name]} for name, names in told["steps"].items()]
    begun = perf_counter()
    table = calculate_cycle_times(manager, cycle, {}, "backlog", "done", [{"jql": ""}])
    taken = perf_counter() - begun
    rows = [
        [row.key, None if row.cycle_time != row.cycle_time else row.cycle_time.days, str(row.completed_timestamp)[:10]]
        for row in table.itertuples()
    ]
    json.dump({"seconds": taken, "rows": rows}, sys.stdout)


main()
