"""Cases: API tokens."""

from altaclario.accounts.tests import signing
from altaclario.audit import verbs
from tests.audited.stage import Asked, Stage, case
from tests.programs import program


@case("api-token-new", verbs.API_TOKEN_MADE)
def _(stage: Stage) -> Asked:
    ada = stage.ada
    signing.has_confirmed(ada, stage.acme.ada.person)
    sent = {"name": "A spreadsheet", "days": "30", "with_items": "on"}
    return Asked(ada, stage.at("api-token-new"), sent, wrong={**sent, "days": "4000"})


@case("api-token-revoke", verbs.API_TOKEN_REVOKED)
def _(stage: Stage) -> Asked:
    return Asked(stage.ada, stage.at("api-token-revoke", api_token=program(stage.acme.ada).token.pk))
