"""The official descriptions of Azure DevOps, as judges of the simulator's answers and of our requests."""

import json
import re
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

_FILES = (
    "azure-devops/wit_7.1_workItemTracking.json",
    "azure-devops/work_7.1_work.json",
    "azure-devops/core_7.1_core.json",
)
OF_SERVER = {
    "6.0": (
        "azure-devops/wit_azure-devops-server-6.0_workItemTracking-onprem.json",
        "azure-devops/work_azure-devops-server-7.1_work-onprem.json",
        "azure-devops/core_azure-devops-server-7.1_core-onprem.json",
    ),
    "7.1": (
        "azure-devops/wit_azure-devops-server-7.1_workItemTracking-onprem.json",
        "azure-devops/work_azure-devops-server-7.1_work-onprem.json",
        "azure-devops/core_azure-devops-server-7.1_core-onprem.json",
    ),
}
"""Those of a server, by the version that it knows; of the oldest only work items are described."""

NOT_DESCRIBED = ("/_apis/connectiondata",)
"""What every client of the service asks for and no description has."""

NULL = {"startDate", "finishDate", "name", "actions", "value[]", "defaultValue"}
"""Members that recorded answers hold as null: undated iterations, the row without a name, items that are not there."""

NEWER = {
    "_links": {
        "self",
        "project",
        "team",
        "web",
        "collection",
        "parent",
        "teamSettings",
        "teamIterations",
        "teamFieldValues",
    },
    "links": {"changedOperation", "sourceProjectId", "targetProjectId"},
}
"""Members that the service is known to send (by recorded answers and by clients of it), and that are not described."""

_LINK = {"rel": str, "sourceId": int, "targetId": int, "changedDate": str, "isActive": bool}
_TYPES: dict[str, Any] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
    "number": float,
}


class OfficialAzure:
    """Checks requests and answers against the descriptions in a folder. What nobody describes may not be sent."""

    def __init__(self, specs: Path, files: Sequence[str] = _FILES) -> None:
        self._described = [json.loads((specs / name).read_text("utf-8-sig")) for name in files]

    def check_answer(self, method: str, path: str, answer: Any) -> None:
        """Raises AssertionError with the first few differences from the described answer of status 200."""
        if _below(path) in NOT_DESCRIBED:
            return
        described, template, operation = self._operation(method, path)
        schema = operation["responses"]["200"]["schema"]
        if schema.get("type") == "array":
            # Lists are described bare, and recorded in a wrapper.
            assert answer["count"] == len(answer["value"]), template
            assert set(answer) == {"count", "value"}, template
            faults = [
                fault for one in answer["value"] for fault in self._faults(described, schema["items"], one, "value[]")
            ]
        else:
            faults = list(self._faults(described, schema, answer, ""))
            faults += list(self._faults_of_values(described, template, answer))
        assert not faults, f"{method} {template}: {faults[:5]}"

    def check_request(self, method: str, path: str, query: dict[str, str], body: Any) -> None:
        """Raises AssertionError for a parameter or a body that the description does not have."""
        if _below(path) in NOT_DESCRIBED:
            return
        described, template, operation = self._operation(method, path)
        parameters = [_resolved(described, one) for one in operation.get("parameters", ())]
        known = {one["name"] for one in parameters if one["in"] == "query"} | self._more(template)
        assert set(query) <= known, f"{template} has no parameters {set(query) - known}"
        needed = {one["name"] for one in parameters if one["in"] == "query" and one.get("required")}
        assert needed <= set(query), f"{template} needs {needed - set(query)}"
        if method == "POST":
            schema = next(one["schema"] for one in parameters if one["in"] == "body")
            faults = list(self._faults(described, schema, body, ""))
            assert not faults, f"body of {method} {template}: {faults[:5]}"

    def _operation(self, method: str, path: str) -> tuple[Any, str, Any]:
        """The operation of a path. How much of a scope stands before `_apis` is up to the caller."""
        for described in self._described:
            for template, operations in described["paths"].items():
                if method.lower() in operations and _fits(template, path):
                    return described, template, operations[method.lower()]
        raise AssertionError(f"no description of {method} {path}")

    def _more(self, template: str) -> set[str]:
        """Parameters that are described as a path of their own."""
        others = [path for described in self._described for path in described.get("x-ms-paths", ()) if "?" in path]
        return {
            name for path in others if path.startswith(template + "?") for name in re.findall(r"\{(\$?\w+)\}", path)
        }

    def _faults_of_values(self, described: Any, template: str, answer: Any) -> Iterator[str]:
        """A streamed batch is described without the kind of its values."""
        if template.endswith("/workitemrevisions"):
            for one in answer["values"]:
                yield from self._faults(described, {"$ref": "#/definitions/WorkItem"}, one, "values[]")
        elif template.endswith("/workitemlinks"):
            for one in answer["values"]:
                wrong = {name: value for name, value in one.items() if type(value) is not _LINK.get(name, str)}
                yield from (f"values[]/{name}: {value}" for name, value in wrong.items())
                yield from (f"values[]: {name}" for name in set(one) - set(_LINK) - NEWER["links"])

    def _faults(self, described: Any, schema: Any, value: Any, where: str) -> Iterator[str]:
        schema = _resolved(described, schema)
        name = where.rpartition("/")[2]
        if value is None:
            if name not in NULL:
                yield f"{where} is null"
            return
        kind = schema.get("type")
        if kind == "string" and schema.get("format") == "T":
            return
        if kind and not isinstance(value, _TYPES[kind]) and not (kind == "object" and not schema.get("properties")):
            yield f"{where} is no {kind}: {value!r}"
        elif kind == "array":
            for one in value:
                yield from self._faults(described, schema["items"], one, f"{where}[]")
        elif isinstance(value, dict):
            yield from self._faults_of_object(described, schema, value, where)
        else:
            yield from _faults_of_word(schema, value, where)

    def _faults_of_object(self, described: Any, schema: Any, value: dict[str, Any], where: str) -> Iterator[str]:
        members, others = _members(described, schema)
        if where.endswith("/_links") or where == "_links":
            # Described as a member `links`, which is not what is sent.
            yield from (f"{where}: {name}" for name in set(value) - NEWER["_links"])
            return
        for name, one in value.items():
            if name in members:
                yield from self._faults(described, members[name], one, f"{where}/{name}".lstrip("/"))
            elif others is None:
                yield f"{where} has no member {name}"
            elif others.get("type") != "object":
                yield from self._faults(described, others, one, f"{where}/*")


