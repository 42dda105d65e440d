"""The hygiene rules, in the order in which they are told: what each is called, looks for, and puts in doubt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from altaclario.metrics import history_checks as past
from altaclario.metrics import standing_checks as now
from altaclario.metrics.checks import Check, Seen

Looks: TypeAlias = Callable[[Seen], Check]


@dataclass(frozen=True, slots=True)
class Rule:
    """One of them. `doubts` are the headline figures that its items make doubtful, as `trust.Headline` calls them."""

    name: str
    looks: Looks
    doubts: tuple[str, ...] = ()


RULES = (
    Rule("no-start", past.no_start, ("cycle_days",)),
    Rule("never-active", past.never_active, ("cycle_days",)),
    Rule("moved-after-done", past.moved_after_done, ("cycle_days", "weekly")),
    Rule("backwards", past.backwards, ("cycle_days",)),
    Rule("bulk-close", past.bulk_close, ("cycle_days", "weekly")),
    Rule("no-history", past.no_history, ("cycle_days", "weekly")),
    Rule("unmapped-status", past.unmapped, ("cycle_days", "in_progress")),
    Rule("clock-skew", past.clock_skew, ("cycle_days",)),
    Rule("untouched", now.untouched, ("in_progress",)),
    Rule("no-assignee", now.unassigned, ("in_progress",)),
    Rule("done-parent", now.done_parent, ("in_progress",)),
    Rule("off-board", now.off_board, ("in_progress",)),
    Rule("two-sprints", now.two_sprints),
    Rule("undated-sprint", now.undated_sprint),
    Rule("undated-release", now.undated_release),
    Rule("no-estimate", now.no_estimate),
)
