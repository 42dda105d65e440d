"""The fields of work items: which there are, what they hold, and how each is made for an answer."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from altaclario.simulator.azure import people
from altaclario.simulator.azure.organisation import Item, Organisation
from altaclario.simulator.tracker import Json

TITLE = "System.Title"
POINTS = "Microsoft.VSTS.Scheduling.StoryPoints"
BLOCKED = "Microsoft.VSTS.CMMI.Blocked"
_COMMON, _SCHEDULING = "Microsoft.VSTS.Common", "Microsoft.VSTS.Scheduling"

FIELDS: dict[str, tuple[str, str]] = {
    "System.Id": ("ID", "integer"),
    "System.Rev": ("Rev", "integer"),
    "System.Watermark": ("Watermark", "integer"),
    "System.WorkItemType": ("Work Item Type", "string"),
    "System.TeamProject": ("Team Project", "string"),
    "System.AreaId": ("Area ID", "integer"),
    "System.AreaPath": ("Area Path", "treePath"),
    "System.NodeName": ("Node Name", "string"),
    "System.IterationId": ("Iteration ID", "integer"),
    "System.IterationPath": ("Iteration Path", "treePath"),
    "System.State": ("State", "string"),
    "System.Reason": ("Reason", "string"),
    "System.AssignedTo": ("Assigned To", "string"),
    "System.CreatedDate": ("Created Date", "dateTime"),
    "System.CreatedBy": ("Created By", "string"),
    "System.ChangedDate": ("Changed Date", "dateTime"),
    "System.ChangedBy": ("Changed By", "string"),
    "System.RevisedDate": ("Revised Date", "dateTime"),
    "System.AuthorizedDate": ("Authorized Date", "dateTime"),
    "System.AuthorizedAs": ("Authorized As", "string"),
    "System.IsDeleted": ("Is Deleted", "boolean"),
    "System.Tags": ("Tags", "plainText"),
    "System.Parent": ("Parent", "integer"),
    "System.CommentCount": ("Comment Count", "integer"),
    "System.BoardColumn": ("Board Column", "string"),
    "System.BoardColumnDone": ("Board Column Done", "boolean"),
    "System.BoardLane": ("Board Lane", "string"),
    TITLE: ("Title", "string"),
    "System.Description": ("Description", "html"),
    "System.History": ("History", "history"),
    f"{_COMMON}.StateChangeDate": ("State Change Date", "dateTime"),
    f"{_COMMON}.ActivatedDate": ("Activated Date", "dateTime"),
    f"{_COMMON}.ResolvedDate": ("Resolved Date", "dateTime"),
    f"{_COMMON}.ClosedDate": ("Closed Date", "dateTime"),
    f"{_COMMON}.Priority": ("Priority", "integer"),
    f"{_COMMON}.StackRank": ("Stack Rank", "double"),
    f"{_COMMON}.AcceptanceCriteria": ("Acceptance Criteria", "html"),
    POINTS: ("Story Points", "double"),
    f"{_SCHEDULING}.RemainingWork": ("Remaining Work", "double"),
    f"{_SCHEDULING}.OriginalEstimate": ("Original Estimate", "double"),
    f"{_SCHEDULING}.CompletedWork": ("Completed Work", "double"),
    f"{_SCHEDULING}.TargetDate": ("Target Date", "dateTime"),
    BLOCKED: ("Blocked", "string"),
    "Microsoft.VSTS.Build.IntegrationBuild": ("Integration Build", "string"),
    "Microsoft.VSTS.TCM.ReproSteps": ("Repro Steps", "html"),
    "Microsoft.VSTS.TCM.SystemInfo": ("System Info", "html"),
    "Microsoft.VSTS.TCM.Steps": ("Steps", "html"),
}
PEOPLE = {"System.AssignedTo", "System.CreatedBy", "System.ChangedBy", "System.AuthorizedAs"}
OF_EVERY_REVISION = frozenset(
    f"System.{name}"
    for name in ("Rev", "Watermark", "ChangedDate", "ChangedBy", "RevisedDate", "AuthorizedDate", "AuthorizedAs")
)
FOLLOWING = {
    "System.AreaId": ("System.AreaPath", "System.NodeName", "System.TeamProject"),
    "System.IterationId": ("System.IterationPath",),
}
"""Fields that are others when the one before them is."""
READ_ONLY = {"System.Id", "System.Rev", "System.Watermark", "System.CreatedDate", "System.ChangedDate", "System.Parent"}
# Tags are words too, but they are also how many teams say that work is blocked: they may be asked for.
CONTENTS = {name for name, (_, kind) in FIELDS.items() if kind in ("html", "history", "plainText")} - {"System.Tags"}
CONTENTS |= {TITLE}
_BY_LOWER_CASE = {name.lower(): name for name in FIELDS}
_FOR_EVER = "9999-01-01T00:00:00Z"
_DATES = {name for name, (_, kind) in FIELDS.items() if kind == "dateTime"}


def known(name: str) -> str | None:
    """The reference name as it is written, from one in any case; fields of boards are known by their form."""
    if name.startswith("WEF_"):
        return name
    return _BY_LOWER_CASE.get(name.lower())


def written(ms: int) -> str:
    """An instant as .NET writes it: no more digits than are needed.

    >>> written(1395163025760), written(1395163016000)
    ('2014-03-18T17:17:05.76Z', '2014-03-18T17:16:56Z')
    """
    moment = datetime.fromtimestamp(ms // 1000, UTC)
    fraction = f".{ms % 1000:03d}".rstrip("0").rstrip(".")
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def made(organisation: Organisation, item: Item, number: int, stored: Json, names: tuple[str, ...], who: str) -> Json:
    """The fields of one revision that were asked for, from what is stored. `who` is how people are named."""
    found: Json = {}
    for name in names:
        value = _MADE[name](organisation, item, number, stored) if name in _MADE else stored.get(name)
        if value is None:
            continue
        if name in _DATES and isinstance(value, int):
            value = written(value)
        elif name in PEOPLE:
            value = _NAMED[who](value)
        found[name] = value
    return found


def today(organisation: Organisation, item: Item, stored: Json, name: str) -> object:
    """One field of an item as it is now: instants in ms, people as they are kept."""
    return _MADE[name](organisation, item, len(item.revisions), stored) if name in _MADE else stored.get(name)


def _revised(item: Item, number: int) -> str:
    return written(item.revisions[number].at) if number < len(item.revisions) else _FOR_EVER


_NAMED: dict[str, Callable[[Any], object]] = {
    "text": people.as_text,
    "small": people.as_small_reference,
    "reference": people.as_reference,
}
_Maker = Callable[[Organisation, Item, int, Json], object]
# Paths and names are looked up when they are asked for: an item keeps ids of nodes, so a rename shows everywhere.
_MADE: dict[str, _Maker] = {
    "System.Id": lambda _, item, __, ___: item.id,
    "System.Rev": lambda _, __, number, ___: number,
    "System.Watermark": lambda _, item, number, __: item.revisions[number - 1].watermark,
    "System.WorkItemType": lambda _, item, __, ___: item.type,
    "System.TeamProject": lambda all, _, __, stored: _root(all, stored["System.AreaId"]),
    "System.AreaPath": lambda all, _, __, stored: all.nodes[stored["System.AreaId"]].path,
    "System.NodeName": lambda all, _, __, stored: all.nodes[stored["System.AreaId"]].name,
    "System.IterationPath": lambda all, _, __, stored: all.nodes[stored["System.IterationId"]].path,
    "System.CreatedDate": lambda _, item, __, ___: item.revisions[0].at,
    "System.CreatedBy": lambda _, item, __, ___: item.revisions[0].by,
    "System.ChangedDate": lambda _, item, number, __: item.revisions[number - 1].at,
    "System.ChangedBy": lambda _, item, number, __: item.revisions[number - 1].by,
    "System.AuthorizedDate": lambda _, item, number, __: item.revisions[number - 1].at,
    "System.AuthorizedAs": lambda _, item, number, __: item.revisions[number - 1].by,
    "System.RevisedDate": lambda _, item, number, __: _revised(item, number),
}


def _root(organisation: Organisation, area: int) -> str:
    return organisation.nodes[area].path.partition("\\")[0]
