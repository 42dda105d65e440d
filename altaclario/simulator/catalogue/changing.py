"""What happens to the tracker while it is read."""

from typing import Any

from altaclario.simulator.catalogue.rows import Cannot, Case, Fails, Lives, Row, Seen, at, on
from altaclario.simulator.catalogue.worlds import NOW_MS, OPEN_ITEM

_MEANWHILE = NOW_MS + 1000
_AREAS = "/simulated/*/_apis/work/teamsettings/teamfieldvalues"


def _happens(row: str, place: str, jira: Seen, azure: Seen, what: str, /, after: int = 0, **told: Any) -> Row:
    """Something happens right before the first answer at that place."""
    happening = {"what": what, "at_ms": _MEANWHILE, **told}
    ours, theirs = at(place, kind="happens", after=after, times=1, happening=happening)
    return Row(row, Case(jira, (ours,)), Case(azure, (theirs,)))


_GONE = Lives(left_out=("the tracker could not give it",), is_whole=False)
_CHANGED = Lives(is_whole=False)
_MOVED = Lives(left_out=("moved to another project",), is_whole=False)


def _late(*left_out: str) -> Lives:
    """Azure DevOps is asked for several things side by side: what came before it happened is right as well."""
    return Lives(may_leave_out=left_out, is_whole=False)


CHANGING = (
    _happens(
        "loses an item while it is read",
        "items",
        _GONE,
        _late("deleted", "the tracker could not give it"),
        "deleted",
        item=OPEN_ITEM,
    ),
    _happens(
        "hides an item while it is read",
        "items",
        _GONE,
        _late("the tracker could not give it"),
        "hidden",
        item=OPEN_ITEM,
    ),
    _happens(
        "moves an item to a project that is not read",
        "items",
        _MOVED,
        _late("moved to another project"),
        "moved to project",
        item=OPEN_ITEM,
        project="OPS",
    ),
    _happens(
        "moves an item between two projects that are read",
        "items",
        _CHANGED,
        _CHANGED,
        "moved to project",
        item=OPEN_ITEM,
        project="WEB",
    ),
    _happens("moves an item on while it is read", "items", _CHANGED, _CHANGED, "moved", item=OPEN_ITEM),
    _happens(
        "renames a project while it is read",
        "items",
        _CHANGED,
        _CHANGED,
        "renamed project",
        after=1,
        project="PAY",
        name="Money",
        key="MON",
    ),
    _happens(
        "renames a sprint while it is read",
        "items",
        _CHANGED,
        _CHANGED,
        "renamed sprint",
        sprint=1051,
        name="The last one",
    ),
    _happens("gets a new item while it is read", "items", _CHANGED, _CHANGED, "created", project="PAY"),
    _happens(
        "hides a chosen project while it is read",
        "ids",
        Fails("project-unknown"),
        Fails("project-unknown"),
        "hidden",
        project="PAY",
    ),
    Row("lost a chosen project", *on("project", Fails("project-unknown"), kind="status", status=404)),
    Row("lost a chosen board or team", *on("sprints", Fails("board-unknown"), kind="status", status=404)),
    Row(
        "closes the settings of a chosen board or team",
        Case(Fails("board-closed"), (at("columns", kind="status", status=404)[0],)),
        Case(Fails("board-closed"), ({"path": _AREAS, "kind": "status", "status": 404},)),
    ),
    Row(
        "closes the columns of a chosen board or team",
        Cannot("They come with the board's other settings."),
        Case(
            Lives(findings=("columns of a team were not read",), is_whole=False),
            at("columns", kind="status", status=404)[1:],
        ),
    ),
)
