import django.db.models.deletion
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_first_tables"),
        ("places", "0001_first_tables"),
        ("programme", "0001_first_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Outline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40)),
                ("version", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("audiences", models.JSONField(default=list)),
                ("parts", models.JSONField(default=list)),
                ("practice", models.JSONField(default=list)),
                ("questions", models.JSONField(default=list)),
                ("basis", models.CharField(blank=True, max_length=200)),
                ("validity_months", models.PositiveSmallIntegerField(null=True)),
                ("valid_from", models.DateField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("code", "version"), name="outline_version_once")],
            },
        ),
        migrations.CreateModel(
            name="Course",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="Tên khoá")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("members", "Thành viên tổ"),
                            ("officials", "Cán bộ, công chức, viên chức"),
                            ("pupils", "Học sinh, sinh viên"),
                            ("workers", "Người lao động"),
                            ("citizens", "Người dân"),
                        ],
                        max_length=10,
                        verbose_name="Đối tượng",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("in_person", "Trực tiếp"),
                            ("online", "Trực tuyến"),
                            ("hands_on", "Cầm tay chỉ việc"),
                            ("self_study", "Tự học"),
                        ],
                        default="in_person",
                        max_length=10,
                        verbose_name="Hình thức",
                    ),
                ),
                (
                    "organiser",
                    models.CharField(
                        choices=[
                            ("standing_agency", "Cơ quan thường trực"),
                            ("department", "Sở, ngành"),
                            ("commune", "UBND cấp xã"),
                            ("youth_union", "Đoàn Thanh niên"),
                            ("company", "Doanh nghiệp"),
                            ("team", "Tổ ở thôn"),
                        ],
                        max_length=16,
                        verbose_name="Đơn vị tổ chức",
                    ),
                ),
                ("organiser_name", models.CharField(blank=True, max_length=200, verbose_name="Tên đơn vị tổ chức")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="Căn cứ")),
                ("parts", models.JSONField(default=list)),
                ("practice", models.JSONField(default=list)),
                ("self_study_url", models.URLField(blank=True, max_length=300, verbose_name="Địa chỉ tự học")),
                (
                    "validity_months",
                    models.PositiveSmallIntegerField(null=True, verbose_name="Giấy chứng nhận có hạn (tháng)"),
                ),
                ("pass_percent", models.PositiveSmallIntegerField(verbose_name="Mức đạt của bài kiểm tra (%)")),
                ("recorded_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="courses", to="places.place"
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="courses",
                        to="programme.platform",
                    ),
                ),
                (
                    "outline",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="courses",
                        to="training.outline",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pass_percent__gte", 1), ("pass_percent__lte", 100)),
                        name="course_asks_for_a_possible_share",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="Ngày")),
                ("starts_at", models.TimeField(verbose_name="Bắt đầu")),
                ("ends_at", models.TimeField(verbose_name="Kết thúc")),
                ("venue", models.CharField(max_length=200, verbose_name="Địa điểm")),
                ("guests", models.CharField(blank=True, max_length=200, verbose_name="Giảng viên mời")),
                ("capacity", models.PositiveSmallIntegerField(null=True, verbose_name="Số chỗ")),
                ("materials", models.TextField(blank=True, verbose_name="Tài liệu, chuẩn bị")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Sắp tới"), ("held", "Đã tổ chức"), ("cancelled", "Đã huỷ")],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="Lý do huỷ")),
                ("token", models.CharField(max_length=40, unique=True)),
                ("held_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="training.course"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="training_sessions", to="places.place"
                    ),
                ),
                ("trainers", models.ManyToManyField(blank=True, related_name="+", to="people.person")),
            ],
            options={
                "indexes": [models.Index(fields=["day", "id"], name="session_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="session_ends_after_it_begins"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "held"), _negated=True), ("held_at__isnull", False), _connector="OR"
                        ),
                        name="held_session_has_its_moment",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "cancelled"), _negated=True),
                        fields=("course", "place", "day", "starts_at"),
                        name="session_planned_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("invited", "Được mời"),
                            ("registered", "Đã đăng ký"),
                            ("waiting", "Chờ chỗ"),
                            ("declined", "Không dự"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="registrations", to="training.session"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("session", "person"), name="person_registers_once_a_session")
                ],
            },
        ),
        migrations.CreateModel(
            name="HeadCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("elderly", models.PositiveSmallIntegerField(default=0, verbose_name="Người cao tuổi")),
                ("pupils", models.PositiveSmallIntegerField(default=0, verbose_name="Học sinh, sinh viên")),
                ("workers", models.PositiveSmallIntegerField(default=0, verbose_name="Người lao động")),
                ("others", models.PositiveSmallIntegerField(default=0, verbose_name="Người dân khác")),
                ("recorded_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("counted_at", models.DateTimeField(null=True)),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="head_counts", to="training.session"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at__isnull", True)),
                        fields=("session",),
                        name="session_has_one_head_count",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("method", models.CharField(choices=[("qr", "Quét mã"), ("list", "Điểm danh")], max_length=4)),
                ("recorded_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("counted_at", models.DateTimeField(null=True)),
                ("superseded_at", models.DateTimeField(null=True)),
                ("superseded_reason", models.CharField(blank=True, max_length=300)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attendances", to="people.person"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "superseded_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attendances", to="training.session"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at__isnull", True)),
                        fields=("session", "person"),
                        name="person_attends_a_session_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainedSpan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.CharField(
                        choices=[("member", "Thành viên tổ"), ("official", "Cán bộ, công chức cấp xã")], max_length=8
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gt", models.F("starts_on")), _connector="OR"
                        ),
                        name="trained_span_has_days",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at__isnull", True)),
                        fields=("person", "place", "group", "starts_on"),
                        name="trained_span_stands_once",
                    ),
                ],
            },
        ),
    ]
    operations = [Together(operations)]
