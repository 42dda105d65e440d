"""How `run` begins: alone in its data folder, whose files are its owner's, and with a sentence where it cannot."""

import stat
import sys
from pathlib import Path

import pytest

from tests.journeys import command
from tests.journeys.command import Ended
from tests.journeys.product import Product, free_port

pytestmark = pytest.mark.file_turns(4)

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="modes of files, and groups of processes")


def start(*words: str) -> Ended:
    """A `run` that should end at once."""
    return command.run(["run", *words], token="")


def is_a_sentence(ended: Ended) -> bool:
    return ended.code == 2 and "Traceback" not in ended.err and ended.err.count("\n") == 1 and ended.err.endswith(".\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder that others may look into."""
    made = tmp_path / "data"
    made.mkdir(mode=0o755)
    return made


@needs_linux
def test_a_second_run_on_one_folder_ends_in_a_sentence_until_the_first_is_gone(tmp_path: Path, folder: Path) -> None:
    first = Product(tmp_path, ("--no-demo",))
    try:
        first.start()
        second = start("--data", str(first.data), "--port", str(free_port()))
        assert is_a_sentence(second)
        assert "Another `run` uses this data folder" in second.err
        assert first.get("/alive") == b"alive"
        assert first.kill_the_first() == []
        first.start()
    finally:
        first.kill()


@needs_linux
def test_what_it_writes_is_its_owners_alone_in_whatever_folder(tmp_path: Path, folder: Path) -> None:
    product = Product(tmp_path)
    try:
        product.start()
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    finally:
        product.kill()
    assert {"altaclario.sqlite3", "queue.sqlite3", "root.key", "secret.key"} <= set(modes)
    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}


@needs_linux
def test_without_its_demo_a_folder_that_had_one_shows_none(tmp_path: Path) -> None:
    product = Product(tmp_path)
    try:
        product.start()
        assert product.get("/w/demo/flow")
        product.stop()
        product.words = ("--no-demo",)
        product.start()
        with pytest.raises(OSError, match="404"):
            product.get("/w/demo/flow")
        assert b"/demo" not in product.get("/")
    finally:
        product.kill()


@needs_linux
def test_after_its_root_key_was_lost_it_starts_and_the_demo_is_read(tmp_path: Path) -> None:
    product = Product(tmp_path)
    try:
        product.start()
        product.stop()
        (product.data / "root.key").unlink()
        product.start()
        assert b"data-chart" in product.get("/w/demo/flow")
    finally:
        product.kill()


def test_a_file_in_the_place_of_the_data_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        ended = start("--data", str(path))
        assert is_a_sentence(ended), ended.err
        assert "it is a file" in ended.err


def test_a_folder_that_cannot_be_made_is_named() -> None:
    ended = start("--data", "/proc/nowhere" if sys.platform == "linux" else "/dev/null/nowhere")
    assert is_a_sentence(ended), ended.err
    assert "cannot be used for the data folder" in ended.err


@pytest.mark.parametrize(
    ("size", "mode", "said"), [(31, 0o600, "does not hold a key of 32 bytes"), (32, 0o644, "is open to others")]
)
@pytest.mark.parametrize("demo", [(), ("--no-demo",)], ids=["with its demo", "without"])
def test_a_root_key_that_cannot_be_used_is_named(
    folder: Path, size: int, mode: int, said: str, demo: tuple[str, ...]
) -> None:
    (folder / "root.key").write_bytes(bytes(size))
    (folder / "root.key").chmod(mode)
    ended = start("--data", str(folder), *demo)
    assert is_a_sentence(ended), ended.err
    assert said in ended.err


@pytest.mark.parametrize("port", ["0", "-1", "70000", "65536", "9" * 5000, "x", "8.5", ""])
def test_what_is_no_port_is_named(port: str) -> None:
    ended = start("--port", port)
    assert is_a_sentence(ended), ended.err
    assert "a port is a number from 1 to 65535" in ended.err
