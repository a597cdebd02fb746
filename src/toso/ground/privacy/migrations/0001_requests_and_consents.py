import django.db.models.deletion
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_first_tables"),
        ("places", "0001_first_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_name", models.CharField(max_length=120, verbose_name="Họ và tên")),
                ("contact", models.CharField(blank=True, max_length=120, verbose_name="Cách liên hệ")),
                ("purpose", models.CharField(max_length=300, verbose_name="Mục đích")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("paper", "Giấy có chữ ký"),
                            ("spoken", "Lời nói, có người làm chứng"),
                            ("online", "Trực tuyến"),
                            ("account", "Từ tài khoản của mình"),
                        ],
                        max_length=10,
                        verbose_name="Cách đồng ý",
                    ),
                ),
                ("proof", models.CharField(blank=True, max_length=300, verbose_name="Chứng cứ")),
                ("given_on", models.DateField(verbose_name="Ngày đồng ý")),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_on", models.DateField(null=True)),
                ("forgotten_at", models.DateTimeField(null=True)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="places.place"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_on__isnull", True), ("withdrawn_on__gte", models.F("given_on")), _connector="OR"
                        ),
                        name="consent_is_withdrawn_after_it_was_given",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SubjectRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_name", models.CharField(blank=True, max_length=120, verbose_name="Họ và tên")),
                ("contact", models.CharField(blank=True, max_length=120, verbose_name="Cách liên hệ")),
                ("kind", models.CharField(max_length=20, verbose_name="Yêu cầu")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("paper", "Giấy có chữ ký"),
                            ("spoken", "Lời nói, có người làm chứng"),
                            ("online", "Trực tuyến"),
                            ("account", "Từ tài khoản của mình"),
                        ],
                        max_length=10,
                        verbose_name="Cách gửi",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="Nội dung")),
                ("has_others", models.BooleanField(default=False, verbose_name="Có bên xử lý hoặc bên thứ ba")),
                ("received_on", models.DateField(verbose_name="Ngày nhận")),
                ("extended_days", models.PositiveSmallIntegerField(default=0)),
                ("extension_reason", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Chờ trả lời"),
                            ("accepted", "Đã nhận, đang làm"),
                            ("refused", "Không thực hiện"),
                            ("done", "Đã làm xong"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="Trạng thái",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="Trả lời")),
                ("answered_at", models.DateTimeField(null=True)),
                ("outcome", models.TextField(blank=True, verbose_name="Đã làm gì")),
                ("done_at", models.DateTimeField(null=True)),
                ("forgotten_at", models.DateTimeField(null=True)),
                (
                    "handled_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="data_requests",
                        to="people.person",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="data_requests", to="places.place"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "received_on"], name="data_request_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("extended_days__lte", 15)), name="data_request_is_extended_by_15_days"
                    )
                ],
            },
        ),
    ]
    operations = [Together(operations)]
