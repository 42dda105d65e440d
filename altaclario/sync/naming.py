"""What the trackers of a workspace are called, so that no two look alike; made for each page, stored nowhere."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from altaclario.charts import wording
from altaclario.charts.messages import Message, Text, counted
from altaclario.connections.models import Connection, Emptied
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import holding
from altaclario.workspaces.models import Membership

_MOST_KEYS = 3
_OF_AN_ID = 8


def names(membership: Membership, connections: Sequence[Connection]) -> dict[str, Text]:
    """The name of each connection by its key: its label, and where several share one, what tells them apart."""
    held = {one.connection: one.snapshot for one in holding.of_workspace(membership.workspace.owner_key)}
    alike: dict[str, list[Connection]] = defaultdict(list)
    for one in connections:
        alike[one.label].append(one)
    found: dict[str, Text] = {}
    for label, several in alike.items():
        words = _apart(several, held, shows_accounts=membership.may_change_any) if len(several) > 1 else [""]
        found |= {one.key: wording.joined([label, word]) for one, word in zip(several, words, strict=True)}
    return found


def name(membership: Membership, connection: Connection, connections: Sequence[Connection]) -> Text:
    """The name of one of them."""
    return names(membership, connections)[connection.key]


def _apart(several: list[Connection], held: Mapping[str, Snapshot], *, shows_accounts: bool) -> Sequence[Text]:
    """A word for each of them, of the first kind of words that are all there and all different; else their order."""
    for words in _ways(several, held, shows_accounts=shows_accounts):
        if all(words) and len(set(map(str, words))) == len(words):
            return words
    return [Message("no. {number}", {"number": place}) for place in range(1, len(several) + 1)]


def _ways(several: list[Connection], held: Mapping[str, Snapshot], *, shows_accounts: bool) -> Iterator[Sequence[Text]]:
    if len({one.site for one in several}) > 1:
        # Behind one gateway, sites have ids in place of names.
        yield [one.site.rpartition("/")[2][:_OF_AN_ID] for one in several]
    if shows_accounts:
        yield [one.account_email.partition("@")[0] for one in several]
        yield [one.account_email for one in several]
    yield [_keys(held.get(one.key)) if one.emptied_why != Emptied.PURGED else "" for one in several]
    yield [counted("{count} project", "{count} projects", len(one.projects)) for one in several]


def _keys(snapshot: Snapshot | None) -> str:
    """The keys of its projects, as long as they are in memory."""
    keys = sorted(key for key in snapshot.projects if key) if snapshot else []
    return ", ".join(keys[:_MOST_KEYS]) + ("…" if len(keys) > _MOST_KEYS else "")
