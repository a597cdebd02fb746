import django.db.models.deletion
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("helpdesk", "0005_devices"),
        ("people", "0002_cache_table"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="agency",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
            ),
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("sender", models.CharField(blank=True, max_length=254)),
                ("at", models.DateTimeField()),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="helpdesk.ticket"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["sender", "at"], name="letter_by_sender")],
            },
        ),
    ]
    operations = [Together(operations)]
