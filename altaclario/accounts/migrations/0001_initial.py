"""The tables of accounts."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("joined", models.DateTimeField(default=django.utils.timezone.now)),
                ("terms_version", models.CharField(max_length=20)),
                ("terms_at", models.DateTimeField()),
                ("is_of_age", models.BooleanField()),
                ("has_short_password", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                ("zone", models.CharField(blank=True, max_length=64)),
                ("theme", models.CharField(blank=True, max_length=10)),
                ("density", models.CharField(blank=True, max_length=12)),
                ("preferred", models.DateTimeField(null=True)),
                ("erases", models.DateTimeField(null=True)),
                ("restricted", models.DateTimeField(null=True)),
                ("objected", models.CharField(blank=True, max_length=100)),
                ("told_updates", models.DateField(null=True)),
                ("operates", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("is_of_age", True), models.Q(("terms_version", ""), _negated=True)),
                        name="agreed_and_of_age",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Issuer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issuer", models.CharField(max_length=500)),
                ("client_id", models.CharField(max_length=200)),
                ("secret", models.BinaryField(default=b"")),
                ("authorization_endpoint", models.CharField(max_length=500)),
                ("token_endpoint", models.CharField(max_length=500)),
                ("keys_endpoint", models.CharField(max_length=500)),
                ("takes_secret_in_form", models.BooleanField(default=False)),
                ("names_itself", models.BooleanField(default=False)),
                ("keys", models.JSONField(default=list)),
                ("keys_read", models.DateTimeField(null=True)),
                ("keys_asked", models.DateTimeField(null=True)),
                ("made", models.DateTimeField()),
                ("slug", models.SlugField(max_length=40, unique=True)),
                ("label", models.CharField(max_length=60)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("issuer",), name="one_issuer_of_the_instance")],
            },
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("session_key", models.CharField(max_length=40, unique=True)),
                ("device", models.CharField(max_length=40)),
                ("through", models.CharField(blank=True, max_length=80)),
                ("began", models.DateTimeField()),
                ("seen", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("issuer", models.CharField(max_length=500)),
                ("subject", models.CharField(max_length=255)),
                ("made", models.DateTimeField()),
                ("used", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identities",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("issuer", "subject"), name="one_person_a_subject")],
            },
        ),
        migrations.CreateModel(
            name="Unsent",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                ("about", models.CharField(max_length=60)),
                ("sealed", models.BinaryField(default=b"")),
                ("made", models.DateTimeField()),
                ("tried", models.DateTimeField(null=True)),
                ("is_refused", models.BooleanField(default=False)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unsent",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
