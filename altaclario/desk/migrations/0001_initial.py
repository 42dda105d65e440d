"""The tables of the desk."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "nature",
                    models.CharField(
                        choices=[("fault", "Something does not work"), ("breach", "A breach of personal data")],
                        max_length=10,
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("sign-in", "Signing in"),
                            ("reading", "Reading trackers"),
                            ("pages", "Pages and dashboards"),
                            ("sharing", "Share links"),
                            ("mail", "Mail"),
                            ("data", "What is stored"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("minor", "Slower or clumsier than it should be"),
                            ("major", "Does not work for some, or not always"),
                            ("critical", "Does not work"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "whom",
                    models.CharField(
                        choices=[
                            ("everybody", "everybody"),
                            ("workspaces", "some workspaces"),
                            ("jira", "workspaces that read a Jira"),
                            ("azure-devops", "workspaces that read an Azure DevOps"),
                            ("passkeys", "people with a passkey"),
                            ("authenticator-apps", "people with an authenticator app"),
                            ("identity-providers", "people who sign in through an identity provider"),
                        ],
                        max_length=20,
                    ),
                ),
                ("workspaces", models.JSONField(default=list)),
                ("title", models.CharField(max_length=120)),
                ("concerned", models.TextField(blank=True)),
                ("consequences", models.TextField(blank=True)),
                ("measures", models.TextField(blank=True)),
                ("began", models.DateTimeField()),
                ("opened", models.DateTimeField()),
                ("noticed", models.DateTimeField(null=True)),
                ("authority", models.DateTimeField(null=True)),
                ("resolved", models.DateTimeField(null=True)),
            ],
        ),
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
        migrations.CreateModel(
            name="Saying",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[("opened", "Opened"), ("updated", "Update"), ("resolved", "Over")], max_length=10
                    ),
                ),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("told", models.DateTimeField(null=True)),
                ("told_to", models.BigIntegerField(default=0)),
                ("telling", models.DateTimeField(null=True)),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sayings", to="desk.incident"
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
            },
        ),
    ]
