"""Queries for links: which item must be done before which."""

import re
from collections.abc import Callable

from altaclario.simulator.azure import refusing
from altaclario.simulator.azure.encoding import ENCODE, ROOT, field_reference
from altaclario.simulator.azure.fields import written
from altaclario.simulator.azure.organisation import Item, Organisation, Project
from altaclario.simulator.azure.wiql import Place
from altaclario.simulator.tracker import Json

KIND = "System.LinkTypes.Dependency-Forward"
_QUERY = re.compile(
    r"select\s+\[System\.Id\]\s+from\s+WorkItemLinks\s+where\s+(.+?)\s+mode\s*\(\s*MustContain\s*\)\s*", re.IGNORECASE
)
_AND = re.compile(r"\bAND\b(?=(?:[^']*'[^']*')*[^']*$)", re.IGNORECASE)
"""Not one that stands in a name."""
_KIND = re.compile(r"\[System\.Links\.LinkType\] = '([^']+)'", re.IGNORECASE)
_PROJECT = re.compile(r"\[Source\]\.\[System\.TeamProject\] (?:= (@project)|IN \((.+)\))", re.IGNORECASE)
_ID = re.compile(r"\[Source\]\.\[System\.Id\] (>=|<=) ([0-9]+)", re.IGNORECASE)


def are_asked(text: str) -> bool:
    """Whether a query asks for links."""
    return re.search(r"\bfrom\s+WorkItemLinks\b", text, re.IGNORECASE) is not None


def found(organisation: Organisation, place: Place, text: str, most: int) -> bytes:
    """The links that a query finds, in the order of their ends. Raises Refused."""
    wanted = _wanted(text, place)
    pairs = [
        (source, target)
        for source, target in sorted(organisation.dependencies)
        if _is_seen(organisation, source) and _is_seen(organisation, target) and wanted(organisation.items[source])
    ]
    sources = sorted({source for source, _ in pairs})
    relations = [_relation(place.project, None, id) for id in sources]
    relations += [_relation(place.project, source, target) for source, target in pairs]
    if len(relations) > most:
        message = (
            f"VS402337: The number of work items returned exceeds the size limit of {most}. "
            "Change the query to return fewer items."
        )
        raise refusing.bad(message, "WorkItemTrackingQueryResultSizeLimitExceededException")
    head = {"queryType": "oneHop", "queryResultType": "workItemLink", "asOf": written(place.now_ms)}
    return ENCODE(head | {"columns": [field_reference("System.Id")], "workItemRelations": relations})


def _is_seen(organisation: Organisation, id: int) -> bool:
    item = organisation.items.get(id)
    return item is not None and item.is_shown and not item.is_deleted


def _wanted(text: str, place: Place) -> Callable[[Item], bool]:
    query = _QUERY.fullmatch(text.strip())
    if query is None:
        raise _bad("only queries for the links of one step that must be there are known here")
    conditions = [_condition(one.strip(), place) for one in _AND.split(query[1])]
    return lambda item: all(holds(item) for holds in conditions)


def _condition(text: str, place: Place) -> Callable[[Item], bool]:
    if kind := _KIND.fullmatch(text):
        if kind[1] != KIND:
            raise _bad(f"The link type {kind[1]} is not known here")
        return lambda _: True
    if id := _ID.fullmatch(text):
        edge = int(id[2])
        return (lambda item: item.id >= edge) if id[1] == ">=" else (lambda item: item.id <= edge)
    if project := _PROJECT.fullmatch(text):
        names = {name.replace("''", "'").lower() for name in re.findall(r"'((?:[^']|'')*)'", project[2] or "")}
        if project[1]:
            if place.project is None:
                raise _bad("The macro '@project' is not supported without project context")
            names = {place.project.name.lower()}
        return lambda item: item.project.name.lower() in names
    raise _bad(f"The error is caused by «{text}»")


def _relation(project: Project | None, source: int | None, target: int) -> Json:
    from_where = {} if source is None else {"rel": KIND, "source": _reference(project, source)}
    return from_where | {"target": _reference(project, target)}


def _reference(project: Project | None, id: int) -> Json:
    where = f"{ROOT}/{project.id}" if project else ROOT
    return {"id": id, "url": f"{where}/_apis/wit/workItems/{id}"}


def _bad(message: str) -> refusing.Refused:
    return refusing.bad(f"TF51006: The query statement is missing a clause. {message}.", "SyntaxException")
