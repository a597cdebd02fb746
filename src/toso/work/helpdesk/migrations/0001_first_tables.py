import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_first_tables"),
        ("places", "0001_first_tables"),
        ("programme", "0001_first_tables"),
        ("teams", "0001_first_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("has_clocks", models.BooleanField(default=True)),
                ("is_confidential", models.BooleanField(default=False)),
                ("checklist", models.JSONField(default=list)),
                ("valid_until", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="CannedAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="Tên câu mẫu")),
                ("text", models.TextField(verbose_name="Nội dung")),
                ("made_at", models.DateTimeField()),
                ("dropped_at", models.DateTimeField(null=True)),
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
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "priority",
                    models.PositiveSmallIntegerField(choices=[(1, "Khẩn"), (2, "Cao"), (3, "Thường"), (4, "Thấp")]),
                ),
                (
                    "hours",
                    models.CharField(
                        choices=[
                            ("office", "giờ hành chính"),
                            ("long", "giờ hành chính và buổi tối đến 21:00"),
                            ("always", "cả ngày đêm"),
                        ],
                        max_length=6,
                    ),
                ),
                ("answer_minutes", models.PositiveIntegerField(null=True)),
                ("update_minutes", models.PositiveIntegerField(null=True)),
                ("solution_minutes", models.PositiveIntegerField(null=True)),
                ("valid_from", models.DateField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("priority", "valid_from"), name="term_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("difficulty", "Vướng mắc"), ("support", "Yêu cầu hỗ trợ")],
                        default="difficulty",
                        max_length=10,
                    ),
                ),
                ("province_code", models.CharField(default="", max_length=2)),
                ("title", models.CharField(max_length=200, verbose_name="Yêu cầu")),
                ("text", models.TextField(blank=True, verbose_name="Mô tả")),
                ("category", models.CharField(blank=True, max_length=40, verbose_name="Nhóm")),
                ("device_label", models.CharField(blank=True, max_length=120, verbose_name="Thiết bị")),
                ("device_serial", models.CharField(blank=True, max_length=60, verbose_name="Số máy")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("page", "Trang web"),
                            ("phone", "Điện thoại"),
                            ("in_person", "Đến gặp"),
                            ("email", "Thư điện tử"),
                        ],
                        default="page",
                        max_length=10,
                        verbose_name="Kênh",
                    ),
                ),
                (
                    "requester_kind",
                    models.CharField(
                        choices=[
                            ("official", "Cán bộ, công chức"),
                            ("team", "Tổ công nghệ số"),
                            ("citizen", "Người dân"),
                        ],
                        default="team",
                        max_length=8,
                    ),
                ),
                ("requester_name", models.CharField(blank=True, max_length=120)),
                ("requester_phone", models.CharField(blank=True, max_length=20)),
                ("consented_at", models.DateTimeField(null=True)),
                ("look_up_code", models.CharField(max_length=12, null=True, unique=True)),
                (
                    "impact",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "Một người"), (1, "Một bộ phận, một thôn"), (2, "Cả xã, hoặc nơi tiếp dân")],
                        default=0,
                    ),
                ),
                (
                    "urgency",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "Chưa gấp"), (1, "Cần sớm"), (2, "Công việc đang dừng")], default=1
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Khẩn"), (2, "Cao"), (3, "Thường"), (4, "Thấp")], default=3, verbose_name="Ưu tiên"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "Mới"),
                            ("open", "Đang xử lý"),
                            ("escalated", "Đã chuyển nơi khác"),
                            ("waiting", "Chờ người hỏi"),
                            ("answered", "Đã trả lời"),
                            ("refused", "Không nhận"),
                            ("closed", "Đã xong"),
                        ],
                        default="new",
                        max_length=10,
                        verbose_name="Trạng thái",
                    ),
                ),
                (
                    "holder_level",
                    models.CharField(
                        choices=[("hamlet", "Tổ"), ("commune", "Xã, phường, đặc khu"), ("province", "Tỉnh")],
                        default="commune",
                        max_length=8,
                        verbose_name="Đang ở cấp",
                    ),
                ),
                ("raised_on", models.DateField(verbose_name="Ngày nêu")),
                ("asked_at", models.DateTimeField()),
                ("held_at", models.DateTimeField()),
                ("first_answered_at", models.DateTimeField(null=True)),
                ("last_told_at", models.DateTimeField(null=True)),
                ("pauses", models.JSONField(default=list)),
                ("answer_due_at", models.DateTimeField(null=True)),
                ("update_due_at", models.DateTimeField(null=True)),
                ("solution_due_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True, verbose_name="Hạn trả lời")),
                ("answered_on", models.DateField(null=True)),
                ("is_on_time", models.BooleanField(null=True)),
                ("satisfaction", models.PositiveSmallIntegerField(null=True)),
                ("satisfaction_text", models.CharField(blank=True, max_length=500)),
                ("is_confidential", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=0)),
                ("search", models.TextField(default="")),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "assignee",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="helpdesk.ticket",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="people.organisation",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tickets", to="places.place"
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.platform",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="tickets", to="teams.team"
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="helpdesk.term"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "holder_level"], name="ticket_by_state"),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="ticket_by_due"
                    ),
                    models.Index(fields=["assignee", "state"], name="ticket_by_assignee"),
                    models.Index(fields=["team", "state"], name="ticket_by_team"),
                    models.Index(fields=["place", "-id"], name="ticket_by_place_newest"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.search.SearchVector("search", config="simple"), name="ticket_words"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("satisfaction__isnull", True),
                            models.Q(("satisfaction__gte", 1), ("satisfaction__lte", 5)),
                            _connector="OR",
                        ),
                        name="satisfaction_from_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("merged_into", models.F("pk")), _negated=True),
                        name="not_merged_into_itself",
                    ),
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
                            ("raised", "Nêu yêu cầu"),
                            ("taken", "Nhận xử lý"),
                            ("assigned", "Giao người xử lý"),
                            ("changed", "Đổi mức ưu tiên, nhóm"),
                            ("replied", "Báo tin"),
                            ("noted", "Ghi chú nội bộ"),
                            ("asked", "Hỏi thêm người yêu cầu"),
                            ("added", "Người yêu cầu bổ sung"),
                            ("escalated", "Chuyển cấp trên"),
                            ("forwarded", "Chuyển đơn vị chủ quản"),
                            ("moved", "Tự chuyển vì quá hạn chưa có trả lời"),
                            ("answered", "Trả lời"),
                            ("refused", "Không nhận"),
                            ("reopened", "Hỏi lại"),
                            ("merged", "Gộp"),
                            ("linked", "Nối với yêu cầu khác"),
                            ("rated", "Đánh giá"),
                            ("closed", "Kết thúc"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="helpdesk.ticket"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="helpdesk.ticket"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="helpdesk.ticket"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="linked_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))), name="lower_number_first"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(upload_to="helpdesk/%Y/%m/")),
                ("name", models.CharField(max_length=120)),
                ("digest", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="helpdesk.ticket"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="Tên bài")),
                ("text", models.TextField(verbose_name="Cách làm")),
                ("category", models.CharField(blank=True, max_length=40, verbose_name="Nhóm")),
                ("is_public", models.BooleanField(default=False, verbose_name="Người dân đọc được")),
                ("written_at", models.DateTimeField()),
                ("reviewed_on", models.DateField(null=True)),
                ("good_until", models.DateField(null=True, verbose_name="Xem lại trước ngày")),
                ("dropped_at", models.DateTimeField(null=True)),
                ("search", models.TextField(default="")),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to="helpdesk.ticket",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.search.SearchVector("search", config="simple"), name="article_words"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Cooperation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="Đề nghị phối hợp")),
                ("text", models.TextField(blank=True, verbose_name="Nội dung")),
                ("needed_on", models.DateField(null=True, verbose_name="Cần vào ngày")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Chờ trả lời"),
                            ("agreed", "Nhận phối hợp"),
                            ("declined", "Không phối hợp được"),
                            ("done", "Đã phối hợp xong"),
                        ],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True, verbose_name="Trả lời")),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("house", "trên Tổ Số"),
                            ("phone", "qua điện thoại"),
                            ("paper", "bằng giấy"),
                            ("meeting", "tại cuộc họp"),
                            ("chat", "qua nhóm Zalo, mạng xã hội"),
                        ],
                        max_length=8,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
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
                            ("state", "asked"), models.Q(("answer", ""), _negated=True), _connector="OR"
                        ),
                        name="answered_cooperation_has_words",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begins_at", models.DateTimeField(verbose_name="Bắt đầu")),
                ("ends_at", models.DateTimeField(verbose_name="Kết thúc")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="Số trực")),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shifts", to="teams.team"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["team", "ends_at"], name="shift_by_team")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begins_at"))), name="shift_ends_after_it_begins"
                    )
                ],
            },
        ),
    ]
    operations = [Together(operations)]
