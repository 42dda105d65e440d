"""Cases: how figures are counted."""

from altaclario.audit import verbs
from altaclario.connections.choices import Place
from altaclario.sync import holding
from tests import building
from tests.audited.stage import Asked, Stage, case
from tests.cast import team_of
from tests.forms import sent
from tests.remembering import eventually

_SENT = {"clock": "working", "weekdays": ["0", "1"], "holidays": "2026-12-25"}


@case("counting-section", verbs.WORKSPACE_COUNTED)
def _(stage: Stage) -> Asked:
    sent = {**_SENT, "seen": Place(stage.acme.workspace).seen}
    return Asked(stage.ada, stage.at("counting-section", section="calendar"), sent, wrong=sent | {"weekdays": []})


@case("counting-section", verbs.TEAM_COUNTED)
def _(stage: Stage) -> Asked:
    team = team_of(stage.acme, None)
    sent = {**_SENT, "seen": Place(stage.acme.workspace, team=team).seen}
    path = f"{stage.at('counting-section', section='calendar')}?team={team.pk}"
    return Asked(stage.ada, path, sent, wrong=sent | {"seen": "another"})


@case("counting-section", verbs.CONNECTION_COUNTED)
def _(stage: Stage) -> Asked:
    owner = stage.acme.workspace.owner_key
    holding.publisher().publish(owner, stage.connection.key, building.snapshot(building.item("PAY-1")))
    eventually(lambda: holding.of_workspace(owner))
    path = stage.at("counting-section", section="workflow")
    shown = sent(stage.ada.get(path), path)
    return Asked(stage.ada, path, shown | {"limit-Testing": "2"}, wrong=shown | {"limit-Testing": "0"})


@case("counting-import", verbs.WORKSPACE_COUNTED)
def _(stage: Stage) -> Asked:
    path = stage.at("counting-import")
    said = f'format = 1\nworkspace = "{stage.acme.slug}"\n[general]\nclock = "working"\n'
    looked = stage.ada.post(path, {"text": said})
    shown = {**sent(looked, path), "save": "1"}
    return Asked(stage.ada, path, shown, wrong=shown | {"text": said.replace("1", "2")})
