import django.db.models.deletion
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("helpdesk", "0004_rounds"),
        ("people", "0002_cache_table"),
        ("places", "0001_first_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("computer", "Máy tính"),
                            ("printer", "Máy in"),
                            ("scanner", "Máy quét"),
                            ("queue_machine", "Máy lấy số, màn hình gọi số"),
                            ("token", "Thiết bị chữ ký số"),
                            ("meeting", "Thiết bị họp trực tuyến"),
                            ("line", "Đường truyền Internet"),
                            ("network", "Thiết bị mạng LAN, Wi-Fi"),
                            ("power", "Bộ lưu điện"),
                            ("other", "Thiết bị khác"),
                        ],
                        max_length=14,
                        verbose_name="Loại",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="Tên, nhãn máy")),
                ("serial", models.CharField(blank=True, max_length=60, verbose_name="Số máy (serial)")),
                ("location", models.CharField(blank=True, max_length=120, verbose_name="Phòng, bộ phận dùng")),
                ("in_use_since", models.DateField(blank=True, null=True, verbose_name="Dùng từ ngày")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="Ghi chú")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("in_use", "Đang dùng"),
                            ("broken", "Hỏng"),
                            ("repair", "Đang sửa"),
                            ("put_away", "Đã thôi dùng"),
                        ],
                        default="in_use",
                        max_length=8,
                        verbose_name="Tình trạng",
                    ),
                ),
                ("search", models.TextField(default="")),
                ("recorded_at", models.DateTimeField()),
                ("import_key", models.UUIDField(null=True)),
                ("superseded_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="devices",
                        to="helpdesk.batch",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
            ],
        ),
        migrations.AddField(
            model_name="roundline",
            name="device",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="round_lines", to="helpdesk.device"
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="device",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="tickets", to="helpdesk.device"
            ),
        ),
        migrations.CreateModel(
            name="DeviceStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("in_use", "Đang dùng"),
                            ("broken", "Hỏng"),
                            ("repair", "Đang sửa"),
                            ("put_away", "Đã thôi dùng"),
                        ],
                        max_length=8,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="helpdesk.device"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="device",
            index=models.Index(fields=["place", "state"], name="device_by_place"),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at__isnull", True)), fields=("import_key",), name="device_imported_once"
            ),
        ),
    ]
    operations = [Together(operations)]
