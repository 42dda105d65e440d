"""Somebody who may operate, has a passkey and has just confirmed that it is they."""

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from altaclario.accounts.models import User
from altaclario.accounts.tests import signing
from altaclario.operating import operators


def browser_of(person: User) -> Client:
    """In which they are signed in."""
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "key"})
    operators.make(person.email, now=timezone.now())
    browser = Client()
    browser.force_login(person)
    signing.has_confirmed(browser, person)
    return browser
