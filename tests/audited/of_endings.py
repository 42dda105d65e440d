"""Cases: what people may ask of their data, closing, and opening again."""

import io

from django.test import Client
from django.utils import timezone

from altaclario.accounts.tests import signing
from altaclario.audit import verbs
from altaclario.privacy import archive, closing, restricting
from tests.audited.of_accounts import dee
from tests.audited.stage import Asked, Stage, case


@case("account-close", verbs.ACCOUNT_CLOSED)
def _(stage: Stage) -> Asked:
    return Asked(dee()[1], "/accounts/close")


@case("closed-undo", verbs.ACCOUNT_REOPENED)
def _(stage: Stage) -> Asked:
    person, browser = signing.account(), Client()
    closing.close_account(person, address_of=str, now=timezone.now())
    signing.sign_in(browser, person)
    return Asked(browser, "/closed/undo")


@case("workspace-close", verbs.WORKSPACE_CLOSED)
def _(stage: Stage) -> Asked:
    return Asked(stage.ada, stage.at("workspace-close"))


@case("workspace-reopen", verbs.WORKSPACE_REOPENED)
def _(stage: Stage) -> Asked:
    closing.close_workspace(stage.acme.ada, address_of=str, now=timezone.now())
    return Asked(stage.ada, stage.at("workspace-reopen"))


RIGHTS = "/accounts/privacy/"


@case("rights-name", verbs.NAME_CHANGED)
def _(stage: Stage) -> Asked:
    return Asked(dee()[1], f"{RIGHTS}name", {"name": "Deirdre"}, wrong={"name": ""})


@case("rights-archive", verbs.ACCOUNT_EXPORTED)
def _(stage: Stage) -> Asked:
    return Asked(dee()[1], f"{RIGHTS}archive")


@case("rights-import", verbs.ACCOUNT_IMPORTED)
def _(stage: Stage) -> Asked:
    person, browser = dee()
    written = b"".join(archive.stream(person, [], now=timezone.now()))
    no_archive = io.BytesIO(b"PK nothing")
    return Asked(browser, f"{RIGHTS}import", {"archive": io.BytesIO(written)}, wrong={"archive": no_archive})


@case("rights-pause", verbs.PROCESSING_PAUSED)
def _(stage: Stage) -> Asked:
    return Asked(dee()[1], f"{RIGHTS}pause")


@case("rights-pause", verbs.PROCESSING_RESUMED)
def _(stage: Stage) -> Asked:
    person, browser = dee()
    restricting.pause(person, now=timezone.now())
    return Asked(browser, f"{RIGHTS}pause")


@case("rights-objections", verbs.OBJECTED)
def _(stage: Stage) -> Asked:
    return Asked(dee()[1], f"{RIGHTS}objections", {"telemetry": "on"})
