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
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("establish", "Thành lập"),
                            ("change", "Thay đổi thành viên"),
                            ("dissolve", "Giải thể"),
                        ],
                        max_length=10,
                        verbose_name="Loại",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Dự thảo"), ("issued", "Đã ban hành"), ("dropped", "Đã bỏ")],
                        default="draft",
                        max_length=8,
                        verbose_name="Trạng thái",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="Số, ký hiệu")),
                ("signed_on", models.DateField(null=True, verbose_name="Ngày ký")),
                ("effective_on", models.DateField(null=True, verbose_name="Có hiệu lực từ")),
                ("signer", models.CharField(blank=True, max_length=120, verbose_name="Người ký")),
                ("signer_title", models.CharField(blank=True, max_length=120, verbose_name="Chức vụ")),
                ("content", models.JSONField(default=dict)),
                ("drafted_at", models.DateTimeField()),
                ("issued_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="team_decisions", to="places.place"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "issued"), _negated=True),
                            models.Q(
                                models.Q(("number", ""), _negated=True),
                                ("signed_on__isnull", False),
                                ("effective_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="issued_decision_has_number_and_days",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("place", "number", "signed_on"),
                        name="decision_number_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("community", "Tổ công nghệ số cộng đồng"),
                            ("support", "Tổ hỗ trợ"),
                            ("response", "Tổ ứng cứu công nghệ và nghiệp vụ"),
                        ],
                        default="community",
                        max_length=10,
                        verbose_name="Loại tổ",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="Tên tổ")),
                ("established_on", models.DateField(null=True, verbose_name="Thành lập ngày")),
                ("ended_on", models.DateField(null=True, verbose_name="Giải thể ngày")),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="teams", to="places.place"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True), ("kind", "community"), ("superseded_at__isnull", True)
                        ),
                        fields=("place",),
                        name="community_team_once_per_hamlet",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("equipment", "Thiết bị"),
                            ("place", "Địa điểm"),
                            ("money", "Kinh phí"),
                            ("meeting", "Họp, trao đổi công việc"),
                            ("other", "Điều kiện khác"),
                        ],
                        max_length=10,
                        verbose_name="Cần gì",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="Đề xuất")),
                ("text", models.TextField(blank=True, verbose_name="Vì sao cần")),
                ("needed_on", models.DateField(null=True, verbose_name="Cần trước ngày")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Chờ xã trả lời"),
                            ("agreed", "Xã đồng ý"),
                            ("declined", "Xã không đáp ứng được"),
                            ("done", "Đã có"),
                        ],
                        default="proposed",
                        max_length=8,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True, verbose_name="Trả lời, lý do")),
                ("promised_on", models.DateField(null=True, verbose_name="Có vào ngày")),
                ("answered_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="teams.team"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "proposed"), models.Q(("answer", ""), _negated=True), _connector="OR"
                        ),
                        name="answered_proposal_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "agreed"), _negated=True),
                            ("promised_on__isnull", False),
                            _connector="OR",
                        ),
                        name="agreed_proposal_has_its_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Nomination",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="Họ và tên")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="Điện thoại")),
                ("has_basic_it", models.BooleanField(default=False, verbose_name="Biết công nghệ")),
                ("note", models.CharField(blank=True, max_length=250, verbose_name="Giới thiệu")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "Chờ xã quyết định"),
                            ("taken", "Đã đưa vào dự thảo"),
                            ("declined", "Không nhận"),
                        ],
                        default="offered",
                        max_length=8,
                    ),
                ),
                ("offered_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=250, verbose_name="Lý do")),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.decision"
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="nominations", to="teams.team"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("leader", "Tổ trưởng"), ("deputy", "Tổ phó"), ("member", "Thành viên")],
                        max_length=8,
                        verbose_name="Vai trò",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("youth_union", "Đoàn viên thanh niên"),
                            ("farmers", "Chi hội Nông dân"),
                            ("women", "Chi hội Phụ nữ"),
                            ("police", "Công an viên"),
                            ("official", "Cán bộ"),
                            ("teacher", "Giáo viên"),
                            ("volunteer", "Cá nhân tình nguyện"),
                            ("student", "Sinh viên công nghệ thông tin"),
                            ("enterprise", "Nhân sự doanh nghiệp"),
                        ],
                        max_length=12,
                        verbose_name="Thành phần",
                    ),
                ),
                (
                    "leader_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("youth_secretary", "Bí thư Chi đoàn Thanh niên thôn"),
                            ("hamlet_head", "Trưởng thôn, tổ trưởng tổ dân phố"),
                            ("respected_person", "Người có uy tín, am hiểu công nghệ thông tin"),
                        ],
                        max_length=16,
                        verbose_name="Diện tổ trưởng",
                    ),
                ),
                ("has_basic_it", models.BooleanField(default=False, verbose_name="Có chuyên môn cơ bản về CNTT")),
                ("skills", models.CharField(blank=True, max_length=250, verbose_name="Kỹ năng")),
                ("starts_on", models.DateField(verbose_name="Từ ngày")),
                ("ends_on", models.DateField(null=True, verbose_name="Đến trước ngày")),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "decision",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.decision"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.decision"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="people.person"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="teams.team"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["team", "starts_on"], name="membership_by_team")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gt", models.F("starts_on")), _connector="OR"
                        ),
                        name="membership_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.CharField(max_length=300, verbose_name="Đã làm gì")),
                ("outcome", models.CharField(blank=True, max_length=300, verbose_name="Kết quả")),
                ("noted_at", models.DateTimeField()),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="follow_ups", to="teams.team"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="decision",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="teams.team"
            ),
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("members", models.PositiveSmallIntegerField()),
                ("confirmed_at", models.DateTimeField()),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="confirmations", to="teams.team"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("team", "year"), name="roster_confirmed_once_a_year")],
            },
        ),
        migrations.CreateModel(
            name="TeamSpan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="Từ ngày")),
                ("ends_on", models.DateField(null=True, verbose_name="Đến trước ngày")),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "decision",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.decision"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.decision"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="spans", to="teams.team"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gt", models.F("starts_on")), _connector="OR"
                        ),
                        name="team_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at__isnull", True)), fields=("team",), name="team_span_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="Tâm tư, nguyện vọng")),
                ("sent_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True, verbose_name="Trả lời")),
                ("answered_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "answered_by",
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
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
            ],
        ),
    ]
    operations = [Together(operations)]
