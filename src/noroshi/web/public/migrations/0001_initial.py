"""The first tables of the public page."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes the tables."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CampaignPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.CharField(max_length=32, unique=True)),
                ("key", models.CharField(max_length=64)),
                ("recipient", models.CharField(max_length=70)),
                ("sample", models.BooleanField(default=True)),
                ("title_ja", models.CharField(max_length=200)),
                ("title_en", models.CharField(max_length=200)),
                ("agency_ja", models.CharField(max_length=200)),
                ("agency_en", models.CharField(max_length=200)),
                ("desk_ja", models.CharField(max_length=200)),
                ("desk_en", models.CharField(max_length=200)),
                ("phone", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SealedMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identifier", models.CharField(max_length=32, unique=True)),
                ("sealed", models.BinaryField()),
                ("received_at", models.DateTimeField()),
                ("collected_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["received_at", "identifier"],
            },
        ),
        migrations.CreateModel(
            name="IssuedCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("last_day", models.DateField()),
                ("checked", models.BooleanField(default=False)),
                ("answers", models.PositiveSmallIntegerField(default=0)),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="codes", to="public_page.campaignpage"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RequestCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("network", models.CharField(max_length=32)),
                ("window", models.PositiveBigIntegerField()),
                ("hits", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("network", "window"), name="one_count_per_window")],
            },
        ),
    ]
