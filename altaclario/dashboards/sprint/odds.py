"""How likely it is that whatever is left of a running sprint is finished by its end."""

from dataclasses import dataclass
from datetime import date, timedelta

from altaclario.dashboards.counted_items import ItemTable
from altaclario.metrics import forecast, samples
from altaclario.metrics.samples import Lack, Sample
from altaclario.metrics.settings import Settings

_HISTORY_DAYS = 90


@dataclass(frozen=True, slots=True)
class SprintOdds:
    """What the throughput of the last 90 days says of what is left."""

    sample: Sample
    lack: Lack | None
    """Why it says nothing."""
    chance: float | None
    """That all of it is finished by the end; None where nothing is left, no day is left, or the sample lacks."""
    expected: int | None
    """So many or more of it with a chance of at least a half."""


def odds(items: ItemTable, settings: Settings, board: str, *, left: int, days_left: int, today: date) -> SprintOdds:
    """From what was finished on the board of the sprint, if it was read, else by all that is looked at."""
    shown = items.snapshot.on_board.get(board)
    finished = items.dates.finished
    if shown is not None:
        finished = finished[shown.take(items.lives.items)]
    last = today - timedelta(1)
    first = max(last - timedelta(_HISTORY_DAYS - 1), samples.begin(items.snapshot, items.lives, settings))
    sample = samples.sample(finished, first, last, settings)
    lack = samples.lack(sample.items)
    if lack or not left or not days_left:
        return SprintOdds(sample, lack, None, None)
    reached = forecast.at_least(forecast.how_many(samples.law(sample.items), days_left))
    chance = float(reached[left]) if left < len(reached) else 0.0
    return SprintOdds(sample, None, chance, min(int(forecast.promised(reached, (50,))[0]), left))
