"""Who did what in a workspace: the notes with the names that people have today, for those who may read them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.paginator import Page

from altaclario.accounts import closed, sign_ins
from altaclario.accounts.models import User
from altaclario.audit import reading, telling
from altaclario.audit.models import Note
from altaclario.audit.reading import Question
from altaclario.audit.verbs import KINDS
from altaclario.charts import wording
from altaclario.charts.messages import Message, Text
from altaclario.web.templatetags.words import say
from altaclario.workspaces.models import Membership

NAMED: dict[str, Callable[[Membership], Mapping[str, Text]]] = {}
"""How things of a kind are called in a workspace, by their id: a room that has such things adds itself here."""


@dataclass(frozen=True, slots=True)
class Row:
    """One note as people read it."""

    when: str
    sentence: Text
    kind: Text


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a filter, and the query that chooses it."""

    word: Text
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """What can be narrowed down, and to what."""

    name: Text
    choices: Sequence[Choice]

    @property
    def chosen(self) -> Choice:
        return next((one for one in self.choices if one.is_chosen), self.choices[0])


@dataclass(frozen=True, slots=True)
class Record:
    """One page of it."""

    rows: Sequence[Row]
    page: "Page[Note]"
    filters: Sequence[Filter]
    query: str
    newer: str
    older: str


@dataclass(frozen=True, slots=True)
class Line:
    """One note in an export."""

    number: str
    time: str
    who: str
    name: str
    what: str
    sentence: str
    kind: str
    on: str
    old: str
    new: str
    mark: str


def read(membership: Membership, question: Question, *, page: str, now: datetime) -> Record:
    """The notes that are asked for, the newest first."""
    owner, zone = membership.owner_key, membership.workspace.zone
    shown, people = reading.page(owner, question, page), reading.people(owner)
    names = _names(membership, telling.ids(shown) | set(people))
    rows = [
        Row(
            wording.clock_time(one.at, zone, now=now, to="second"),
            telling.sentence(one, names),
            KINDS.get(one.kind, one.kind),
        )
        for one in shown
    ]
    return Record(
        rows=rows,
        page=shown,
        filters=[_kinds(question), _people(question, people, names)],
        query=question.query(),
        newer=question.query(page=str(shown.number - 1)),
        older=question.query(page=str(shown.number + 1)),
    )


def lines(membership: Membership, question: Question) -> Iterator[Line]:
    """All notes that are asked for, for an export."""
    owner, zone = membership.owner_key, ZoneInfo(membership.workspace.zone)
    notes = list(reading.every(owner, question))
    names = _names(membership, telling.ids(notes))
    for one in notes:
        yield Line(
            number=str(one.number),
            time=one.at.astimezone(zone).isoformat(timespec="seconds"),
            who=one.who,
            name=say(names.get(one.who, telling.FORMER)),
            what=one.what,
            sentence=say(telling.sentence(one, names)),
            kind=one.kind,
            on=one.on,
            old=one.old,
            new=one.new,
            mark=one.mark,
        )


def table(exported: Iterable[Line]) -> Iterator[list[str]]:
    """The lines below their heads."""
    yield list(Line.__dataclass_fields__)
    for line in exported:
        yield list(asdict(line).values())


def _names(membership: Membership, ids: Iterable[str]) -> dict[str, Text]:
    """What people of today are called; of those who left, that they did. Who has no account is not in it."""
    here = set(Membership.objects.beside(membership).values_list("person_id", flat=True))
    known = User.objects.filter(pk__in=[int(one) for one in ids if one.isdecimal()]).values_list("pk", "name")
    left = {str(id): Message("{name} (left)", {"name": name}) for id, name in known}
    things = {f"{kind} {id}": name for kind, named in NAMED.items() for id, name in named(membership).items()}
    nobody: dict[str, Text] = {sign_ins.OPERATOR: sign_ins.OPERATOR_NAME, closed.LINK: closed.LINK_NAME}
    return {**nobody, **things, **left, **{str(id): name for id, name in known if id in here}}


def _kinds(question: Question) -> Filter:
    every = Choice(Message("everything"), question.query(kind=""), not question.kind)
    kinds = [
        Choice(word, question.query(kind=kind), question.kind == kind)
        for kind, word in KINDS.items()
        if kind not in ("account", "incident", "operator", "matter")
    ]
    return Filter(Message("About"), [every, *kinds])


def _people(question: Question, people: Sequence[str], names: dict[str, Text]) -> Filter:
    """Those of whom nothing but a number is left are one entry each, as different people."""
    every = Choice(Message("everybody"), question.query(who=""), not question.who)
    each = [
        Choice(
            names.get(one, Message("{former} {id}", {"former": telling.FORMER, "id": one})),
            question.query(who=one),
            question.who == one,
        )
        for one in people
    ]
    return Filter(Message("By"), [every, *each])
