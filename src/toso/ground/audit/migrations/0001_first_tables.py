import django.db.models.deletion
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sealed_at", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("previous_digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="Lúc")),
                ("code", models.CharField(max_length=80, verbose_name="Việc")),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(max_length=120, verbose_name="Người làm")),
                ("actor_salt", models.CharField(blank=True, max_length=16)),
                ("actor_digest", models.CharField(blank=True, max_length=64)),
                ("about_kind", models.CharField(max_length=80)),
                ("about_id", models.CharField(max_length=40)),
                ("path", models.CharField(blank=True, max_length=120)),
                ("detail", models.JSONField(default=dict)),
                (
                    "seal",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="audit.seal"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["about_kind", "about_id"], name="audit_about"),
                    models.Index(fields=["seal", "id"], name="audit_by_seal"),
                    models.Index(fields=["path"], name="audit_path_prefix", opclasses=["varchar_pattern_ops"]),
                    models.Index(fields=["actor_id"], name="audit_by_actor"),
                ],
            },
        ),
    ]
    operations = [Together(operations)]
