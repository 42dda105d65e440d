"""However it ends, no process and no shared memory of it stays behind."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys import processes
from tests.journeys.product import Product

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
    pytest.mark.file_turns(3),
]


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """A product whose web process has attached the demo's snapshots, one a tracker."""
    product = Product(tmp_path)
    try:
        product.start()
        product.get("/w/demo/flow")
        yield product
    finally:
        product.kill()


ENDS: list[Callable[[Product], list[str]]] = [Product.interrupt, Product.kill, Product.kill_the_first]


@pytest.mark.proves("memory-only")
@pytest.mark.parametrize("end", ENDS, ids=["Ctrl-C", "kill -9 of the group", "kill -9 of the first process"])
def test_nothing_stays_behind(product: Product, end: Callable[[Product], list[str]]) -> None:
    pids = processes.of(product.group, f"ALTACLARIO_DATA={product.data}")
    assert len(pids) >= 4
    assert len(processes.memory_files(pids)) == 2
    assert end(product) == []
    assert not processes.of(product.group, f"ALTACLARIO_DATA={product.data}")


def test_a_second_start_finds_what_the_first_stored_and_nothing_in_memory(product: Product) -> None:
    secret = (product.data / "secret.key").read_text()
    product.kill()
    product.start()
    assert (product.data / "secret.key").read_text() == secret
    assert b"Emptied" not in product.get("/w/demo/flow")
