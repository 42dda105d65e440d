"""The one door from a snapshot and a question to an answer: page, command, export and API all pass here."""

from datetime import date, timedelta

from altaclario.dashboards.flow_answers import FlowAnswer, NoSuchBoard, answer_flow
from altaclario.dashboards.sprint_answers import NoSprints, NoSuchSprint, SprintAnswer, answer_sprint
from altaclario.metrics import calendar, known
from altaclario.metrics.settings import Question, Settings
from altaclario.snapshots.snapshot import Snapshot

__all__ = ["FlowAnswer", "NoSprints", "NoSuchBoard", "NoSuchSprint", "SprintAnswer", "answer"]


def answer(snapshot: Snapshot, settings: Settings, question: Question, today: date) -> FlowAnswer | SprintAnswer:
    """What the question asks, as it was known at the end of `today` in the zone of the settings.

    Raises NoSuchBoard, NoSuchSprint or NoSprints.
    """
    until = calendar.start_of(today + timedelta(1), settings.zone)
    then = known.by(snapshot, until)
    if question.dashboard == "flow":
        return answer_flow(then, settings, question, today)
    return answer_sprint(then, settings, question, until)
