"""The tables of connections."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("workspaces", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Connection",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("provider", models.CharField(default="jira", max_length=20)),
                (
                    "way",
                    models.CharField(
                        choices=[("token", "Token"), ("grant", "Grant"), ("principal", "Principal")],
                        default="token",
                        max_length=10,
                    ),
                ),
                ("site", models.CharField(max_length=300)),
                ("home", models.CharField(blank=True, max_length=300)),
                ("account_email", models.EmailField(max_length=254)),
                ("token", models.BinaryField()),
                ("token_end", models.CharField(blank=True, max_length=4)),
                ("sealed", models.DateTimeField(null=True)),
                ("renewing", models.DateTimeField(null=True)),
                ("projects", models.JSONField(default=list)),
                ("boards", models.JSONField(default=list)),
                ("counting", models.JSONField(default=dict)),
                ("labels", models.BooleanField(default=False)),
                ("scoped", models.DateTimeField(null=True)),
                ("created", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_viewed", models.DateTimeField(null=True)),
                ("emptied", models.DateTimeField(null=True)),
                (
                    "emptied_why",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not"), ("purged", "Purged"), ("idle", "Idle"), ("room", "Room")],
                        max_length=10,
                    ),
                ),
                ("paused", models.DateTimeField(null=True)),
                ("frozen", models.DateTimeField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="connections",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="connections",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "owner", "site", "account_email"),
                        name="one_connection_a_person_account_and_site",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamScope",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("boards", models.JSONField(default=list)),
                ("projects", models.JSONField(default=list)),
                ("areas", models.JSONField(default=list)),
                ("counting", models.JSONField(default=dict)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="team_scopes",
                        to="connections.connection",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scopes", to="workspaces.team"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("team", "connection"), name="one_scope_a_team_and_tracker")
                ],
            },
        ),
    ]
