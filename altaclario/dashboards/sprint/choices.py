"""Which sprint a page shows, and which others can be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from altaclario.charts import wording
from altaclario.charts.messages import Message, Text
from altaclario.charts.panels import Choice, Filter
from altaclario.dashboards import addresses
from altaclario.dashboards.addresses import NotUnderstood, link
from altaclario.dashboards.sprint import answers as sprint_answers
from altaclario.dashboards.sprint.answers import NoSprints
from altaclario.metrics import teams
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import NEVER, Snapshot, Sprint

_MOST_CLOSED = 26
_WORDS = {
    "active": "{name}, current",
    "future": "{name}, planned",
}


@dataclass(frozen=True, slots=True)
class Offered:
    """The sprints of a tracker, the one that is shown, the one that is shown when none is asked for."""

    snapshot: Snapshot
    """Without the sprints of other teams than the one that is asked for."""
    shown: Sprint | None
    default: Sprint | None
    state: Mapping[str, str]
    """What of the address chose it."""

    @property
    def id(self) -> str | None:
        """The id of the one that is shown."""
        return None if self.shown is None else self.shown.id


def offered(query: Mapping[str, str], snapshot: Snapshot, notes: list[Text], team: Team | None = None) -> Offered:
    """The sprint that is asked for, else the one that matters most, of the board if one is asked for."""
    snapshot = _of_team(snapshot, team)
    default, board = _current(snapshot, None), _board(query, snapshot, notes)
    try:
        asked = _asked(query, snapshot, board)
    except NotUnderstood as problem:
        notes.append(wording.joined([problem.why, Message("The current sprint is shown.")], by=" "))
        asked = None
    shown = asked or _current(snapshot, board)
    if shown is default:
        return Offered(snapshot, shown, default, {})
    state = {"sprint": asked.id} if asked else {"board": board or ""}
    return Offered(snapshot, shown, default, state)


def filters(state: Mapping[str, str], offered: Offered) -> list[Filter]:
    """The boards that have sprints, and the sprints of the one that is shown."""
    boards = sorted({one.board for one in offered.snapshot.sprints}, key=lambda one: (len(one), one))
    found = []
    if len(boards) > 1:
        found.append(Filter(Message("Board"), tuple(_board_choice(state, offered, one) for one in boards)))
    if offered.shown is not None:
        found.append(Filter(Message("Sprint"), tuple(_sprint_choice(state, offered, one) for one in _listed(offered))))
    return found


def neighbours(state: Mapping[str, str], offered: Offered) -> tuple[Choice | None, Choice | None]:
    """The sprint of the same board before the one that is shown, and the one after it."""
    every = _of_board(offered)
    place = next((place for place, one in enumerate(every) if one is offered.shown), 0)
    around = (every[place - 1] if place else None, every[place + 1] if place + 1 < len(every) else None)
    earlier, later = (None if one is None else _sprint_choice(state, offered, one) for one in around)
    return earlier, later


def named(sprint: Sprint) -> Text:
    """The name of a sprint, or its number where it has none."""
    return sprint.name or Message("Sprint {id}", {"id": sprint.id})


def _of_team(snapshot: Snapshot, team: Team | None) -> Snapshot:
    """The snapshot with the sprints of the team alone, to choose from and not to count with."""
    if team is None:
        return snapshot
    own = teams.boards_with_sprints(snapshot, team)
    return replace(snapshot, sprints=tuple(one for one in snapshot.sprints if one.board in own))


def _board(query: Mapping[str, str], snapshot: Snapshot, notes: list[Text]) -> str | None:
    try:
        board = addresses.name(query, "board")
        if board is not None and all(one.board != board for one in snapshot.sprints):
            raise NotUnderstood(Message("Board {board} has no sprint that was read.", {"board": board}))
        return board
    except NotUnderstood as problem:
        notes.append(wording.joined([problem.why, Message("All boards are looked at.")], by=" "))
        return None


def _asked(query: Mapping[str, str], snapshot: Snapshot, board: str | None) -> Sprint | None:
    asked = addresses.name(query, "sprint")
    if asked is None:
        return None
    found = next((one for one in snapshot.sprints if one.id == asked), None)
    if found is None:
        raise NotUnderstood(Message("Sprint {id} is not among those that were read.", {"id": asked}))
    if board not in (None, found.board):
        raise NotUnderstood(Message("{name} is no sprint of this board.", {"name": named(found)}))
    return found


def _current(snapshot: Snapshot, board: str | None) -> Sprint | None:
    """The sprint that matters most; before the first one has begun, the one that is planned next."""
    try:
        return sprint_answers.current(snapshot.sprints, board)
    except NoSprints:
        planned = [one for one in snapshot.sprints if board in (None, one.board)]
        return min(planned, key=_began, default=None)


def _of_board(offered: Offered) -> list[Sprint]:
    """The sprints of the board that is shown, oldest first."""
    board = None if offered.shown is None else offered.shown.board
    return sorted((one for one in offered.snapshot.sprints if one.board == board), key=_began)


def _listed(offered: Offered) -> list[Sprint]:
    """Newest first, the planned ones before them; the one that is shown is always among them."""
    every = _of_board(offered)
    closed = [one for one in reversed(every) if one.state == "closed"]
    late = [one for one in closed[_MOST_CLOSED:] if one is offered.shown]
    return [*(one for one in reversed(every) if one.state != "closed"), *closed[:_MOST_CLOSED], *late]


def _began(sprint: Sprint) -> int:
    """Planned ones without a date come last."""
    dates = (sprint.activated, sprint.start, sprint.end)
    return next((one for one in dates if one != NEVER), NEVER if sprint.state == "future" else 0)


def _board_choice(state: Mapping[str, str], offered: Offered, board: str) -> Choice:
    name = next((one.name for one in offered.snapshot.boards if one.id == board), "")
    word = name or Message("Board {id}", {"id": board})
    is_shown = offered.shown is not None and offered.shown.board == board
    is_default = offered.default is not None and offered.default.board == board
    return Choice(word, link(state, sprint=None, board=None if is_default else board), is_shown)


def _sprint_choice(state: Mapping[str, str], offered: Offered, sprint: Sprint) -> Choice:
    word = Message(_WORDS[sprint.state], {"name": named(sprint)}) if sprint.state in _WORDS else named(sprint)
    asked = None if sprint is offered.default else sprint.id
    return Choice(word, link(state, board=None, sprint=asked), sprint is offered.shown)
