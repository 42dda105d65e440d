"""What tests of the operator share: Dee, who is one."""

import pytest
from django.test import Client

from altaclario.accounts.models import User
from altaclario.accounts.tests import signing
from altaclario.operating.tests import operating


@pytest.fixture
def dee() -> User:
    return signing.account()


@pytest.fixture
def operator(dee: User) -> Client:
    return operating.browser_of(dee)
