"""The tables of sharing."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("connections", "0001_initial"),
        ("workspaces", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ShareLink",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("dashboard", models.CharField(max_length=20)),
                ("question", models.CharField(blank=True, max_length=400)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created", models.DateTimeField()),
                ("expires", models.DateTimeField()),
                ("revoked", models.DateTimeField(null=True)),
                ("suspended", models.DateTimeField(null=True)),
                ("suspended_because", models.TextField(blank=True)),
                ("password", models.CharField(blank=True, max_length=128)),
                ("shows_keys", models.BooleanField(default=False)),
                ("frame_ancestors", models.JSONField(default=list)),
                ("views", models.PositiveIntegerField(default=0)),
                ("once", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="share_links",
                        to="connections.connection",
                    ),
                ),
                (
                    "maker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="share_links",
                        to="workspaces.membership",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="share_links",
                        to="workspaces.workspace",
                    ),
                ),
            ],
        ),
    ]
