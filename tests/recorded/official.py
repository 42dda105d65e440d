"""The official descriptions of Jira's interface, as judges of the simulator's answers and of our requests."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS30Validator

_FILES = ("jira/jira-cloud-platform-v3.swagger-v3.v3.json", "jira/jira-software-agile.swagger.v3.json")

NEWER = {"type", "ranking", "untranslatedName", "displayName"}
"""Members that Jira is known to send (by recorded answers) and that the descriptions do not allow."""

NULL = {"from", "fromString", "to", "toString", "nextPageToken"}
"""Members that the descriptions call strings only, and that Jira sends as null: on the last page, and in changes."""


class Official:
    """Checks requests and answers against the descriptions in a folder."""

    def __init__(self, specs: Path) -> None:
        self._described = [json.loads((specs / name).read_text()) for name in _FILES]

    def check_answer(self, method: str, path: str, answer: Any) -> None:
        """Raises AssertionError with the first few differences from the described answer of status 200."""
        described, template, operation = self._operation(method, path)
        content = operation["responses"]["200"].get("content", {}).get("application/json", {})
        if "schema" not in content:
            # Some answers are described by an example alone: then every member of the example's kind must be known.
            self._check_example(template, content.get("example", "{}"), answer)
            return
        self._check(described, content["schema"], answer, f"{method} {template}")

    def check_request(self, method: str, path: str, query: dict[str, str], body: Any) -> None:
        """Raises AssertionError for a parameter or a body that the description does not have."""
        described, template, operation = self._operation(method, path)
        known = {_resolved(described, one)["name"] for one in operation.get("parameters", ())}
        assert set(query) <= known, f"{template} has no parameters {set(query) - known}"
        if method == "POST":
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            self._check(described, schema, body, f"body of {method} {template}")

    def scopes(self, method: str, path: str) -> set[str]:
        """The scopes of an OAuth 2 token that the description asks for."""
        _, _, operation = self._operation(method, path)
        return {scope for way in operation.get("security", ()) for scope in way.get("OAuth2", ())}

    def _operation(self, method: str, path: str) -> tuple[Any, str, Any]:
        for described in self._described:
            for template, operations in described["paths"].items():
                pattern = re.sub(r"\{[^}]+\}", "[^/]+", template)
                if re.fullmatch(pattern, path) and method.lower() in operations and not _is_taken(template, path):
                    return described, template, operations[method.lower()]
        raise AssertionError(f"no description of {method} {path}")

    def _check(self, described: Any, schema: Any, value: Any, where: str) -> None:
        judge = OAS30Validator({**schema, "components": described.get("components", {})})
        faults = [fault for fault in judge.iter_errors(value) if not _is_known(fault)]
        told = [f"{'/'.join(map(str, fault.path))}: {fault.message[:200]}" for fault in faults[:5]]
        assert not told, f"{where}: {told}"

    def _check_example(self, template: str, example: str, answer: Any) -> None:
        known = json.loads(example)
        assert set(answer) <= set(known) | {"total", "isLast", "startAt", "maxResults"}, template
        members = {name for value in known.get("values", ()) for name in value}
        extra = {name for value in answer.get("values", ()) for name in value} - members
        assert not extra, f"{template}: {extra}"


def _is_taken(template: str, path: str) -> bool:
    """Whether a placeholder would swallow a word that has a path of its own."""
    return "{projectIdOrKey}" in template and path.endswith("/project/search")


def _is_known(fault: Any) -> bool:
    """Whether a difference is one of those listed above."""
    if fault.validator == "additionalProperties":
        return set(re.findall(r"'(\w+)'", fault.message)) <= NEWER
    return fault.instance is None and bool(fault.path) and fault.path[-1] in NULL


def _resolved(described: Any, value: Any) -> Any:
    if "$ref" not in value:
        return value
    found = described
    for part in value["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found


@cache
def official(specs: Path) -> Official:
    """The descriptions, read once."""
    return Official(specs)
