"""A pytest plugin: a test that commits leaves no rows behind; they are deleted, instead of tables being made anew.

Django truncates every table and then fills in again what it knows of models and permissions, which takes ten times as
long as most of the tests themselves.
"""

import pytest

_STAYS = {"django_migrations", "django_content_type", "auth_permission"}
"""What a migration fills."""
_FIRST = "audit_chain"
"""Where no note may be deleted as long as its chain stands."""


@pytest.fixture(scope="session", autouse=True)
def _rows_are_deleted() -> None:
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = lambda _: _empty()  # type: ignore[method-assign]


def _empty() -> None:
    from django.apps import apps
    from django.db import connection, transaction

    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table for model in models if model._meta.managed} - _STAYS
    with transaction.atomic(), connection.cursor() as cursor:
        for table in sorted(tables, key=lambda name: name != _FIRST):
            cursor.execute(f'DELETE FROM "{table}"')
