"""A dashboard with a question that nobody changes any more: of one tracker, for who may see nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from altaclario.charts import panels
from altaclario.charts.messages import Message, Text
from altaclario.charts.panels import Filter
from altaclario.connections import team_scopes
from altaclario.connections.models import Connection
from altaclario.connections.team_scopes import Known
from altaclario.dashboards import every
from altaclario.dashboards.boards import Board
from altaclario.dashboards.explore import groups
from altaclario.dashboards.questions import Asked
from altaclario.dashboards.trackers import Trackers
from altaclario.metrics import releases, teams
from altaclario.metrics.questions import ExploreQuestion, ReleaseQuestion, SprintQuestion
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import seeing
from altaclario.web import navigation

NAMES: Mapping[str, Message] = {name: navigation.WORDS[name] for name in every.DASHBOARDS}
"""What people call each dashboard that can be frozen, by its name."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A question as a dashboard understands it: what of the address is not the default, and its filters in words."""

    state: Mapping[str, str]
    words: tuple[tuple[Text, Text], ...]


def understood(
    connection: Connection,
    name: str,
    query: Mapping[str, str],
    *,
    known: Sequence[Known] | None = None,
    now: datetime,
) -> Frozen | None:
    """The question that an address asks of a dashboard, without what means nothing there; None while memory is empty.

    Ids of boards, sprints and teams must be known, so that nothing but ids of ours or of the tracker is ever kept.
    `known` are the teams of the workspace, for who knows them already.
    """
    snapshot = seeing.held(connection)
    if snapshot is None:
        return None
    asked = _asked(_which(connection, query, known), name, snapshot, now)
    only = asked.question.only if isinstance(asked.question, ExploreQuestion) else None
    if only and not groups.is_bare(only):
        # What is made of a name is not kept here either.
        return understood(connection, name, {**query, "only": ""}, known=known, now=now)
    state = {**asked.state, **_current_of(asked, snapshot)}
    if isinstance(asked.question, ReleaseQuestion) and not releases.of(snapshot, asked.settings).has_ids:
        # What is made of a name is not kept: the link shows all of them.
        state = {key: value for key, value in state.items() if key not in ("version", "against")}
    return Frozen(state, _words(asked.filters))


def board(
    connection: Connection, name: str, query: Mapping[str, str], *, shows_keys: bool, now: datetime
) -> tuple[Board, tuple[tuple[Text, Text], ...]]:
    """The dashboard and its filters in words. Without keys it is made of a snapshot that has none.

    Where its board or sprint is not read any more there is no page: what would stand in for it is nobody's to see.
    """
    standing, snapshot = seeing.look(connection, now=now)
    which = _which(connection, query)
    if every.DASHBOARDS[name].knows_teams and which.chosen is None:
        which = replace(which, apart=team_scopes.of_workspace(connection.workspace_id))
    if snapshot is None or not _is_there(query, _asked(which, name, snapshot, now), snapshot):
        return Board(None, standing), ()
    settings, today = which.settings(snapshot), _today(connection, now)
    page = every.DASHBOARDS[name].told(snapshot if shows_keys else snapshot.without_keys(), settings, which, today)
    # A guest has no tracker to ask, and is told of none.
    remedies = tuple(replace(one, query="", address="") for one in page.remedies)
    items = panels.without_links(page.items)
    still = replace(page, filters=(), earlier=None, later=None, items=items, remedies=remedies)
    return Board(still, standing), _words(page.filters)


def _which(connection: Connection, query: Mapping[str, str], known: Sequence[Known] | None = None) -> Trackers:
    """The one tracker, and the team that is asked for; of all others nothing is told."""
    asked = query.get("team", "")
    if known is None:
        known = team_scopes.of_workspace(connection.workspace_id, named=asked) if asked else ()
    chosen = next((one for one in known if one.id == asked), None)
    own = (chosen,) if chosen else ()
    return Trackers([connection], connection, None, _without_tracker(query), teams=own, chosen=chosen)


def _asked(which: Trackers, name: str, snapshot: Snapshot, now: datetime) -> Asked[Any]:
    settings = which.settings(snapshot)
    asked = every.DASHBOARDS[name].asks(which.query, snapshot, settings, _today(which.shown, now), which.team)
    return which.before(asked)


def _current_of(asked: Asked[Any], snapshot: Snapshot) -> dict[str, str]:
    """The board of a sprint that nobody chose, so that the current one is never that of another team."""
    if {"board", "sprint"} & set(asked.state) or not isinstance(asked.question, SprintQuestion):
        return {}
    shown = _board_of(asked.question, snapshot)
    return {"board": shown} if shown else {}


def _is_there(query: Mapping[str, str], asked: Asked[Any], snapshot: Snapshot) -> bool:
    """Whether the team, the pair, the board, the sprint and the release of the query are those that are shown."""
    question = asked.question
    if "team" in query and (question.team is None or not teams.has_any(snapshot, question.team)):
        return False
    if "pair" in query and asked.state.get("pair") != query["pair"]:
        return False
    has_sprint = isinstance(question, SprintQuestion)
    shown = {
        "board": _board_of(question, snapshot) if has_sprint else getattr(question, "board", None),
        **{name: getattr(question, name, None) for name in ("sprint", "version", "against", "only")},
    }
    return all(query[name] == value for name, value in shown.items() if name in query)


def _board_of(question: SprintQuestion, snapshot: Snapshot) -> str | None:
    return next((one.board for one in snapshot.sprints if one.id == question.sprint), None)


def _without_tracker(query: Mapping[str, str]) -> dict[str, str]:
    """Which tracker it is, is settled already."""
    return {name: value for name, value in query.items() if name != "connection"}


def _today(connection: Connection, now: datetime) -> date:
    return now.astimezone(ZoneInfo(connection.workspace.zone)).date()


def _words(filters: tuple[Filter, ...]) -> tuple[tuple[Text, Text], ...]:
    return tuple((one.name, one.chosen.word) for one in filters)
