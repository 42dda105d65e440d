"""Notices and counter-notices: each element that law asks for, or nothing is taken."""

import pytest
from django.test import Client

from altaclario.desk.models import Matter
from altaclario.desk.tests.sending import SENT, send, stamped

pytestmark = pytest.mark.django_db
ELEMENTS = {
    "/dmca/notice": ("work", "where", "name", "address", "phone", "email", "good_faith", "perjury", "signature"),
    "/dmca/counter-notice": (
        *("where", "name", "address", "phone", "email", "perjury", "jurisdiction", "service", "signature"),
    ),
    "/abuse": ("category", "where", "text", "name", "email", "good_faith"),
    "/contact": ("category", "text"),
}


def test_a_notice_without_an_element_is_not_taken_and_the_form_says_which(
    anybody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from altaclario.web import limits

    monkeypatch.setattr(limits, "LIMITS", limits.LIMITS | {"desk": ()})
    once = stamped(monkeypatch)
    for path, elements in ELEMENTS.items():
        assert set(SENT[path]) >= set(elements)
        for element in elements:
            for left in (None, "", " "):
                answer = send(anybody, path, once, **{element: left})
                if element in ("good_faith", "perjury", "jurisdiction", "service") and left == " ":
                    continue  # A box that is ticked says whatever it says.
                text = answer.content.decode()
                assert answer.status_code == 422, (path, element, left)
                assert f'id="id_{element}_error"' in text, (path, element)
                assert text.count('_error"') >= 1
    Matter.objects.all().delete()
    send(anybody, "/dmca/notice", once, signature="Somebody Else")
    assert not Matter.objects.exists()


def test_sexual_abuse_of_children_is_reported_without_a_name(anybody: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    send(anybody, "/abuse", stamped(monkeypatch), category="child-abuse", name="", email="")
    assert Matter.objects.get().email == ""
