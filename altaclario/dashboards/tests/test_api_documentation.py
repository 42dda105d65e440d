"""What the documentation shows can be asked, and its answers have what is shown."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from altaclario.connections.models import Connection
from altaclario.dashboards import openapi
from tests.cast import House
from tests.programs import Publish, program

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).resolve().parents[3] / "docs"
EXAMPLES = re.findall(r"```http\nGET (\S+)\n```\n```json\n(.*?)```", (DOCS / "api.md").read_text(), re.DOTALL)


def lacks(shown: Any, answer: Any, where: str = "") -> list[str]:
    """What an example shows and an answer does not have."""
    if isinstance(shown, dict):
        return [
            one
            for name, value in shown.items()
            for one in (lacks(value, answer[name], f"{where}.{name}") if name in answer else [f"{where}.{name}"])
        ]
    if isinstance(shown, list) and shown and isinstance(shown[0], dict):
        return lacks(shown[0], answer[0], f"{where}[0]") if answer else [f"{where}[0]"]
    return [] if shown is None or answer is None or type(shown) is type(answer) else [f"{where} is {type(answer)}"]


def test_every_example_is_answered_as_it_says(acme: House, connection: Connection, publish: Publish) -> None:
    publish(connection)
    reads = program(acme.ada)
    assert len(EXAMPLES) >= 5
    for path, shown in EXAMPLES:
        assert lacks(json.loads(shown), reads.json(path)) == [], path


def test_the_description_is_the_one_that_is_kept_and_served(client: Any) -> None:
    assert (DOCS / "generated" / "openapi.json").read_bytes() == openapi.text()
    answer = client.get("/api/v1/openapi.json")
    assert answer.content == openapi.text()
    assert json.loads(answer.content)["openapi"].startswith("3.1")
