"""Cases: what an operator decides."""

from typing import Any

from django.urls import reverse

from altaclario.audit import verbs
from altaclario.desk.models import Matter
from altaclario.operating.tests import operating
from tests.audited.stage import Asked, Stage, case
from tests.cast import MONDAY

_DECIDED = {"decision": "granted", "reasons": "It was so."}


def _on(stage: Stage, name: str, sent: dict[str, Any]) -> Asked:
    reference = "AC-2345-6789"
    Matter.objects.create(reference=reference, kind="contact", received=MONDAY, due=MONDAY)
    browser = operating.browser_of(stage.acme.ben.person)
    return Asked(browser, reverse(name, args=[reference]), sent, wrong=sent | {"reasons": ""})


@case("operator-decide", verbs.MATTER_DECIDED)
def _(stage: Stage) -> Asked:
    return _on(stage, "operator-decide", _DECIDED)


@case("operator-extend", verbs.MATTER_EXTENDED)
def _(stage: Stage) -> Asked:
    return _on(stage, "operator-extend", {"reasons": "There is much to look at."})
