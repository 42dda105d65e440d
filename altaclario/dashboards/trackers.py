"""Which of a workspace's trackers a dashboard shows and for which team, and the choice between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from altaclario.charts.messages import Message, Text
from altaclario.charts.panels import Choice, Filter
from altaclario.connections import choices
from altaclario.connections.models import Connection
from altaclario.connections.team_scopes import Known
from altaclario.dashboards import team_words
from altaclario.dashboards.addresses import link
from altaclario.dashboards.questions import Asked, Kind
from altaclario.metrics.settings import Settings
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Looked:
    """One tracker of a page that is made of all: how fresh it is in a word, and what is held of it, if anything is."""

    connection: Connection
    word: Text
    snapshot: Snapshot | None


@dataclass(frozen=True, slots=True)
class Part:
    """What one tracker gives to a page: its name, where there are several, what is held, and whose work is shown."""

    name: Text
    key: str
    """Our id of it."""
    snapshot: Snapshot
    team: Team | None
    teams: tuple[Team, ...]
    settings: Settings
    """How figures of it are counted: what its statuses mean is said in words of its own."""


@dataclass(frozen=True, slots=True)
class Trackers:
    """The connections of a workspace: the one that is shown, and the one that the address names, if it names one."""

    every: Sequence[Connection]
    shown: Connection
    named: Connection | None
    query: Mapping[str, str]
    """What else the address says."""
    names: Mapping[str, Text] = field(default_factory=dict)
    """What each is called, by its key."""
    notes: tuple[Text, ...] = ()
    teams: Sequence[Known] = ()
    """The teams of the workspace that can be asked for."""
    chosen: Known | None = None
    """The one that is asked for."""
    apart: Sequence[Known] = ()
    """Teams whose work is counted apart for somebody who is told of none."""
    offers_all: bool = False
    """Whether the dashboard can be made of all trackers."""
    is_of_all: bool = False
    """Whether it is, because the address names none."""
    looked: tuple[Looked, ...] = ()
    """What it is made of then."""

    @property
    def team(self) -> Team | None:
        """The work of the team that is asked for, in the tracker that is shown."""
        return self.chosen.at(self.shown.key) if self.chosen else None

    def settings(self, snapshot: Snapshot) -> Settings:
        """How the team that is asked for counts, or everybody, in the tracker that is shown."""
        return choices.settings(self.shown, snapshot, self.chosen)

    @property
    def at_work(self) -> tuple[Team, ...]:
        """The teams that have work in the tracker that is shown, where none of them is asked for."""
        return self._at_work(self.shown)

    @property
    def at_pace(self) -> tuple[Team, ...]:
        """The same, by numbers in place of names for who is told of no team: figures are the same for everybody."""
        unnamed = tuple(team for one in self.apart if (team := one.at(self.shown.key)) and team.has_work)
        if self.chosen is not None or self.at_work:
            return self.at_work
        return tuple(replace(one, name=f"№ {place}") for place, one in enumerate(unnamed, 1))

    def parts(self, snapshot: Snapshot) -> list[Part]:
        """What a page of several trackers is made of: `snapshot` is that of the one that is shown."""
        held = [(one.connection, one.snapshot) for one in self.looked if one.snapshot is not None]
        every = held or [(self.shown, snapshot)]
        return [
            Part(
                self.names.get(one.key, one.label) if len(self.every) > 1 else "",
                one.key,
                of,
                self.chosen.at(one.key) if self.chosen else None,
                self._at_work(one),
                choices.settings(one, of, self.chosen),
            )
            for one, of in every
        ]

    def _at_work(self, tracker: Connection) -> tuple[Team, ...]:
        if self.chosen is not None:
            return ()
        return tuple(team for one in self.teams if (team := one.at(tracker.key)) and team.has_work)

    @property
    def asks_team(self) -> dict[str, str]:
        """What of the address asks for a team."""
        return {"team": self.chosen.id} if self.chosen else {}

    @property
    def here(self) -> str:
        """What the address of another dashboard says to show the same tracker and the same team."""
        state = {"connection": self.named.key if self.named else None, "team": self.chosen.id if self.chosen else None}
        return link({}, **state) if any(state.values()) else ""

    def filters(self, state: Mapping[str, str]) -> tuple[Filter, ...]:
        """The choice between several trackers, and between teams; where there is but one there is nothing to choose."""
        of_all = (
            [Choice(Message("All"), link(state, connection=None), self.is_of_all)]
            if self.offers_all and len(self.every) > 1
            else []
        )
        trackers = [
            *of_all,
            *(
                Choice(
                    self.names.get(one.key, one.label),
                    link(self._at(one, state), connection=one.key),
                    not self.is_of_all and one.pk == self.shown.pk,
                )
                for one in self.every
            ),
        ]
        teams = [Choice(Message("All"), link(state, team=None, **self._kept), self.chosen is None)]
        teams += [self._team(one, state) for one in self.teams]
        several = (
            Filter(Message("Tracker"), tuple(trackers)),
            Filter(Message("Team"), tuple(teams), key="team"),
        )
        return tuple(one for one in several if len(one.choices) > 1)

    def before(self, asked: Asked[Kind]) -> Asked[Kind]:
        """The choice of a tracker and a team before all others, and what was not understood of it."""
        filters = self.filters(asked.everywhere)
        beside = self._silent() if self.is_of_all else self._elsewhere()
        return replace(asked, filters=(*filters, *asked.filters), notes=(*self.notes, *beside, *asked.notes))

    @property
    def _kept(self) -> dict[str, str]:
        """The tracker that was named stays so."""
        return {"connection": self.named.key} if self.named else {}

    def _at(self, tracker: Connection, state: Mapping[str, str]) -> dict[str, str]:
        """The same question of another tracker: of the same team, if it has work there."""
        has_work = self.chosen is not None and tracker.key in self.chosen.works
        return {name: value for name, value in state.items() if name != "team" or has_work}

    def _team(self, team: Known, state: Mapping[str, str]) -> Choice:
        """Another team, in the same tracker if it has work there; boards and sprints of one mean little to another."""
        kept = self._kept if self.shown.key in team.works or not team.works else {}
        return Choice(team.name, link({**kept, **state, "team": team.id}), self.chosen == team)

    def _silent(self) -> list[Text]:
        """The trackers of which nothing is held: they are in no figure."""
        text = "Nothing of {site} is in memory ({word}), so that it is in none of these figures."
        return [
            Message(text, {"site": self.names.get(one.connection.key, one.connection.label), "word": one.word})
            for one in self.looked
            if one.snapshot is None
        ]

    def _elsewhere(self) -> list[Text]:
        """Where else the team that is asked for has work."""
        if self.chosen is None:
            return []
        others = [one for one in self.every if one.key in self.chosen.works and one.pk != self.shown.pk]
        return team_words.elsewhere(
            self.chosen.name,
            self.names.get(self.shown.key, self.shown.label),
            [self.names.get(one.key, one.label) for one in others],
        )


def asked_for(
    every: Sequence[Connection], names: Mapping[str, Text], query: Mapping[str, str], teams: Sequence[Known] = ()
) -> Trackers | None:
    """The connection that the address names, else the first one in which the team has work; None without any."""
    if not every:
        return None
    notes: list[Text] = []
    chosen = next((one for one in teams if one.id == query.get("team")), None)
    if chosen is None and query.get("team"):
        notes.append(Message("The team of this address is none of this workspace. All teams are shown."))
        query = _without(query, "team")
    at_work = [one for one in every if chosen and one.key in chosen.works]
    first = (at_work or every)[0]
    key = query.get("connection", "")
    named = next((one for one in every if one.key == key), None)
    if key and named is None:
        text = "The tracker of this address is not connected here; {site} is shown."
        notes.append(Message(text, {"site": names.get(first.key, first.label)}))
        query = _without(query, "connection")
    return Trackers(every, named or first, named, query, names, tuple(notes), teams, chosen)


def _without(query: Mapping[str, str], gone: str) -> dict[str, str]:
    return {name: value for name, value in query.items() if name != gone}
