"""`rotate-data-keys` and `rotate-root-key`, as an operator types them, beside a running installation."""

import sys
from pathlib import Path

import pytest

from tests.journeys import command
from tests.journeys.command import Ended
from tests.journeys.product import Product

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="groups of processes"),
    pytest.mark.file_turns(3),
]


def rotate(verb: str, *words: str, **environment: str) -> Ended:
    return command.run([verb, *words], token="", **environment)


def test_an_installation_gets_other_keys_while_it_runs_and_again_after(tmp_path: Path) -> None:
    product = Product(tmp_path)
    try:
        product.start()
        data = ("--data", str(product.data))
        root = product.data / "root.key"
        old = root.read_bytes()
        done = rotate("rotate-root-key", *data)
        assert (done.code, done.err) == (0, "")
        assert done.out == "Data keys under another root key: 1. The one before is refused from now on.\n"
        assert root.read_bytes() != old
        done = rotate("rotate-data-keys", *data)
        assert (done.code, done.err) == (0, "")
        assert "Owners with another data key: 1. Secrets sealed anew: 2.\nOld data keys destroyed: 1.\n" in done.out
        assert rotate("rotate-data-keys", *data, "--owner", "workspace:1").code == 0
        unknown = rotate("rotate-data-keys", *data, "--owner", "workspace:99")
        assert (unknown.code, unknown.err.count("\n")) == (2, 1)
        assert "There is no owner 'workspace:99' of keys; one is such as workspace:1." in unknown.err
        product.stop()
        product.start()
        assert b"data-chart" in product.get("/w/demo/flow")
        product.stop()
        root.write_bytes(old)
        refused = command.run(["run", *data], token="")
        assert refused.code == 2
        assert "This root key was replaced by another on" in refused.err
    finally:
        product.kill()


@pytest.mark.parametrize("verb", ["rotate-data-keys", "rotate-root-key"])
def test_where_there_is_no_installation_it_says_so_and_makes_none(tmp_path: Path, verb: str) -> None:
    for folder in (tmp_path / "nowhere", tmp_path):
        ended = rotate(verb, "--data", str(folder))
        assert ended.code == 2
        assert ended.err.count("\n") == 1
        assert "There are no keys here yet: `altaclario run` makes them." in ended.err
        assert not (folder / "root.key").exists()
    assert not (tmp_path / "nowhere").exists()
