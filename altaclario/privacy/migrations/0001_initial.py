"""The tables of privacy."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Ending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner", models.CharField(max_length=64, unique=True)),
                ("key", models.CharField(max_length=64, unique=True)),
                ("begun", models.DateTimeField()),
                ("mark", models.CharField(max_length=64)),
                ("told", models.BinaryField()),
                ("rows", models.PositiveIntegerField(default=0)),
                ("is_empty", models.BooleanField(default=False)),
                ("is_clean", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=20)),
                ("version", models.CharField(max_length=20)),
                ("sha256", models.CharField(max_length=64)),
                ("began", models.DateTimeField()),
                ("told", models.DateTimeField(null=True)),
                ("told_to", models.BigIntegerField(default=0)),
                ("telling", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("text", "version"), name="published_once")],
            },
        ),
        migrations.CreateModel(
            name="Pulse",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("count", models.PositiveBigIntegerField()),
                ("since", models.DateTimeField()),
                ("last", models.DateTimeField()),
            ],
        ),
    ]
