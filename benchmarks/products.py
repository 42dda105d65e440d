"""The running product, in a folder that goes with it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.product import Product

LOOPBACK = {"ALTACLARIO_TRACKER_NETWORKS": "127.0.0.0/8"}


@contextmanager
def running(*words: str) -> Iterator[Product]:
    """`altaclario run` with these words; it may contact trackers on this machine."""
    with tempfile.TemporaryDirectory(prefix="altaclario-benchmark-") as folder:
        product = Product(Path(folder), words, LOOPBACK)
        try:
            yield product.start()
            product.stop()
        finally:
            product.kill()
