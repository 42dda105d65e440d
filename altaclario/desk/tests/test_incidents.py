"""Incidents: told to whom they concern, once, whatever stops it; and to nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from altaclario.accounts import outbox
from altaclario.accounts.models import Identity, User
from altaclario.audit.models import Note
from altaclario.connections.models import Connection
from altaclario.desk import incidents, letters
from altaclario.desk.incident_kinds import Whom
from altaclario.desk.models import Incident
from altaclario.desk.tests.telling import BREACH, publish
from tests.cast import MONDAY, TUESDAY, House, person
from tests.mailing import Server

pytestmark = pytest.mark.django_db
ORIGIN = "https://flow.test"


@pytest.fixture
def people(acme: House, connection: Connection) -> dict[str, User]:
    """Ada and Ben of Acme, which reads a Jira; Cy of elsewhere, who has each thing that an account may have."""
    del connection
    cy = person("Cy", "else")
    for kind in (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP):
        Authenticator.objects.create(user=cy, type=kind, data={})
    Identity.objects.create(person=cy, issuer="https://id.test", subject="cy", made=MONDAY)
    return {"Ada": acme.ada.person, "Ben": acme.ben.person, "Cy": cy}


def told(incident: Incident) -> list[str]:
    """The names of those who are mailed now."""
    mail.outbox.clear()  # type: ignore[attr-defined]
    incidents.tell(incident.pk, origin=ORIGIN, now=MONDAY)
    return [one.to[0].partition("@")[0].title() for one in mail.outbox]  # type: ignore[attr-defined]


@pytest.mark.proves("incidents-told")
def test_whom_it_concerns_is_told_and_nobody_else(acme: House, people: dict[str, User]) -> None:
    assert set(people) == {"Ada", "Ben", "Cy"}
    concerned = {
        Whom.EVERYBODY: ["Ada", "Ben", "Cy"],
        Whom.WORKSPACES: ["Ada", "Ben"],
        Whom.JIRA: ["Ada", "Ben"],
        Whom.AZURE: [],
        Whom.PASSKEYS: ["Cy"],
        Whom.APPS: ["Cy"],
        Whom.IDENTITIES: ["Cy"],
    }
    assert set(concerned) == set(Whom)
    for whom, names in concerned.items():
        of = {"workspaces": [acme.slug]} if whom is Whom.WORKSPACES else {}
        assert told(publish(whom, f"Of {whom}", **of)) == names, whom


def test_it_is_told_when_it_begins_and_when_it_is_over_and_between_on_pages_alone(people: dict[str, User]) -> None:
    incident = publish()
    assert told(incident) == list(people)
    begin = mail.outbox[0]  # type: ignore[attr-defined]
    assert begin.subject == "Reading from Jira is slow"
    assert "Reading from Jira is slow since 2 March 2026, 09:00 UTC." in begin.body
    assert f"{ORIGIN}/status#incident-{incident.pk}" in begin.body
    incidents.update(incident.pk, text="It is better.", now=MONDAY)
    assert told(incident) == []
    incidents.resolve(incident.pk, text="It is good.", ended=TUESDAY, now=TUESDAY)
    assert told(incident) == list(people)
    end = mail.outbox[0]  # type: ignore[attr-defined]
    assert end.subject == "Over: Reading from Jira is slow"
    assert "It is good." in end.body
    assert told(incident) == []
    for refused in (incidents.update, incidents.resolve):
        more = {"ended": TUESDAY} if refused is incidents.resolve else {}
        with pytest.raises(incidents.IsOver):
            refused(incident.pk, text="Again.", now=TUESDAY, **more)


@pytest.mark.proves("incidents-told")
def test_mails_that_were_stopped_go_on_and_nobody_is_told_twice(
    people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    incident, send, sent = publish(), letters.incident, []

    def stops(about: Any, saying: Any, address: str, origin: str, **more: Any) -> None:
        if len(sent) == 1:
            sent.append("")
            raise ConnectionError
        sent.append(address)
        send(about, saying, address, origin, **more)

    monkeypatch.setattr(letters, "incident", stops)
    with pytest.raises(ConnectionError):
        told(incident)
    assert incidents.waits(incidents.one(incident.pk))
    assert told(incident) == ["Ben", "Cy"]
    assert [one for one in sent if one] == [one.email for one in people.values()]
    assert not incidents.waits(incidents.one(incident.pk))


@pytest.mark.proves("incidents-told")
def test_who_is_refused_for_now_is_told_later_and_of_a_fault_that_is_over_no_more(
    people: dict[str, User], server: type[Server]
) -> None:
    server.refuses[people["Ben"].email] = 451
    fault, breach = publish(title="A fault"), publish(title="A backup could be read", breach=BREACH)
    assert told(fault) == told(breach) == ["Ada", "Cy"]
    assert not incidents.waits(incidents.one(breach.pk))
    incidents.resolve(fault.pk, text="Good.", ended=TUESDAY, now=TUESDAY)
    server.refuses.clear()
    mail.outbox.clear()  # type: ignore[attr-defined]
    assert (outbox.go_on(now=MONDAY), outbox.go_on(now=MONDAY + outbox.AGAIN)) == (0, 1)
    assert [(one.to, one.subject) for one in mail.outbox] == [  # type: ignore[attr-defined]
        ([people["Ben"].email], "A breach of personal data: A backup could be read")
    ]


@pytest.mark.proves("incidents-told")
def test_of_a_breach_everything_is_told_that_law_wants_also_to_who_pauses_and_who_left(
    people: dict[str, User],
) -> None:
    User.objects.filter(pk=people["Ben"].pk).update(restricted=MONDAY)
    User.objects.filter(pk=people["Cy"].pk).update(erases=TUESDAY)
    assert told(publish(title="A fault")) == ["Ada"]
    breach = publish(title="A backup could be read", breach=BREACH)
    assert told(breach) == ["Ada", "Ben", "Cy"]
    sent = mail.outbox[0]  # type: ignore[attr-defined]
    assert sent.subject == "A breach of personal data: A backup could be read"
    elements = ("Jira refuses one in three.", BREACH.concerned, BREACH.consequences, BREACH.measures)
    assert [one for one in (*elements, "2 March 2026, 09:00 UTC", f"{ORIGIN}/contact") if one not in sent.body] == []
    incidents.resolve(breach.pk, text="Done.", ended=TUESDAY, now=TUESDAY)
    assert told(breach) == ["Ada"]


def test_the_authority_must_know_of_a_breach_within_72_hours(caplog: pytest.LogCaptureFixture) -> None:
    breach = publish(title="A backup could be read", breach=BREACH)
    told(breach)
    assert breach.authority_due == MONDAY + timedelta(hours=72)
    assert [incidents.remind(now=MONDAY + timedelta(hours=hours)) for hours in (1, 73)] == [1, 1]
    assert [one.getMessage().removeprefix(f"Incident {breach.pk}: the authority ") for one in caplog.records] == [
        "has to be told by 2026-03-05 09:00.",
        "had to be told by 2026-03-05 09:00.",
    ]
    assert incidents.authority_told(breach.pk, at=TUESDAY, now=TUESDAY).authority_due is None
    assert incidents.remind(now=MONDAY) == 0
    fault = publish()
    assert fault.authority_due is None
    assert incidents.remind(now=MONDAY) == 1  # Its mails are still to be sent.
    with pytest.raises(incidents.NoBreach):
        incidents.authority_told(fault.pk, at=TUESDAY, now=TUESDAY)


def test_what_the_operator_does_is_noted_in_a_chain_of_the_installation() -> None:
    incident = publish(title="A backup could be read", breach=BREACH)
    incidents.update(incident.pk, text="It is better.", now=MONDAY)
    incidents.authority_told(incident.pk, at=MONDAY, now=MONDAY)
    incidents.resolve(incident.pk, text="It is good.", ended=TUESDAY, now=TUESDAY)
    notes = Note.objects.of("instance").order_by("number")
    assert [(one.what, one.who, one.on) for one in notes] == [
        (what, "operator", str(incident.pk))
        for what in ("incident-opened", "incident-updated", "authority-told", "incident-resolved")
    ]


def test_the_same_is_not_open_twice_and_a_workspace_that_is_none_is_refused() -> None:
    first = publish()
    with pytest.raises(incidents.IsOpen) as same:
        publish()
    assert same.value.number == first.pk
    with pytest.raises(incidents.NoSuchWorkspace):
        publish(Whom.WORKSPACES, "Another", workspaces=["nowhere"])
    assert Incident.objects.count() == 1
