"""The drill of a restore, with the commands of an operator: whoever was erased since the backup is not brought back."""

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from altaclario.simulator.generating import Wish, generate
from altaclario.simulator.serving import Simulated
from tests.journeys import command
from tests.journeys.command import Ended
from tests.journeys.conftest import LOOPBACK
from tests.journeys.inhabited import inhabited, told
from tests.journeys.product import NotReady, Product, until_true
from tests.trackers import nobody

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="groups of processes"),
    pytest.mark.proves("erased-for-good"),
    pytest.mark.file_turns(3),
]
JOURNAL = "purged.journal"


@dataclass(frozen=True, slots=True)
class Drill:
    """A product that is stopped, the backup of it, and who was in it."""

    product: Product
    backup: Path
    before: Any

    def lose_everything(self) -> None:
        """The disk of the data folder, and with it the journal."""
        shutil.rmtree(self.product.data)

    def restore(self, *, with_journal: bytes = b"") -> None:
        shutil.copytree(self.backup, self.product.data)
        if with_journal:
            (self.product.data / JOURNAL).write_bytes(with_journal)

    @property
    def only_cy(self) -> Any:
        return {"people": {"Cy": self.before["people"]["Cy"]}, "workspaces": ["Elsewhere"]}


@pytest.fixture(scope="module")
def _prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    """Ada and Ben in Acme, Cy elsewhere."""
    product = Product(tmp_path_factory.mktemp("drill"), ("--no-demo",), LOOPBACK)
    tracker = Simulated(generate(Wish(issues=20)), url=nobody())
    try:
        inhabited(product.start(), tracker)
        told(product, "make-somebody-elsewhere", tracker.url)
        product.stop()
        backup = shutil.copytree(product.data, product.folder / "backup", ignore=shutil.ignore_patterns(JOURNAL))
        yield Drill(product, Path(backup), there(product))
    finally:
        product.kill()


@pytest.fixture
def drill(_prepared: Drill) -> Iterator[Drill]:
    """As it was before anybody was erased; then Acme's people are, and the data folder is lost."""
    yield _prepared
    _prepared.product.kill()
    _prepared.lose_everything()
    _prepared.restore()


def ask(product: Product, *words: str) -> Ended:
    """A command of the operator's on that data folder."""
    return command.run([*words, "--data", str(product.data)], token="", **product.settings)


def there(product: Product) -> Any:
    return json.loads(told(product, "who-is-there"))


def erased(drill: Drill) -> bytes:
    """Ben, and then Ada, with whom goes what nobody is left to own; then everything is lost but the journal."""
    for name, count in (("ben", 1), ("ada", 2)):
        done = ask(drill.product, "erase-account", f"{name}@acme.test")
        assert done.code == 0, done.err
        assert done.out.endswith(f"Erased: {count}.\n")
    journal = (drill.product.data / JOURNAL).read_bytes()
    drill.lose_everything()
    return journal


def test_with_the_command_nobody_comes_back_and_the_others_are_as_they_were(drill: Drill) -> None:
    drill.restore(with_journal=erased(drill))
    assert set(drill.before["people"]) == {"Ada", "Ben", "Cy"}
    assert there(drill.product) == drill.before
    done = ask(drill.product, "replay-purges")
    assert done.code == 0, done.err
    assert done.out.startswith("Erased before and brought back: 3.\n")
    assert done.out.endswith("Erased: 3.\n")
    assert there(drill.product) == drill.only_cy
    assert ask(drill.product, "replay-purges").out == "Erased before and brought back: 0.\nErased: 0.\n"
    assert [path for path in drill.product.data.rglob("*") if b"@acme.test" in path.read_bytes()] == []


def test_who_forgets_the_command_has_it_done_by_the_start(drill: Drill) -> None:
    drill.restore(with_journal=erased(drill))
    drill.product.start()
    until_true(lambda: there(drill.product) == drill.only_cy, within=60)
    drill.product.stop()


def test_without_the_journal_they_would_be_back(drill: Drill) -> None:
    """So it is the journal that keeps them away, and it must not be restored with the rest."""
    erased(drill)
    drill.restore()
    assert ask(drill.product, "replay-purges").out == "Erased before and brought back: 0.\nErased: 0.\n"
    assert there(drill.product) == drill.before


def test_while_nobody_can_say_who_was_erased_nothing_starts(drill: Drill) -> None:
    """Or pages would serve them, until sync could begin."""
    drill.lose_everything()
    drill.restore()
    (drill.product.data / JOURNAL).mkdir()
    with pytest.raises(NotReady, match=r"The purge journal .* cannot be read"):
        drill.product.start()
