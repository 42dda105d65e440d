"""The description of the API (OpenAPI 3.1), made from the addresses themselves: for programs, and the documentation."""

from functools import cache
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from altaclario.dashboards.api import api

_PROBLEM, _JSON = "application/problem+json", "application/json"


@cache
def description() -> dict[str, Any]:
    """The whole of it."""
    made: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    made["servers"] = [{"url": "/"}]
    for path in made["paths"].values():
        for operation in path.values():
            operation["parameters"] = [_parameter(one) for one in operation.get("parameters", [])]
            operation["responses"] = {
                str(status): _response(int(status), said) for status, said in operation["responses"].items()
            }
    for schema in made["components"]["schemas"].values():
        _untitled(schema)
    made["components"]["securitySchemes"]["Token"]["description"] = "An API token: altc_ and 49 signs."
    return made


@cache
def text() -> bytes:
    """The same as it is sent and kept."""
    return msgspec.json.format(msgspec.json.encode(description()), indent=1) + b"\n"


@require_GET
def served(_request: HttpRequest) -> HttpResponse:
    """For any program: it says nothing of any workspace."""
    return HttpResponse(text(), content_type=_JSON)


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    schema = {name: value for name, value in one["schema"].items() if name not in ("title", "description")}
    if schema.get("default") == "":
        del schema["default"]
    return one | {"schema": schema}


def _response(status: int, said: dict[str, Any]) -> dict[str, Any]:
    if status < 400:
        return said
    return {"description": said["description"], "content": {_PROBLEM: said["content"][_JSON]}}


def _untitled(schema: dict[str, Any]) -> None:
    """Titles that only repeat a name are left out."""
    for one in schema.get("properties", {}).values():
        one.pop("title", None)
