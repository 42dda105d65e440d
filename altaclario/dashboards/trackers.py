"""Which of a workspace's trackers a dashboard shows, and the choice between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from altaclario.charts.messages import Message, Text
from altaclario.charts.panels import Choice, Filter
from altaclario.connections.models import Connection
from altaclario.dashboards.addresses import link
from altaclario.dashboards.questions import Asked, Kind


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

    def filters(self, state: Mapping[str, str]) -> tuple[Filter, ...]:
        """The choice between several; with one there is nothing to choose."""
        choices = [
            Choice(self.names.get(one.key, one.label), link(state, connection=one.key), one.pk == self.shown.pk)
            for one in self.every
        ]
        return (Filter(Message("Tracker"), tuple(choices)),) if len(choices) > 1 else ()

    def before(self, asked: Asked[Kind]) -> Asked[Kind]:
        """The choice of a tracker before all others, and what was not understood of it."""
        filters, notes = self.filters(asked.everywhere), (*self.notes, *asked.notes)
        return replace(asked, filters=(*filters, *asked.filters), notes=notes)


def asked_for(every: Sequence[Connection], names: Mapping[str, Text], query: Mapping[str, str]) -> Trackers | None:
    """The connection that the address names, else the first one; None without any."""
    if not every:
        return None
    key = query.get("connection", "")
    named = next((one for one in every if one.key == key), None)
    if named is not None or not key:
        return Trackers(every, named or every[0], named, query, names)
    note = Message(
        "The tracker of this address is not connected here; {site} is shown.",
        {"site": names.get(every[0].key, every[0].label)},
    )
    rest = {name: value for name, value in query.items() if name != "connection"}
    return Trackers(every, every[0], None, rest, names, (note,))
