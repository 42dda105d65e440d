"""The tables of the desk."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Matter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=16, unique=True)),
                ("code_hash", models.CharField(max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contact", "Message"),
                            ("abuse", "Report of abuse"),
                            ("dmca", "Notice of infringement"),
                            ("counter", "Counter-notice"),
                        ],
                        max_length=20,
                    ),
                ),
                ("category", models.CharField(blank=True, max_length=20)),
                ("name", models.CharField(blank=True, max_length=100)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("details", models.JSONField(default=dict)),
                ("link", models.UUIDField(null=True)),
                ("received", models.DateTimeField()),
                ("due", models.DateTimeField()),
                ("extended", models.TextField(blank=True)),
                ("decided", models.DateTimeField(null=True)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("answered", "Answered"),
                            ("granted", "Done as you asked"),
                            ("partly", "Done in part"),
                            ("refused", "Not done"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reasons", models.TextField(blank=True)),
            ],
        ),
    ]