def _faults_of_word(schema: Any, value: Any, where: str) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where} is none of {schema['enum']}: {value}"
    if schema.get("format") == "uuid":
        try:
            uuid.UUID(value)
        except ValueError:
            yield f"{where} is no GUID: {value}"
    if schema.get("format") == "date-time":
        try:
            assert datetime.fromisoformat(value).tzinfo
        except (ValueError, AssertionError):
            yield f"{where} is no instant: {value}"


def _members(described: Any, schema: Any) -> tuple[dict[str, Any], Any]:
    """The members of an object, its parents' too, and what others may be; None if there may be no others."""
    found = dict(schema.get("properties", ()))
    others = schema.get("additionalProperties")
    for part in schema.get("allOf", ()):
        inner, more = _members(described, _resolved(described, part))
        found |= inner
        others = others if others is not None else more
    if not found and others is None:
        others = {"type": "object"}
    return found, others


def _fits(template: str, path: str) -> bool:
    scope, _, rest = template.lower().rstrip("/").partition("/_apis/")
    above, _, below = path.lower().rstrip("/").partition("/_apis/")
    most = scope.count("{")
    if not 1 <= above.count("/") <= most:
        return False
    # A path below a tree may have any depth.
    pattern = re.sub(r"\\\{path\\\}", ".+", re.sub(r"\\\{(?!path)[^}]+\\\}", "[^/]+", re.escape(rest)))
    optional = re.sub(r"/\.\+$", "(/.+)?", pattern)
    return re.fullmatch(optional, below) is not None


def _below(path: str) -> str:
    return "/_apis/" + path.lower().partition("/_apis/")[2]


def _resolved(described: Any, value: Any) -> Any:
    if "$ref" not in value:
        return value
    found = described
    for part in value["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found


@cache
def official_azure(specs: Path) -> OfficialAzure:
    """The descriptions, read once."""
    return OfficialAzure(specs)
