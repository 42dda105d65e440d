"""What every template must be under the strict policy of the pages: no code and no style of its own."""

import re
from pathlib import Path

import pytest
from django.template import Context, Engine
from django.template.loader import get_template, render_to_string
from django.test import Client

from altaclario.charts.messages import Message, counted

_ROOMS = Path(__file__).resolve().parents[2]
_FOLDERS = sorted(_ROOMS.glob("*/templates"))
_NAMES = sorted(path.relative_to(folder).as_posix() for folder in _FOLDERS for path in folder.rglob("*.html"))
_WITHOUT_REQUEST = ("400.html", "500.html")


def _text(name: str) -> str:
    return next(folder / name for folder in _FOLDERS if (folder / name).exists()).read_text()


@pytest.mark.parametrize("name", _NAMES)
def test_a_template_compiles(name: str) -> None:
    get_template(name)


@pytest.mark.asvs("3.4.3")
@pytest.mark.parametrize("name", _NAMES)
def test_a_template_brings_no_code_and_no_style(name: str) -> None:
    text = _text(name)
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text)
    scripts = re.findall(r"<script[^>]*>", text)
    assert all(" src=" in script or 'type="application/json"' in script for script in scripts)


@pytest.mark.parametrize("name", _NAMES)
def test_a_template_loads_nothing_from_elsewhere(name: str) -> None:
    assert not re.findall(r"(?:src|srcset|action|<link[^>]*href)=\"(?:https?:)?//", _text(name))


@pytest.mark.asvs("3.5.1")
@pytest.mark.parametrize("name", _NAMES)
def test_every_form_that_changes_something_is_signed(name: str) -> None:
    if name == "allauth/elements/form.html":
        return  # The page that uses it puts the sign into its body.
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", _text(name), re.S)
    assert all("{% csrf_token %}" in form for form in forms)


@pytest.mark.parametrize("name", _WITHOUT_REQUEST)
def test_an_error_page_needs_neither_request_nor_context(name: str) -> None:
    page = render_to_string(name)
    assert page.count("<h1") == 1
    assert "csrf" not in page
    assert "/accounts/" not in page


@pytest.mark.django_db
def test_the_404_offers_a_way_in(client: Client) -> None:
    response = client.get("/nowhere")
    assert response.status_code == 404
    assert "/accounts/login/" in response.content.decode()


def test_say_translates_and_writes_numbers_as_people_read_them() -> None:
    page = _said(
        [
            Message("{share} % took {days} d", {"share": 85, "days": 8.0}),
            counted("{count} item", "{count} items", 1),
            4812,
        ]
    )
    assert page == "85 % took 8 d|1 item|4\u202f812|"


@pytest.mark.asvs("1.2.1")
def test_what_say_writes_cannot_become_markup() -> None:
    assert _said([Message("{name}", {"name": "<b>&"})]) == "&lt;b&gt;&amp;|"


def _said(texts: list[object]) -> str:
    template = Engine.get_default().from_string("{% load words %}{% for text in texts %}{{ text|say }}|{% endfor %}")
    return str(template.render(Context({"texts": texts})))
