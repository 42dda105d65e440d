"""How tests publish an incident."""

from typing import Any

from altaclario.desk import incidents
from altaclario.desk.incident_kinds import Part, Severity, Whom
from altaclario.desk.incidents import Breach, Draft
from altaclario.desk.models import Incident
from tests.cast import MONDAY

BREACH = Breach("Names of 40 people.", "Mail that pretends to be ours.", "The copy is gone; change passwords.", MONDAY)


def publish(whom: Whom = Whom.EVERYBODY, title: str = "Reading from Jira is slow", **more: Any) -> Incident:
    said = {"text": "Jira refuses one in three.", "part": Part.READING, "severity": Severity.MINOR, "began": MONDAY}
    return incidents.publish(Draft(title, whom=whom, **{**said, **more}), now=MONDAY)
