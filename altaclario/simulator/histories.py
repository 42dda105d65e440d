"""Writes what happens to an issue into its histories, and into its fields."""

from dataclasses import dataclass

from altaclario.simulator import writing
from altaclario.simulator.tracker import SPRINT_FIELD, Issue, Json, Tracker
from altaclario.simulator.writing import item as change


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes into one tracker. `at` is the instant in ms; without it a thing happens now."""

    tracker: Tracker
    now_ms: int
    at: int | None

    def write(self, issue: Issue, *changes: Json) -> None:
        """One more history of an issue, after all others."""
        at = self.instant(issue)
        is_epoch = any(isinstance(one["created"], int) for one in issue.histories[-1:])
        self.tracker.written += 1
        issue.histories.append(
            {
                "id": str(9_000_000 + self.tracker.written),
                "author": self._somebody(issue),
                "created": at if is_epoch else writing.written(at),
                "items": list(changes),
                "_at": at,
                "_order": len(issue.histories),
                "_happened": True,
            }
        )
        issue.updated = max(issue.updated, at)
        issue.fields["updated"] = writing.written(issue.updated)

    def into(self, issue: Issue, status: Json) -> list[Json]:
        """The changes that a move brings with it, made on the issue as well."""
        before = issue.fields["status"]
        changes = [change("status", "status", before["id"], status["id"], (before["name"], status["name"]))]
        category, done = status["statusCategory"]["key"], "done"
        at = self.instant(issue)
        if category == done != issue.category and self.tracker.resolutions:
            resolution = self.tracker.resolutions[0]
            changes.append(change("resolution", "resolution", None, resolution["id"], (None, resolution["name"])))
            issue.fields |= {"resolution": resolution, "resolutiondate": writing.written(at)}
        elif issue.category == done != category and issue.fields.get("resolution"):
            resolution = issue.fields["resolution"]
            changes.append(change("resolution", "resolution", resolution["id"], None, (resolution["name"], None)))
            issue.fields |= {"resolution": None, "resolutiondate": None}
        if category != issue.category:
            issue.fields["statuscategorychangedate"] = writing.written(at)
        issue.fields["status"], issue.category = status, category
        return changes

    def into_sprints(self, issue: Issue, after: list[Json]) -> None:
        """Give an issue these sprints instead of those that it has."""
        held = issue.fields.get(SPRINT_FIELD) or ()
        before, now = (", ".join(str(one["id"]) for one in sprints) for sprints in (held, after))
        self.write(issue, change("Sprint", SPRINT_FIELD, before, now, (f"Sprints {before}", f"Sprints {now}")))
        issue.fields[SPRINT_FIELD] = after or None

    def instant(self, issue: Issue) -> int:
        """When it happens: after everything that happened to the issue, unless the instant is said."""
        if self.at is not None:
            return self.at
        removed = [at for _, at, _ in issue.removals]
        told: list[int] = [one["_at"] + 1 for one in issue.histories[-1:]]
        return max([self.now_ms, issue.created + 1, *removed, *told])

    def _somebody(self, issue: Issue) -> Json | None:
        authors = [history.get("author") for history in issue.histories[-1:]]
        return next((one for one in (*authors, issue.fields.get("assignee")) if one), None)
