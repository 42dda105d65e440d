"""What the owner of the tables lends to the role for maintenance, on PostgreSQL: writing a table anew."""

from typing import Any

from django.db import migrations

POSTGRES = """
CREATE FUNCTION altaclario_rewrite(wanted text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public AS $$
DECLARE
    key text;
BEGIN
    IF NOT (SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = session_user) THEN
        RAISE WARNING 'permission denied to rewrite "%", skipping it', wanted;
        RETURN;
    END IF;
    SELECT i.relname INTO STRICT key FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid
        JOIN pg_class i ON i.oid = x.indexrelid
        WHERE x.indisprimary AND t.relname = wanted AND t.relnamespace = 'public'::regnamespace;
    -- The same code as VACUUM FULL, which cannot be lent: only live rows come into the new files.
    EXECUTE format('CLUSTER VERBOSE public.%I USING %I', wanted, key);
END $$
"""


def lend(apps: Any, schema_editor: Any) -> None:
    del apps
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(POSTGRES)


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]

    operations = [migrations.RunPython(lend, migrations.RunPython.noop)]
