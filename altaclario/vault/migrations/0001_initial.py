"""The tables of vault."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="KnownRoot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(unique=True)),
                ("name", models.CharField(max_length=200, unique=True)),
                ("since", models.DateTimeField()),
                ("retired", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="DataKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner", models.CharField(max_length=64)),
                ("version", models.PositiveIntegerField()),
                ("wrapped", models.BinaryField()),
                ("created", models.DateTimeField()),
                ("seals", models.PositiveIntegerField(default=0)),
                ("opens_from", models.PositiveIntegerField(default=1)),
                (
                    "root",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="data_keys", to="vault.knownroot"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("owner", "version"), name="one_key_a_version")],
            },
        ),
    ]
