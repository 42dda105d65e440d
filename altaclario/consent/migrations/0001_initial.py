"""The log of agreements, and what the database itself refuses: made by hand, keep it when this is made anew."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

POSTGRES = """
CREATE FUNCTION consent_agreement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an agreement is not changed';
END $$;
CREATE TRIGGER consent_agreement_stays BEFORE UPDATE ON consent_agreement
    FOR EACH ROW EXECUTE FUNCTION consent_agreement_stays();
"""
SQLITE = """
CREATE TRIGGER consent_agreement_stays BEFORE UPDATE ON consent_agreement
BEGIN
    SELECT RAISE(ABORT, 'an agreement is not changed');
END
"""


def refuse(apps: Any, schema_editor: Any) -> None:
    """Whoever can change the tables can take this away."""
    del apps
    statement = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(statement)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=20)),
                ("version", models.CharField(max_length=20)),
                ("sha256", models.CharField(max_length=64)),
                ("answer", models.CharField(max_length=10)),
                ("has_signal", models.BooleanField(default=False)),
                ("came_with_device", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreements",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "at"], name="agreements_of_a_person")],
            },
        ),
        migrations.CreateModel(
            name="PropertyCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measurement_id", models.CharField(max_length=30)),
                ("role", models.CharField(max_length=60)),
                ("retention_months", models.PositiveSmallIntegerField()),
                ("seal", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(refuse, migrations.RunPython.noop),
    ]
