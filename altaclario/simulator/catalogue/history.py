"""What a tracker may hold: more than anybody thinks of, and dates that cannot be."""

from altaclario.simulator.catalogue import worlds
from altaclario.simulator.catalogue.rows import Lives, Row, both

_PLAIN = Lives(is_whole=False)

HISTORY = (
    Row("holds an item with ten thousand revisions", *both(_PLAIN, world=worlds.many_revisions)),
    Row("holds two thousand sprints", *both(_PLAIN, world=worlds.many_sprints)),
    Row(
        "holds sprints without dates, at the same time, and the wrong way round",
        *both(_PLAIN, world=worlds.odd_sprints),
    ),
    Row("has statuses of its own", *both(_PLAIN, world=worlds.own_statuses)),
    Row("does not list a status that is in use", *both(_PLAIN, world=worlds.lost_status)),
    Row(
        "had a clock that went backwards",
        *both(Lives(("clock went backwards",), is_whole=False), world=worlds.backwards_clock),
    ),
    Row(
        "holds an imported item whose changes lie before it",
        *both(Lives(("clock went backwards",), is_whole=False), world=worlds.imported),
    ),
    Row(
        "holds dates of the year 9999",
        *both(Lives(("date or estimate was not believed",), is_whole=False), world=worlds.year_9999),
    ),
    Row(
        "holds dates before 1970",
        *both(Lives(("date or estimate was not believed",), is_whole=False), world=worlds.before_1970),
    ),
    Row(
        "has a clock that is hours ahead of ours",
        *both(Lives(("date or estimate was not believed",), is_whole=False), world=worlds.fast_clock),
    ),
    Row("has renamed a project since it was chosen", *both(_PLAIN, world=worlds.renamed)),
)
