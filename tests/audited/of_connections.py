"""Cases: connections and their reading."""

from altaclario.audit import verbs
from tests import granting
from tests.audited.stage import Asked, Stage, case
from tests.forms import hidden


@case("connection-new", verbs.CONNECTION_MADE)
def _(stage: Stage) -> Asked:
    stage.connection.delete()
    sent = {"site": stage.site.url, "email": stage.site.email, "token": stage.site.token}
    return Asked(stage.ada, stage.at("connection-new"), sent, wrong=sent | {"token": "another"})


@case("connection-new", verbs.CONNECTION_TOKEN_REPLACED)
def _(stage: Stage) -> Asked:
    """One's own account again."""
    sent = {"site": stage.site.url, "email": stage.site.email, "token": stage.site.token}
    return Asked(stage.ada, stage.at("connection-new"), sent)


@case("connection-allowed", verbs.CONNECTION_MADE)
def _(stage: Stage) -> Asked:
    browser = stage.ada
    sent = hidden(granting.comes_back(browser, stage.acme, stage.site)) | {"site": granting.ACME}
    return Asked(browser, stage.at("connection-allowed", provider="jira"), sent, wrong=sent | {"site": "another"})


@case("connection-allowed-again", verbs.CONNECTION_TOKEN_REPLACED)
def _(stage: Stage) -> Asked:
    browser = stage.ada
    made = granting.allowed(browser, stage.acme, stage.site)
    there = granting.answers(stage.site, granting.leaves(browser, stage.acme, made), granting.ACME)
    sent = hidden(browser.get(there)) | {"site": granting.ACME}
    path = stage.at("connection-allowed-again", id=made.pk, provider="jira")
    return Asked(browser, path, sent, wrong=sent | {"site": "another"})


@case("connection-scope", verbs.CONNECTION_SCOPED)
def _(stage: Stage) -> Asked:
    path = stage.at("connection-scope", id=stage.connection.pk)
    return Asked(stage.ada, path, {"projects": ["10000"], "boards": []}, wrong={"boards": ["1"]})


@case("connection-token", verbs.CONNECTION_TOKEN_REPLACED)
def _(stage: Stage) -> Asked:
    path = stage.at("connection-token", id=stage.connection.pk)
    return Asked(stage.ada, path, {"token": stage.site.token}, wrong={"token": "another"})


@case("connection-test", verbs.CONNECTION_TESTED)
def _(stage: Stage) -> Asked:
    return Asked(stage.ada, stage.at("connection-test", id=stage.connection.pk))


@case("connection-refresh", verbs.CONNECTION_REFRESHED)
def _(stage: Stage) -> Asked:
    return Asked(stage.ada, stage.at("connection-refresh", id=stage.connection.pk))


@case("connection-cancel", verbs.CONNECTION_STOPPED)
def _(stage: Stage) -> Asked:
    return Asked(stage.ada, stage.at("connection-cancel", id=stage.connection.pk))


@case("connection-purge", verbs.CONNECTION_EMPTIED)
def _(stage: Stage) -> Asked:
    return Asked(stage.ada, stage.at("connection-purge", id=stage.connection.pk))


@case("connection-remove", verbs.CONNECTION_REMOVED)
def _(stage: Stage) -> Asked:
    return Asked(stage.ada, stage.at("connection-remove", id=stage.connection.pk))
