"""Cases: share links."""

from altaclario.audit import verbs
from altaclario.sync import holding
from tests import building
from tests.audited.stage import Asked, Stage, case
from tests.cast import shared
from tests.forms import hidden
from tests.remembering import eventually


@case("share-new", verbs.SHARE_LINK_MADE)
def _(stage: Stage) -> Asked:
    owner = stage.acme.workspace.owner_key
    holding.publisher().publish(owner, stage.connection.key, building.snapshot(building.item("PAY-1")))
    eventually(lambda: holding.of_workspace(owner))
    path = f"{stage.at('share-new')}?dashboard=flow"
    shown = hidden(stage.ada.get(path))
    return Asked(stage.ada, path, shown | {"days": "30"}, wrong=shown | {"days": "4000"})


@case("share-revoke", verbs.SHARE_LINK_REVOKED)
def _(stage: Stage) -> Asked:
    link, _token = shared(stage.acme, stage.connection)
    return Asked(stage.ada, stage.at("share-revoke", link=link.pk))
