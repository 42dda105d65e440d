"""Rules about the code itself, beside the import contracts."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = [room for room in (ROOT / "altaclario").iterdir() if (room / "__init__.py").exists()]
SOURCES = [path for path in (ROOT / "altaclario").rglob("*.py") if "tests" not in path.parts]
BANNED_NAMES = {
    "utils",
    "helpers",
    "common",
    "base",
    "misc",
    "core",
    "manager",
    "service",
    "handler",
    "processor",
    "data",
}


@pytest.mark.asvs("15.1.2")
@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_name_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    pinned = re.findall(r"^[A-Za-z0-9_.-]+==", text, re.MULTILINE)
    assert "://" not in text
    assert len(pinned) > 3
    assert text.count("--hash=sha256:") >= len(pinned)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_each_room_says_in_one_line_what_it_is(room: Path) -> None:
    docstring = ast.get_docstring(ast.parse((room / "__init__.py").read_text()))
    assert docstring
    assert "\n" not in docstring


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_the_map_in_the_readme_names_each_room(room: Path) -> None:
    assert f"`{room.name}/`" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_each_room_has_a_page(room: Path) -> None:
    assert (ROOT / "docs" / f"{room.name}.md").exists()


def test_journeys_stand_where_they_are_looked_for() -> None:
    tests = [*(ROOT / "altaclario").rglob("test_*.py"), *(ROOT / "tests").rglob("test_*.py")]
    elsewhere = [path for path in tests if "journeys" not in path.parts]
    assert [path for path in elsewhere if "pytest.mark." + "browser" in path.read_text()] == []


def test_no_file_is_named_after_nothing() -> None:
    assert not [path for path in SOURCES if path.stem in BANNED_NAMES]


def test_every_file_says_what_it_is() -> None:
    assert not [path for path in SOURCES if not ast.get_docstring(ast.parse(path.read_text()))]


def test_no_error_is_swallowed() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{handler.lineno}"
        for path in SOURCES
        for handler in ast.walk(ast.parse(path.read_text()))
        if isinstance(handler, ast.ExceptHandler)
        and all(isinstance(line, ast.Pass) or _is_ellipsis(line) for line in handler.body)
    ]
    assert silent == []


def test_nothing_that_reads_a_tracker_writes_a_file() -> None:
    """Columns, figures and the road between them have no word for a file."""
    rooms = ("providers", "sync", "metrics", "dashboards", "snapshots", "egress", "charts")
    words = re.compile(r"\bopen\(|write_text|write_bytes|tempfile|\.tofile\(|np\.save|pickle|logging")
    found = [path for path in SOURCES if path.parts[len(ROOT.parts) + 1] in rooms and words.search(path.read_text())]
    assert found == []


def _is_ellipsis(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and line.value.value is ...
