"""The tables of sync."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("connections", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SyncRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked", models.DateTimeField()),
                ("started", models.DateTimeField(null=True)),
                ("finished", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("stop_asked", models.BooleanField(default=False)),
                ("stage", models.CharField(blank=True, max_length=30)),
                ("items_read", models.PositiveIntegerField(default=0)),
                ("items_expected", models.PositiveIntegerField(default=0)),
                ("requests", models.PositiveIntegerField(default=0)),
                ("waiting_seconds", models.FloatField(default=0)),
                ("partial_at", models.DateTimeField(null=True)),
                ("items", models.PositiveIntegerField(default=0)),
                ("transitions", models.PositiveIntegerField(default=0)),
                ("size_bytes", models.PositiveBigIntegerField(default=0)),
                ("cause", models.CharField(blank=True, max_length=30)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[("full", "Full"), ("increment", "Increment")], default="full", max_length=10
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("visit", "Visit"),
                            ("change", "Change"),
                            ("schedule", "Schedule"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("added", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("deleted", models.PositiveIntegerField(default=0)),
                ("moved", models.PositiveIntegerField(default=0)),
                ("hidden", models.PositiveIntegerField(default=0)),
                ("received_bytes", models.PositiveBigIntegerField(default=0)),
                ("quota_limit", models.PositiveIntegerField(null=True)),
                ("quota_remaining", models.PositiveIntegerField(null=True)),
                ("left_alone_until", models.DateTimeField(null=True)),
                ("whole_because", models.CharField(blank=True, max_length=30)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="runs", to="connections.connection"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EndpointUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("endpoint", models.CharField(max_length=30)),
                ("requests", models.PositiveIntegerField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uses", to="sync.syncrun"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Purge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked", models.DateTimeField()),
                ("done", models.DateTimeField(null=True)),
                ("items", models.PositiveIntegerField()),
                ("transitions", models.PositiveIntegerField()),
                ("size_bytes", models.PositiveBigIntegerField()),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="purges", to="connections.connection"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["connection", "-asked"], name="sync_purge_connect_df4763_idx")],
            },
        ),
        migrations.AddIndex(
            model_name="syncrun",
            index=models.Index(fields=["connection", "-asked"], name="sync_syncru_connect_896e94_idx"),
        ),
        migrations.AddConstraint(
            model_name="syncrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("asked", "running"))),
                fields=("connection",),
                name="one_active_run_a_connection",
            ),
        ),
        migrations.AddConstraint(
            model_name="endpointuse",
            constraint=models.UniqueConstraint(fields=("run", "endpoint"), name="one_use_an_endpoint_and_run"),
        ),
    ]
