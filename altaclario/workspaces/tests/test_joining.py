"""From an invitation through the ordinary sign-up back to it."""

import re

import pytest
from django.core import mail
from django.test import Client

from altaclario.accounts.models import User
from altaclario.workspaces.models import Membership
from tests.cast import House, invited

pytestmark = pytest.mark.django_db


def test_who_has_no_account_signs_up_with_terms_and_age_and_comes_back(acme: House, anybody: Client) -> None:
    _, token = invited(acme)
    form = {"name": "Eve", "email": "eve@acme.test", "password1": "nine mills stand by the river"}
    assert anybody.get(f"/invitations/{token}", follow=True).redirect_chain[-1][0].endswith("?next=/invitations/")
    form |= {"next": "/invitations/"}
    anybody.post("/accounts/signup/", form)
    assert not User.objects.filter(email="eve@acme.test").exists()
    anybody.post("/accounts/signup/", form | {"terms": "on", "of_age": "on"})
    assert not Membership.objects.filter(person__email="eve@acme.test").exists()
    code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", str(mail.outbox[-1].body))
    assert code
    given = anybody.post("/accounts/confirm-email/", {"code": code[0]})
    assert given.headers["Location"] == "/invitations/"
    anybody.post("/invitations/")
    assert Membership.objects.get(person__email="eve@acme.test").workspace == acme.workspace
