"""The tables of telemetry."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Failure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("route", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=60)),
                ("place", models.CharField(max_length=80)),
                ("line", models.PositiveIntegerField()),
                ("release", models.CharField(max_length=20)),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("at", "route", "kind", "place", "line", "release"), name="one_row_a_failure"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PageView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("route", models.CharField(max_length=60)),
                ("method", models.CharField(max_length=6)),
                ("status", models.PositiveSmallIntegerField()),
                ("ms", models.PositiveIntegerField()),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("at", "route", "method", "status", "ms"), name="one_row_a_view")
                ],
            },
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("route", models.CharField(max_length=60)),
                ("vital", models.CharField(max_length=4)),
                ("value", models.PositiveIntegerField()),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("at", "route", "vital", "value"), name="one_row_a_sample")
                ],
            },
        ),
    ]
