"""What pages load is built, compressed and small."""

import gzip
import re
from pathlib import Path

import brotli
import pytest

from altaclario.web import building

FLOW_PAGE_BYTES = 200_000
"""All script of a page with charts on the wire; the budget is 230 KB."""


@pytest.fixture(scope="module")
def built() -> Path:
    building.build()
    return building.BUILT


def test_a_second_build_does_nothing(built: Path) -> None:
    assert building.build() is False


def test_each_file_is_there_in_three_ways(built: Path) -> None:
    for path in [*built.glob("*.js"), *built.glob("*.css")]:
        whole = path.read_bytes()
        assert brotli.decompress(Path(f"{path}.br").read_bytes()) == whole
        assert gzip.decompress(Path(f"{path}.gz").read_bytes()) == whole


def test_the_parts_of_a_sheet_are_delivered_as_one(built: Path) -> None:
    (sheet,) = [path.read_text() for path in built.glob("app-*.css")]
    parts = sorted((building.STATIC / "web" / "app").glob("*.css"))
    assert "@import" not in sheet
    assert {f"{name}.css" for name in _parts()} == {part.name for part in parts}
    assert sheet.startswith("@layer reset,tokens,layout,components,states,print;")
    assert len(list(built.glob("*.css"))) == 2


def _parts() -> list[str]:
    return re.findall(r'@import "app/(\w+)\.css"', (building.STATIC / "web" / "app.css").read_text())


def test_scripts_of_a_page_with_charts_keep_their_budget(built: Path) -> None:
    sizes = {path.name: path.stat().st_size for path in built.glob("*.js.br") if not path.name.startswith("live-")}
    assert 0 < sum(sizes.values()) <= FLOW_PAGE_BYTES


def test_another_source_is_another_stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("package.json", "package-lock.json", "tsconfig.json", "altaclario/web/building.py"):
        copy = tmp_path / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((building.ROOT / name).read_bytes())
    monkeypatch.setattr(building, "ROOT", tmp_path)
    monkeypatch.setattr(building, "STATIC", tmp_path / "altaclario" / "web" / "static")
    before = building.stamp()
    island = tmp_path / "altaclario" / "web" / "islands" / "new.ts"
    island.parent.mkdir()
    island.write_text("export {};")
    assert building.stamp() != before
