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
            name="Checklist",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="Mã")),
                ("version", models.PositiveSmallIntegerField(verbose_name="Bản")),
                ("title", models.CharField(max_length=200, verbose_name="Bảng kiểm")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="Căn cứ")),
                ("points", models.JSONField(default=list)),
                ("valid_from", models.DateField(verbose_name="Dùng từ ngày")),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("code", "version"), name="checklist_version_once")],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=400, verbose_name="Phát hiện")),
                ("demand", models.TextField(blank=True, verbose_name="Yêu cầu khắc phục")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="Căn cứ")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Chờ khắc phục"),
                            ("answered", "Chờ kiểm tra lại"),
                            ("closed", "Đã khắc phục"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("found_on", models.DateField(verbose_name="Ngày phát hiện")),
                ("working_days", models.PositiveSmallIntegerField(verbose_name="Số ngày làm việc để khắc phục")),
                ("term_from", models.DateField()),
                ("due_at", models.DateTimeField(verbose_name="Hạn khắc phục")),
                ("closed_on", models.DateField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "found_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="places.place"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "due_at"], name="finding_by_state_and_term")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on__isnull", False), ("state", "closed")),
                            models.Q(models.Q(("state", "closed"), _negated=True), ("closed_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="closed_finding_has_its_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("found", "Lúc kiểm tra"),
                            ("answer", "Nơi được kiểm tra gửi"),
                            ("closing", "Khi xác nhận"),
                        ],
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("file", models.FileField(blank=True, upload_to="supervision/%Y/%m/")),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("link", models.CharField(blank=True, max_length=250)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="supervision.finding"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="Nội dung kiểm tra")),
                ("purpose", models.TextField(blank=True, verbose_name="Mục đích, yêu cầu")),
                ("decision_number", models.CharField(max_length=60, verbose_name="Số quyết định hoặc kế hoạch")),
                ("decided_on", models.DateField(verbose_name="Ngày ký")),
                ("first_day", models.DateField(verbose_name="Từ ngày")),
                ("last_day", models.DateField(verbose_name="Đến ngày")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Đang tiến hành"), ("concluded", "Đã kết thúc"), ("cancelled", "Đã huỷ")],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("concluded_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "checklist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="supervision.checklist",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                ("members", models.ManyToManyField(blank=True, related_name="+", to="people.person")),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))),
                        name="inspection_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        fields=("place", "decision_number", "decided_on", "title"), name="inspection_planned_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about_kind", models.CharField(max_length=40)),
                ("about_id", models.PositiveBigIntegerField()),
                ("about_title", models.CharField(max_length=250)),
                ("about_address", models.CharField(max_length=250)),
                (
                    "holder_level",
                    models.CharField(choices=[("commune", "Xã, phường, đặc khu"), ("province", "Tỉnh")], max_length=8),
                ),
                ("question", models.TextField(blank=True, verbose_name="Điều cần cho ý kiến")),
                ("text", models.TextField(blank=True, verbose_name="Ý kiến")),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Chờ cho ý kiến"), ("given", "Đã cho ý kiến")], default="asked", max_length=6
                    ),
                ),
                ("asked_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("given_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["about_kind", "about_id"], name="opinion_by_subject")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "given"), _negated=True),
                            models.Q(
                                models.Q(("text", ""), _negated=True),
                                ("given_by__isnull", False),
                                ("given_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="given_opinion_has_words_and_a_giver",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("found", "Nêu phát hiện"),
                            ("answered", "Giải trình, báo đã khắc phục"),
                            ("returned", "Yêu cầu làm tiếp"),
                            ("extended", "Gia hạn"),
                            ("closed", "Xác nhận đã khắc phục"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="supervision.finding"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("planned_on", models.DateField(verbose_name="Ngày dự kiến")),
                ("held_on", models.DateField(null=True, verbose_name="Ngày kiểm tra")),
                ("held_at", models.DateTimeField(null=True)),
                ("attendance", models.TextField(blank=True, verbose_name="Thành phần dự")),
                ("conclusion", models.TextField(blank=True, verbose_name="Nhận xét, kết luận")),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="supervision.inspection"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="inspection_visits", to="places.place"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("inspection", "place"), name="inspection_visits_a_place_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PointAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=400)),
                ("article", models.CharField(blank=True, max_length=80)),
                (
                    "mark",
                    models.CharField(
                        choices=[("met", "Đạt"), ("not_met", "Chưa đạt"), ("not_asked", "Không xem")],
                        default="not_asked",
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=400, verbose_name="Ghi chú")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="supervision.visit"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("visit", "number"), name="visit_answers_a_point_once")],
            },
        ),
        migrations.AddField(
            model_name="finding",
            name="visit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="supervision.visit"
            ),
        ),
    ]
    operations = [Together(operations)]
