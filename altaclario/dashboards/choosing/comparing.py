"""What changes when figures are counted otherwise: the figures of the flow page, as they are and as they would be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from altaclario.charts import wording
from altaclario.charts.messages import Message, Text
from altaclario.dashboards import answers, questions
from altaclario.dashboards.flow import figures
from altaclario.dashboards.flow.answers import FlowAnswer
from altaclario.metrics.questions import FlowQuestion
from altaclario.metrics.settings import Settings
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Row:
    """One figure as it is, and as it would be."""

    name: Text
    before: Text
    after: Text

    @property
    def is_other(self) -> bool:
        """Whether anything changes."""
        return self.before != self.after


def rows(snapshot: Snapshot, before: Settings, after: Settings, team: Team | None, today: date) -> tuple[Row, ...]:
    """Each headline figure, and how many items are left out or stand out, by reason."""
    asked = [(_answer(snapshot, one, team, today), one) for one in (before, after)]
    (was, old), (will, new) = asked
    figured = _figured(_figures(was, old), _figures(will, new))
    left_out = _counted(Message("Left out"), was.left_out, will.left_out)
    return (*figured, *left_out, *_counted(Message("Noted"), was.findings, will.findings))


def sentence(some: tuple[Row, ...]) -> Text:
    """What changes, in one line.

    >>> from altaclario.charts.messages import english
    >>> english(sentence((Row("Cycle time p85", "9 days", "12 days"), Row("In progress", "4 items", "4 items"))))
    'Cycle time p85: 9 days → 12 days.'
    """
    told: list[Text] = [
        Message("{name}: {before} → {after}", {"name": one.name, "before": one.before, "after": one.after})
        for one in some
        if one.is_other
    ]
    if not told:
        return Message("No figure changes.")
    return Message("{what}.", {"what": wording.joined(told, by="; ")})


def _answer(snapshot: Snapshot, settings: Settings, team: Team | None, today: date) -> FlowAnswer:
    first = questions.back(today, settings.window_days)
    return answers.answer(snapshot, settings, FlowQuestion(first, today, team=team), today)


def _figures(answer: FlowAnswer, settings: Settings) -> dict[str, tuple[Text, Text]]:
    """The name of each figure and what it says, by what stays the same when its name changes."""
    found = figures.figures(answer, settings)
    return {str(place): (one.name, wording.joined([one.value, one.unit], by=" ")) for place, one in enumerate(found)}


def _figured(was: Mapping[str, tuple[Text, Text]], will: Mapping[str, tuple[Text, Text]]) -> list[Row]:
    none: tuple[Text, Text] = ("", figures.NONE)
    every = {**was, **will}
    return [Row(every[key][0], was.get(key, none)[1], will.get(key, none)[1]) for key in every]


def _counted(what: Text, was: Mapping[str, int], will: Mapping[str, int]) -> list[Row]:
    names = sorted({**was, **will})
    return [
        Row(
            wording.joined([what, Message(name)], by=": "),
            wording.items(was.get(name, 0)),
            wording.items(will.get(name, 0)),
        )
        for name in names
    ]
