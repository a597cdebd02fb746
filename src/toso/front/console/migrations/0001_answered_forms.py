import django.db.models.deletion
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_first_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnsweredForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("location", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="answered_form_by_moment")],
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=200, verbose_name="Tệp")),
                ("file", models.FileField(blank=True, upload_to="imports/%Y/%m/")),
                ("digest", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checked", "Đã xem trước, chưa nhập"),
                            ("taken", "Đã nhập"),
                            ("undone", "Đã hoàn tác"),
                            ("dropped", "Đã bỏ"),
                        ],
                        default="checked",
                        max_length=8,
                    ),
                ),
                ("wish", models.JSONField(default=dict)),
                ("result", models.JSONField(default=dict)),
                ("taken_at", models.DateTimeField(null=True)),
                ("undo", models.TextField(blank=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "-at"], name="upload_by_person")],
            },
        ),
    ]
    operations = [Together(operations)]
