"""Random histories, with everything that real ones have: same instants, returns, gaps in the record."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import NEVER, Flag, Sprint, Stage
from tests.building import STATUSES, Item
from tests.slow_figures import Team

ZONES = ("UTC", "Europe/Rome", "America/St_Johns", "Asia/Kathmandu", "America/Los_Angeles", "Pacific/Auckland")
MORE_STATUSES = {**STATUSES, "Forgotten": None, "Rejected": Stage.CANCELLED}
MAPS: tuple[dict[str, Stage], ...] = ({}, {"Forgotten": Stage.ACTIVE}, {"Closed": Stage.BACKLOG})
BEGIN = datetime(2026, 3, 13, tzinfo=UTC)
"""Two weeks around the nights in which the clocks of Rome and Los Angeles change."""

moments = st.integers(0, 24 * 24).map(lambda half_hours: BEGIN + timedelta(minutes=30 * half_hours))


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


@st.composite
def items(draw: st.DrawFn, number: int, sprints: list[str]) -> Item:
    times = sorted(draw(st.lists(moments, min_size=1, max_size=6)))
    has_history = draw(st.sampled_from((True, True, True, False)))
    times = times if has_history else times[:1]
    moves = tuple(f"{_text(one)} {draw(st.sampled_from(list(MORE_STATUSES)))}" for one in times)
    changes = sorted(draw(st.sets(moments, max_size=3)))
    memberships = []
    for name in draw(st.sets(st.sampled_from(sprints))) if sprints else ():
        edges = sorted(draw(st.sets(moments, min_size=1, max_size=4)))
        pairs = zip(edges[::2], [*edges[1::2], None], strict=False)
        memberships += [(name, _text(a), _text(b)) if b else (name, _text(a)) for a, b in pairs]
    flags = sorted(draw(st.sets(moments, max_size=4)))
    spells = zip(flags[::2], [*flags[1::2], None], strict=False)
    extra = draw(st.sampled_from((0, int(Flag.CLOCK_CLAMPED), int(Flag.HISTORY_DIFFERS))))
    return Item(
        key=f"PAY-{number}",
        moves=moves,
        type=draw(st.sampled_from(("Story", "Story", "Bug", "Sub-task", "Epic"))),
        estimate=draw(points),
        estimates={_text(one): draw(points) for one in changes},
        sprints=sorted(memberships, key=lambda one: one[1]),
        resolved=draw(st.none() | moments.map(_text)),
        resolution=draw(st.sampled_from(("", "Fixed", "Duplicate"))),
        flags=extra | (0 if has_history else int(Flag.NO_HISTORY)),
        flagged=[(_text(a), _text(b)) if b else (_text(a),) for a, b in spells],
        recorded=draw(st.sampled_from((True, True, False))),
    )


points = st.none() | st.sampled_from((0.5, 1.0, 2.0, 3.0, 5.0))


@st.composite
def sprints(draw: st.DrawFn, number: int) -> Sprint:
    state = draw(st.sampled_from(("closed", "closed", "active", "future")))
    activated, end = (int(one.timestamp()) for one in sorted((draw(moments), draw(moments))))
    has_dates = draw(st.sampled_from((True, True, True, False)))
    return Sprint(
        id=str(number),
        name=f"S{number}",
        state=state,
        start=activated,
        end=end if has_dates else NEVER,
        completed=end if state == "closed" and has_dates else NEVER,
        activated=activated if state != "future" and (has_dates or state == "closed") else NEVER,
        board=draw(st.sampled_from(("1", "1", "2"))),
    )


@st.composite
def settings(draw: st.DrawFn) -> Settings:
    waiting = draw(st.sampled_from((Stage.WAITING, Stage.ACTIVE)))
    return Settings(
        zone=draw(st.sampled_from(ZONES)),
        stages={"Testing": waiting}
        | draw(st.sampled_from(({}, {"Forgotten": Stage.ACTIVE}, {"Closed": Stage.BACKLOG}))),
        cancelled_resolutions=draw(st.sampled_from((frozenset(), frozenset({"Duplicate"})))),
        restart=draw(st.sampled_from(("first", "last"))),
        elapsed=draw(st.booleans()),
        clock=draw(st.sampled_from(("calendar", "working"))),
        weekdays=draw(st.sampled_from(("1111100", "0111110"))),
        week_start=draw(st.sampled_from((0, 5, 6))),
        holidays=draw(st.sampled_from(((), (date(2026, 3, 18), date(2026, 3, 19))))),
    )


@st.composite
def teams(draw: st.DrawFn) -> Team:
    """Up to five items and three sprints, known until a day that may lie amid their history."""
    some = [draw(sprints(number)) for number in range(1, draw(st.integers(0, 3)) + 1)]
    names = [one.name for one in some]
    whole = [draw(items(number, names)) for number in range(1, draw(st.integers(0, 5)) + 1)]
    return Team(
        items=whole,
        sprints=some,
        settings=draw(settings()),
        today=date(2026, 3, 11) + timedelta(draw(st.integers(0, 20))),
        statuses=MORE_STATUSES,
        board=draw(st.none() | st.just([one.key for one in whole[::2]])),
    )


@st.composite
def crowds(draw: st.DrawFn) -> Team:
    """A team whose items are there once, or twelve times: enough for what needs ten of a kind."""
    team = draw(teams())
    whole = [
        replace(one, key=f"PAY-{number}")
        for number, one in enumerate([*team.items] * draw(st.sampled_from((1, 12))), 1)
    ]
    return replace(team, items=whole, board=None if team.board is None else [one.key for one in whole[::2]])
