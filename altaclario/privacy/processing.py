"""The record of processing activities, from the registers: what is done with which data, on what ground, how long."""

from collections.abc import Iterator
from dataclasses import dataclass

from altaclario.declarations import activities, recipients
from altaclario.declarations.activities import Activity
from altaclario.declarations.holdings import REGISTER, Holding
from altaclario.declarations.promises import keeps
from altaclario.declarations.recipients import Recipient

_KEPT = {
    "": "",
    "account": "as long as the account",
    "workspace": "as long as the workspace",
    "owner": "as long as the account or the workspace that it is of",
    "installation": "as long as this installation; about nobody",
}
ERASED = {
    "rows": "its rows are deleted",
    "chain": "the chain is erased with its notes",
    "key": "the key is destroyed here; a backup that is restored is erased again",
    "never": "–",
}
"""How it goes, by the word of the register."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: which of its columns say something about people, how many say nothing, how long it is kept."""

    label: str
    personal: tuple[str, ...]
    plain: int
    period: str
    erased: str

    @property
    def room(self) -> str:
        """Where it belongs."""
        return self.label.partition(".")[0]

    @property
    def name(self) -> str:
        """What it is called there."""
        return self.label.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity with its tables and whoever receives something."""

    activity: Activity
    article: str
    recipients: tuple[Recipient, ...]
    tables: tuple[Table, ...]

    @property
    def is_stored(self) -> bool:
        """Whether one of its tables says something about people."""
        return any(one.personal for one in self.tables)


@keeps("known-categories")
def entries() -> tuple[Entry, ...]:
    """All of them, with every table that is declared."""
    return tuple(
        Entry(
            activity=one,
            article=activities.ARTICLES[one.basis],
            recipients=tuple(recipients.named(slug) for slug in one.recipients),
            tables=tuple(_tables(one)),
        )
        for one in activities.ALL
    )


def period(held: Holding) -> str:
    """How long the rows of a table are kept."""
    days = (
        ""
        if held.keep_days is None
        else f"{held.keep_days} {'day' if held.keep_days == 1 else 'days'} after `{held.since}`"
    )
    among = f"; of those {held.among} {days}" if held.among else days
    least = f"; at least {held.at_least_days} days" if held.at_least_days else ""
    return f"{_KEPT[held.kept]}{among}{least}"


def _tables(activity: Activity) -> Iterator[Table]:
    for label in activity.tables:
        held = REGISTER[label]
        erased = ERASED[held.erased]
        yield Table(label, tuple(sorted(held.personal)), len(held.plain), period(held), erased)
