"""Emptying the memory, and the receipt that says what is gone."""

import pytest
from django.test import Client
from django.utils import timezone

from altaclario.connections.models import Connection
from altaclario.sync.models import Purge
from altaclario.workspaces.models import Workspace
from tests.cast import House
from tests.crawling import words
from tests.remembering import Memory, Read

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_receipt_stands_after_the_redirect_and_after_every_reload(
    ada: Client, acme: House, connection: Connection, read: Read
) -> None:
    run = read(connection)
    where = f"/w/{acme.slug}/connections/{connection.pk}/"
    answer = ada.post(where + "purge")
    assert (answer.status_code, answer.headers["Location"]) == (302, where)
    for _ in range(2):
        said = words(ada.get(where).content.decode())
        assert "Receipt: memory was emptied at" in said
        assert "Asked by Ada Confirmed by the process that held it, within" in said
        assert f"{run.transitions:,} changes of status".replace(",", "\u202f") in said
        assert "nothing is in memory" in said
    assert ada.get(f"/w/{acme.slug}/flow").content.decode().count("data-chart") == 0


def test_emptying_twice_makes_one_receipt_and_says_so(
    ada: Client, acme: House, connection: Connection, read: Read
) -> None:
    read(connection)
    where = f"/w/{acme.slug}/connections/{connection.pk}/"
    ada.post(where + "purge")
    before = Purge.objects.get()
    again = ada.post(where + "purge", follow=True).content.decode()
    assert "Memory had been emptied before; nothing was in it." in again
    assert "Receipt: memory was emptied at" in again
    assert Purge.objects.get().items == before.items > 0


def test_what_was_cold_already_has_a_receipt_of_nothing(
    ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    page = ada.post(f"/w/{acme.slug}/connections/{connection.pk}/purge", follow=True).content.decode()
    assert "nothing; memory had been empty" in page


def test_it_speaks_of_the_workspaces_time_to_the_second(
    ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    Workspace.objects.update(zone="Asia/Kolkata")
    india = timezone.get_fixed_timezone(330)
    page = ada.post(f"/w/{acme.slug}/connections/{connection.pk}/purge", follow=True).content.decode()
    asked = Purge.objects.get().asked.astimezone(india)
    assert f"emptied at {asked:%H:%M:%S} Asia/Kolkata" in page


def test_until_the_reading_process_has_let_go_it_says_so(
    ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    page = ada.post(f"/w/{acme.slug}/connections/{connection.pk}/purge", follow=True).content.decode()
    assert "not yet: web pages have let go of it" in page


def test_loaded_again_the_receipt_stands_in_the_history_alone(
    ada: Client, acme: House, connection: Connection, read: Read
) -> None:
    read(connection)
    where = f"/w/{acme.slug}/connections/{connection.pk}/"
    ada.post(where + "purge")
    ada.post(where + "refresh")
    assert "Receipt" not in ada.get(where).content.decode()
    assert "Emptied by people" in ada.get(where + "history").content.decode()


def test_who_left_is_named_no_more(ada: Client, acme: House, connection: Connection, read: Read) -> None:
    read(connection)
    where = f"/w/{acme.slug}/connections/{connection.pk}/"
    ada.post(where + "purge")
    Purge.objects.update(person=None)
    assert "somebody who left" in ada.get(where).content.decode()


def test_who_may_only_look_has_no_button_to_empty_it(
    ben: Client, acme: House, connection: Connection, read: Read
) -> None:
    read(connection)
    where = f"/w/{acme.slug}/connections/{connection.pk}/"
    assert "Empty it now" not in ben.get(where).content.decode()
    assert ben.post(where + "purge").status_code == 403
    assert not Purge.objects.exists()
