"""Rules about the scripts that pages load, and about the packages they are built from."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ISLANDS = sorted((ROOT / "altaclario").glob("*/islands/**/*.ts"))
# What turns text into markup or code, or writes a style attribute that the policy of the pages refuses.
FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc"
    r"|\beval\b|new Function|setAttribute\(\s*[\"'](?:style|on\w+)[\"']|cssText"
)


def test_there_are_islands_to_look_at() -> None:
    assert len(ISLANDS) > 10


@pytest.mark.asvs("3.2.2")
@pytest.mark.parametrize("island", ISLANDS, ids=lambda path: path.name)
def test_an_island_makes_no_markup_of_text(island: Path) -> None:
    assert FORBIDDEN.findall(island.read_text()) == []


@pytest.mark.parametrize("island", ISLANDS, ids=lambda path: path.name)
def test_an_island_is_short_and_asks_no_other_host(island: Path) -> None:
    source = island.read_text()
    assert len(source.splitlines()) <= 150
    assert "://" not in source


def test_no_island_writes_a_colour() -> None:
    assert [
        path.name for path in ISLANDS if re.search(r"#[0-9A-Fa-f]{3,8}\b|\brgba?\(|\bhsla?\(", path.read_text())
    ] == []


@pytest.mark.asvs("15.1.2")
@pytest.mark.parametrize("folder", [".", "benchmarks"])
def test_the_lock_of_the_packages_names_hashes_and_no_address(folder: str) -> None:
    text = (ROOT / folder / "package-lock.json").read_text()
    packages = {name: one for name, one in json.loads(text)["packages"].items() if name}
    assert "://" not in text
    assert '"resolved"' not in text
    assert [name for name, one in packages.items() if not one["integrity"].startswith("sha512-")] == []


def test_no_script_of_a_package_runs_while_building() -> None:
    assert '"ci", "--ignore-scripts"' in (ROOT / "altaclario" / "web" / "building.py").read_text()


def test_what_is_built_or_not_ours_is_not_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {"node_modules/", "altaclario/web/static/built/"} <= set(ignored)
