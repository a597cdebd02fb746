import django.db.models.deletion
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("helpdesk", "0001_first_tables"),
        ("people", "0002_cache_table"),
        ("places", "0001_first_tables"),
        ("programme", "0001_first_tables"),
        ("teams", "0001_first_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="import_key",
            field=models.UUIDField(null=True),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="channel",
            field=models.CharField(
                choices=[
                    ("page", "Trang web"),
                    ("phone", "Điện thoại"),
                    ("in_person", "Đến gặp"),
                    ("email", "Thư điện tử"),
                    ("table", "Danh sách nhập vào"),
                ],
                default="page",
                max_length=10,
                verbose_name="Kênh",
            ),
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
            ],
        ),
        migrations.AddField(
            model_name="ticket",
            name="batch",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="tickets", to="helpdesk.batch"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at__isnull", True)), fields=("import_key",), name="ticket_imported_once"
            ),
        ),
    ]
    operations = [Together(operations)]
