"""Cases: workspaces and who belongs to them."""

from django.conf import settings
from django.test import Client
from django.utils import timezone

from altaclario.accounts.openid import parked
from altaclario.accounts.tests import signing
from altaclario.audit import verbs
from altaclario.workspaces import own_issuers
from altaclario.workspaces.models import OwnIssuer
from tests.audited.stage import Asked, Stage, case
from tests.cast import PASSWORD, invited, person
from tests.walking import CLIENT, SECRET


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


def with_an_issuer(stage: Stage) -> dict[str, str]:
    """Acme has an identity provider; what was said to set it up."""
    told = {"issuer": stage.site.issuer().url, "client_id": CLIENT, "secret": SECRET}
    own_issuers.set_up(stage.acme.ada, **told, now=timezone.now())
    return told


@case("workspace-issuer-set-up", verbs.ISSUER_SET_UP)
def _(stage: Stage) -> Asked:
    told = {"issuer": stage.site.issuer().url, "client_id": CLIENT, "secret": SECRET}
    return Asked(stage.ada, stage.at("workspace-issuer-set-up"), told, wrong=told | {"issuer": "https://127.0.0.1"})


@case("workspace-issuer-remove", verbs.ISSUER_REMOVED)
def _(stage: Stage) -> Asked:
    with_an_issuer(stage)
    return Asked(stage.ada, stage.at("workspace-issuer-remove"))


@case("member-identity", verbs.MEMBER_LINKED)
def _(stage: Stage) -> Asked:
    with_an_issuer(stage)
    stage.acme.ben.person.set_password(PASSWORD)
    stage.acme.ben.person.save()
    browser = Client()
    signing.sign_in(browser, stage.acme.ben.person)
    session, to = browser.session, f"own-issuer:{OwnIssuer.objects.get().pk}"
    parked.park(session, to=to, issuer="https://a.test", subject="ben", label="A", then="", now=timezone.now())
    session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    sent = {"account": str(stage.acme.ben.person_id), "identity": session["parked_identity"]["mark"]}
    return Asked(browser, stage.at("member-identity"), sent, wrong=sent | {"account": "0"})


@case("member-identity", verbs.MEMBER_UNLINKED)
def _(stage: Stage) -> Asked:
    with_an_issuer(stage)
    own_issuers.link(stage.acme.ben, OwnIssuer.objects.get().pk, "ben", now=timezone.now())
    return Asked(stage.ben, stage.at("member-identity"), {"remove": "yes"})
