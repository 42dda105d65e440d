"""Cases: workspaces and who belongs to them."""

from django.test import Client

from altaclario.audit import verbs
from tests.audited.stage import Asked, Stage, case
from tests.cast import invited, person


@case("workspace-new", verbs.WORKSPACE_FOUNDED)
def _(stage: Stage) -> Asked:
    browser = Client()
    browser.force_login(person("Fay", "new"))
    return Asked(browser, "/w/new", {"name": "New", "zone": "UTC"}, wrong={"name": "New", "zone": "Nowhere"})


@case("workspace-settings", verbs.WORKSPACE_CHANGED)
def _(stage: Stage) -> Asked:
    sent = {"name": "Acme & Sons", "initial-name": "Acme", "zone": "Europe/Berlin", "initial-zone": "UTC"}
    sent |= {"week_start": "6", "initial-week_start": "0"}
    return Asked(stage.ada, stage.at("workspace-settings"), sent, wrong=sent | {"zone": "Nowhere"})


@case("member", verbs.ROLE_CHANGED)
def _(stage: Stage) -> Asked:
    path = stage.at("member", member=stage.acme.ben.pk)
    return Asked(stage.ada, path, {"role": "member", "seen": "viewer"}, wrong={"role": "member", "seen": "admin"})


@case("member-remove", verbs.MEMBER_REMOVED)
def _(stage: Stage) -> Asked:
    path = stage.at("member-remove", member=stage.acme.ben.pk)
    return Asked(stage.ada, path, {"seen": "viewer"}, wrong={"seen": "member"})


@case("member-hand-over", verbs.WORKSPACE_HANDED_OVER)
def _(stage: Stage) -> Asked:
    path = stage.at("member-hand-over", member=stage.acme.ben.pk)
    return Asked(stage.ada, path, {"seen": "viewer"}, wrong={"seen": "member"})


@case("member-leave", verbs.MEMBER_LEFT)
def _(stage: Stage) -> Asked:
    return Asked(stage.ben, stage.at("member-leave"))


@case("member-invite", verbs.MEMBER_INVITED)
def _(stage: Stage) -> Asked:
    sent = {"email": "eve@acme.test", "role": "member"}
    return Asked(stage.ada, stage.at("member-invite"), sent, wrong=sent | {"email": stage.acme.ben.person.email})


@case("member-invitation-revoke", verbs.INVITATION_REVOKED)
def _(stage: Stage) -> Asked:
    return Asked(stage.ada, stage.at("member-invitation-revoke", invitation=invited(stage.acme)[0].pk))


@case("invitation-held", verbs.MEMBER_JOINED)
def _(stage: Stage) -> Asked:
    return Asked(_opened(stage, "Eve"), "/invitations/")


@case("invitation-as-another", verbs.SIGNED_OUT)
def _(stage: Stage) -> Asked:
    return Asked(_opened(stage, "Fay"), "/invitations/as-another")


def _opened(stage: Stage, name: str) -> Client:
    """The browser of somebody who opened what was sent to Eve."""
    _made, token = invited(stage.acme)
    browser = Client()
    browser.force_login(person(name, "acme"))
    browser.get(f"/invitations/{token}")
    return browser
