"""The one door from a snapshot and a question to an answer: every page and the command pass here.

An answer tells what was known at the end of `today` in the zone of the settings.
"""

from datetime import date, timedelta

from altaclario.dashboards.flow_answers import FlowAnswer, NoSuchBoard, answer_flow
from altaclario.dashboards.sprint_answers import NoSprints, NoSuchSprint, SprintAnswer, answer_sprint
from altaclario.metrics import calendar, known
from altaclario.metrics.settings import Question, Settings
from altaclario.snapshots.snapshot import Snapshot

__all__ = ["FlowAnswer", "NoSprints", "NoSuchBoard", "NoSuchSprint", "SprintAnswer", "flow", "sprint"]


def flow(snapshot: Snapshot, settings: Settings, question: Question, today: date) -> FlowAnswer:
    """How work flows in the window of the question. Raises NoSuchBoard."""
    return answer_flow(known.by(snapshot, _end_of(today, settings)), settings, question, today)


def sprint(snapshot: Snapshot, settings: Settings, question: Question, today: date) -> SprintAnswer:
    """What became of the sprint of the question. Raises NoSuchSprint or NoSprints."""
    until = _end_of(today, settings)
    return answer_sprint(known.by(snapshot, until), settings, question, until)


def _end_of(today: date, settings: Settings) -> int:
    return calendar.start_of(today + timedelta(1), settings.zone)
