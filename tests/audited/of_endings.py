"""Cases: closing and opening again."""

from django.test import Client
from django.utils import timezone

from altaclario.accounts.tests import signing
from altaclario.audit import verbs
from altaclario.privacy import closing
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
    browser = stage.ada
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": timezone.now().timestamp()}]
    session["_account_authentication_methods_user"] = str(stage.acme.ada.person_id)
    session.save()
    return Asked(browser, stage.at("workspace-close"))


@case("workspace-reopen", verbs.WORKSPACE_REOPENED)
def _(stage: Stage) -> Asked:
    closing.close_workspace(stage.acme.ada, address_of=str, now=timezone.now())
    return Asked(stage.ada, stage.at("workspace-reopen"))
