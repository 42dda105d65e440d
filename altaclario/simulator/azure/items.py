"""Items by their ids, the recycle bin, and what a query finds."""

from bisect import bisect_right
from typing import Any

from altaclario.simulator.azure import encoding, refusing
from altaclario.simulator.azure.encoding import ENCODE, ROOT, Encoded, Form, field_reference, listed
from altaclario.simulator.azure.fields import written
from altaclario.simulator.azure.organisation import Item, Organisation, Project
from altaclario.simulator.azure.reporting import instant
from altaclario.simulator.azure.wiql import Query
from altaclario.simulator.tracker import Json

A_BATCH = 200
MOST_FOUND = 20_000


def batch(organisation: Organisation, encoded: Encoded, project: Project | None, question: Json) -> bytes:
    """Up to 200 items, in the order of the ids. Raises Refused."""
    ids = question.get("ids") or []
    if not ids:
        raise refusing.bad("The ids must be named.", "ArgumentException")
    if len(ids) > A_BATCH:
        message = f"VS403474: The maximum number of work items that can be requested in a batch is {A_BATCH}."
        raise refusing.bad(message, "VssPropertyValidationException")
    if question.get("fields") and question.get("$expand") not in (None, "none", "links"):
        raise refusing.bad("The expand parameter can not be used with the fields parameter.", "ConflictingParameters")
    form = encoding.form(question.get("fields"), "reference", question.get("$expand"))
    omits = str(question.get("errorPolicy", "fail")).lower() == "omit"
    as_of = question.get("asOf")
    at = instant(as_of) if as_of else None
    found = [_one(organisation, encoded, project, form, id, at) for id in ids]
    missing = next((id for id, fragment in zip(ids, found, strict=True) if fragment is None), None)
    if missing is not None and not omits:
        raise refusing.no_item(missing)
    return b'{"count":%d,"value":[' % len(found) + b",".join(one or b"null" for one in found) + b"]}"


def _one(
    organisation: Organisation, encoded: Encoded, project: Project | None, form: Form, id: Any, at: int | None
) -> bytes | None:
    item = organisation.items.get(id)
    if item is None or item.is_deleted or not item.is_shown or (project is not None and item.project is not project):
        return None
    number = len(item.revisions) if at is None else bisect_right([one.at for one in item.revisions], at)
    return encoded.item(form, item, number) if number else None


def found(
    organisation: Organisation, project: Project | None, query: Query, top: int | None, most: int, now_ms: int
) -> bytes:
    """The ids that a query finds, and nothing else of them. Raises Refused."""
    items = query.of(organisation)
    if len(items) > most and (top is None or top >= most):
        message = (
            f"VS402337: The number of work items returned exceeds the size limit of {most}. "
            "Change the query to return fewer items."
        )
        raise refusing.bad(message, "WorkItemTrackingQueryResultSizeLimitExceededException")
    head: Json = {
        "queryType": "flat",
        "queryResultType": "workItem",
        "asOf": written(now_ms),
        "columns": [field_reference(name) for name in query.columns],
    }
    if query.order:
        head["sortColumns"] = [
            {"field": field_reference(name), "descending": is_descending} for name, is_descending in query.order
        ]
    where = f"{ROOT}/{project.id}" if project else ROOT
    ids = [f'{{"id":{one.id},"url":"{where}/_apis/wit/workItems/{one.id}"}}'.encode() for one in items[:top]]
    return ENCODE(head)[:-1] + b',"workItems":[' + b",".join(ids) + b"]}"


def _is_in_bin(item: Item, project: Project) -> bool:
    return item.is_deleted and item.is_shown and item.project is project


def recycle_bin(organisation: Organisation, project: Project) -> bytes:
    """What was deleted and can be restored."""
    gone = [item for item in organisation.items.values() if _is_in_bin(item, project)]
    return listed([{"id": item.id, "url": f"{ROOT}/_apis/wit/recycleBin/{item.id}"} for item in gone])
