"""Cases: teams, their members and their work."""

from altaclario.audit import verbs
from tests.audited.stage import Asked, Stage, case
from tests.cast import team_of


@case("team-new", verbs.TEAM_MADE)
def _(stage: Stage) -> Asked:
    team_of(stage.acme, None, "Core")
    return Asked(stage.ada, stage.at("team-new"), {"name": "Payments"}, wrong={"name": " CORE "})


@case("team", verbs.TEAM_CHANGED)
def _(stage: Stage) -> Asked:
    path = stage.at("team", team=team_of(stage.acme, None).pk)
    sent = {"name": "Core", "initial-name": "Payments", "members": [stage.acme.ben.pk]}
    return Asked(stage.ada, path, sent, wrong={**sent, "members": [stage.acme.workspace.pk]})


@case("team-work", verbs.TEAM_SCOPED)
def _(stage: Stage) -> Asked:
    path = stage.at("team-work", team=team_of(stage.acme, stage.connection, boards=["2"]).pk)
    mine = f"{stage.connection.key}/"
    sent = {"boards": [f"{mine}1"], "projects": [f"{mine}10000"], "initial-boards": [f"{mine}2"]}
    return Asked(stage.ada, path, sent, wrong={"areas": [f"{mine}{one}" for one in range(201)]})


@case("team-delete", verbs.TEAM_DELETED)
def _(stage: Stage) -> Asked:
    return Asked(stage.ada, stage.at("team-delete", team=team_of(stage.acme, None).pk))
