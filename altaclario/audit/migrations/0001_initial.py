"""The tables of audit, and what the database itself refuses: made by hand, keep it when this is made anew."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

POSTGRES = """
-- Who deletes a chain sees none of its notes from then on: the wall of a note is that of its chain.
ALTER TABLE audit_note ADD CONSTRAINT audit_note_goes_with_its_chain
    FOREIGN KEY (chain_id) REFERENCES audit_chain (id) ON DELETE CASCADE;
CREATE FUNCTION audit_note_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM audit_chain WHERE id = OLD.chain_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a note is neither changed nor deleted while its chain stands';
END $$;
CREATE TRIGGER audit_note_stays BEFORE UPDATE OR DELETE ON audit_note
    FOR EACH ROW EXECUTE FUNCTION audit_note_stays();
"""
SQLITE = """
CREATE TRIGGER audit_note_stays BEFORE UPDATE ON audit_note
BEGIN
    SELECT RAISE(ABORT, 'a note is not changed');
END
"""


def refuse(apps: Any, schema_editor: Any) -> None:
    """Whoever can change the tables can take this away; the check of the chains would tell."""
    del apps
    statement = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(statement)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Chain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner", models.CharField(max_length=64)),
                ("number", models.PositiveIntegerField()),
                ("begun", models.DateTimeField()),
                ("head", models.BinaryField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("owner", "number"), name="one_chain_a_number")],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("who", models.CharField(max_length=40)),
                ("what", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=20)),
                ("on", models.CharField(max_length=64)),
                ("old", models.TextField()),
                ("new", models.TextField()),
                ("mark", models.CharField(max_length=64)),
                (
                    "chain",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="audit.chain"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("chain", "number"), name="one_note_a_number")],
            },
        ),
        migrations.RunPython(refuse, migrations.RunPython.noop),
    ]
