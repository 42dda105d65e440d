"""The dictionary of figures: everything that is counted stands in it, and recipes lead to what is there."""

import ast
from pathlib import Path

import pytest
from django.test import Client

from altaclario import dashboards
from altaclario.dashboards import dictionary


@pytest.mark.django_db
def test_every_subject_and_quantity_says_what_it_is(client: Client) -> None:
    page = client.get("/figures").content.decode()
    for subject in dictionary.subjects():
        assert subject.about, subject.name
        for one in subject.entries:
            assert one.about, f"{subject.name}.{one.name}"
            assert f'id="{subject.name}-{one.name}"' in page


def test_where_a_recipe_leads_there_is_an_entry() -> None:
    known = {f"{subject.name}-{one.name}" for subject in dictionary.subjects() for one in subject.entries}
    known |= {subject.name for subject in dictionary.subjects()}
    sources = [ast.parse(path.read_text()) for path in Path(dashboards.__path__[0]).rglob("*.py")]
    words = [
        word.value.value
        for tree in sources
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "recipes.recipe"
        for word in call.keywords
        if word.arg == "of" and isinstance(word.value, ast.Constant)
    ]
    assert len(words) >= 6
    assert {word for word in words if word not in known} == set()
