"""The colours of both themes: written twice alike, and told apart by everybody."""

import re
from pathlib import Path

import pytest

_CSS = (Path(__file__).resolve().parents[1] / "static" / "web" / "tokens.css").read_text()
_BY_SYSTEM = ':root:not([data-theme="light"])'
_BY_CHOICE = ':root[data-theme="dark"]'
_READ = ("ink", "ink-2", "muted", "link", "brand", "act", "watch", "on-track")
_ON = ("background", "surface")


def _block(selector: str) -> dict[str, str]:
    """The declarations of one rule, by name."""
    body = _CSS[_CSS.index(selector + " {") :]
    body = body[body.index("{") + 1 : body.index("}")]
    plain = re.sub(r"/\*.*?\*/", "", body, flags=re.S)
    pairs = (one.split(":", 1) for one in plain.split(";") if ":" in one)
    return {name.strip().removeprefix("--"): value.strip() for name, value in pairs}


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


THEMES = {"light": _block(":root"), "dark": _block(_BY_CHOICE)}


def test_the_dark_block_by_system_says_what_the_chosen_one_says() -> None:
    assert _block(_BY_SYSTEM) == THEMES["dark"]


def test_the_dark_theme_names_colours_of_the_light_one_only() -> None:
    assert set(THEMES["dark"]) <= set(THEMES["light"])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("text", _READ)
@pytest.mark.parametrize("ground", _ON)
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    assert _contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", _ON)
def test_the_edge_of_a_field_can_be_seen(theme: str, ground: str) -> None:
    assert _contrast(THEMES[theme]["edge"], THEMES[theme][ground]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("on-brand", "brand"),
        ("brand", "brand-wash"),
        ("on-track", "on-track-wash"),
        ("watch", "watch-wash"),
        ("act", "act-wash"),
        ("ink-2", "sunken"),
        ("muted", "sunken"),
    ],
)
def test_words_on_a_tint_can_be_read(theme: str, text: str, ground: str) -> None:
    assert _contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5
