import django.contrib.postgres.constraints
import django.db.models.deletion
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0002_cache_table"),
        ("places", "0001_first_tables"),
        ("programme", "0001_first_tables"),
        ("training", "0001_first_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("template", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=200, verbose_name="Tên chiến dịch")),
                ("purpose", models.TextField(blank=True, verbose_name="Mục đích")),
                ("number", models.CharField(max_length=60, verbose_name="Số văn bản")),
                ("signed_on", models.DateField(verbose_name="Ngày ký")),
                ("effective_on", models.DateField(verbose_name="Ngày có hiệu lực")),
                ("is_next_day", models.BooleanField(default=False, verbose_name="Ngày 1 là ngày sau ngày có hiệu lực")),
                ("days", models.PositiveSmallIntegerField(verbose_name="Số ngày")),
                ("basis", models.CharField(blank=True, max_length=500, verbose_name="Căn cứ")),
                ("phases", models.JSONField(default=list)),
                ("counts_whole_place", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Đang soạn"), ("running", "Đang chạy"), ("closed", "Đã kết thúc")],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="campaigns", to="places.place"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 1), ("days__lte", 400)), name="campaign_lasts_some_days"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60, verbose_name="Thành phần")),
                ("discipline", models.CharField(max_length=80, verbose_name="Chuyên ngành")),
                ("skills", models.JSONField(default=list)),
                ("unavailable", models.JSONField(default=list)),
                ("leads", models.BooleanField(default=False)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "home",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="candidacies", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Deployment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("proposed", "Dự kiến"),
                            ("decided", "Có quyết định"),
                            ("serving", "Đang ở xã"),
                            ("ended", "Đã xong"),
                            ("withdrawn", "Không đi"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("why", models.JSONField(default=list)),
                ("is_leader", models.BooleanField(default=False)),
                ("first_day", models.DateField(verbose_name="Từ ngày")),
                ("last_day", models.DateField(verbose_name="Đến hết ngày")),
                ("arrived_on", models.DateField(null=True, verbose_name="Ngày đến")),
                ("left_on", models.DateField(null=True, verbose_name="Ngày làm việc cuối")),
                ("lodging", models.CharField(blank=True, max_length=200, verbose_name="Chỗ ở")),
                ("workplan", models.TextField(blank=True, verbose_name="Kế hoạch làm việc")),
                ("handover", models.TextField(blank=True, verbose_name="Bàn giao")),
                ("ordinary", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="Lý do")),
                ("recorded_at", models.DateTimeField()),
                (
                    "candidate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deployment", to="campaign.candidate"
                    ),
                ),
                (
                    "focal",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deployments", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deployments", to="places.place"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["place", "first_day"], name="deployment_by_place")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="deployment_has_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_on__isnull", True),
                            models.Q(("arrived_on__isnull", False), ("left_on__gte", models.F("arrived_on"))),
                            _connector="OR",
                        ),
                        name="nobody_leaves_before_arriving",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("standing", "withdrawn"), _negated=True),
                        expressions=[
                            (
                                models.Func(
                                    models.F("person"), models.F("person"), models.Value("[]"), function="int8range"
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.F("first_day"),
                                    models.F("last_day"),
                                    models.Value("[]"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="nobody_is_sent_to_two_places_at_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DayNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="Ngày")),
                ("text", models.TextField(blank=True, verbose_name="Ghi trong ngày")),
                ("story", models.TextField(blank=True, verbose_name="Chuyện đáng kể lại")),
                ("written_at", models.DateTimeField()),
                (
                    "deployment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="campaign.deployment"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("deployment", "day"), name="one_note_a_day")],
            },
        ),
        migrations.CreateModel(
            name="ConductCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("happened_on", models.DateField(verbose_name="Ngày xảy ra")),
                ("text", models.TextField(verbose_name="Sự việc")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reported", "Đã báo, chờ nghe trình bày"),
                            ("heard", "Đã nghe trình bày"),
                            ("decided", "Đã kết luận"),
                        ],
                        default="reported",
                        max_length=8,
                    ),
                ),
                ("reported_at", models.DateTimeField()),
                ("called_at", models.DateTimeField(null=True)),
                ("hearing", models.TextField(blank=True, verbose_name="Lời trình bày")),
                ("heard_on", models.DateField(null=True, verbose_name="Ngày nghe trình bày")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unfounded", "Không có vi phạm"),
                            ("reminded", "Nhắc nhở"),
                            ("warned", "Phê bình, cảnh cáo"),
                            ("sent_home", "Cho thôi tham gia đợt"),
                            ("handed_over", "Chuyển đơn vị cử người xử lý"),
                        ],
                        max_length=11,
                        verbose_name="Kết luận",
                    ),
                ),
                ("outcome_words", models.TextField(blank=True, verbose_name="Lý do kết luận")),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "deployment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="campaign.deployment"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "decided"), _negated=True), ("heard_on__isnull", False), _connector="OR"
                        ),
                        name="nobody_is_judged_unheard",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Appraisal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "side",
                    models.CharField(
                        choices=[("commune", "Xã nhận xét thành viên"), ("member", "Thành viên nhận xét nơi hỗ trợ")],
                        max_length=7,
                    ),
                ),
                ("marks", models.JSONField(default=dict)),
                ("words", models.TextField(blank=True, verbose_name="Nhận xét")),
                ("is_certified", models.BooleanField(default=False)),
                ("praise", models.CharField(blank=True, max_length=300, verbose_name="Đề nghị khen thưởng")),
                ("token", models.CharField(max_length=40, unique=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "deployment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appraisals", to="campaign.deployment"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("deployment", "side"), name="each_side_appraises_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MissionReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("weekly", "Báo cáo tuần"),
                            ("final", "Báo cáo kết thúc"),
                            ("wave", "Báo cáo đợt"),
                            ("campaign", "Báo cáo chiến dịch"),
                        ],
                        max_length=8,
                    ),
                ),
                ("first_day", models.DateField(verbose_name="Từ ngày")),
                ("last_day", models.DateField(verbose_name="Đến hết ngày")),
                ("words", models.JSONField(default=dict)),
                ("figures", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang soạn"),
                            ("handed_in", "Đã gửi"),
                            ("returned", "Bị trả lại"),
                            ("accepted", "Đã nhận"),
                        ],
                        default="draft",
                        max_length=9,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="Lý do trả lại")),
                ("version", models.PositiveIntegerField(default=0)),
                ("recorded_at", models.DateTimeField()),
                ("handed_in_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="campaign.campaign"
                    ),
                ),
                (
                    "deployment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="campaign.deployment",
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
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deployment__isnull", False)),
                        fields=("deployment", "kind", "first_day"),
                        name="one_report_a_member_and_week",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "campaign")), fields=("campaign",), name="one_report_a_campaign"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Endorsement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "line",
                    models.CharField(
                        choices=[("management", "Tổ trưởng quản lý"), ("profession", "Sở chỉ đạo chuyên môn")],
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=500, verbose_name="Ý kiến")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="endorsements",
                        to="campaign.missionreport",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("report", "line"), name="one_word_of_each_line")],
            },
        ),
        migrations.CreateModel(
            name="Objective",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=200, verbose_name="Mục tiêu")),
                ("figure", models.CharField(max_length=40)),
                ("target", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="Số cần đạt")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="objectives", to="campaign.campaign"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "order"), name="objective_once_in_its_place"),
                    models.CheckConstraint(condition=models.Q(("target__gt", 0)), name="objective_asks_for_something"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Regulation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField()),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="Số văn bản")),
                ("effective_on", models.DateField(null=True, verbose_name="Ngày có hiệu lực")),
                ("sections", models.JSONField(default=list)),
                ("recorded_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="regulations", to="campaign.campaign"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "version"), name="regulation_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Acknowledgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "regulation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acknowledgements",
                        to="campaign.regulation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("regulation", "person"), name="regulation_acknowledged_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Responsibility",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("unit", models.CharField(max_length=200, verbose_name="Đơn vị")),
                ("duties", models.TextField(verbose_name="Trách nhiệm")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responsibilities",
                        to="campaign.campaign",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SendingList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("contact", models.CharField(max_length=120, verbose_name="Người liên hệ")),
                ("contact_phone", models.CharField(max_length=20, verbose_name="Điện thoại liên hệ")),
                ("handed_in_at", models.DateTimeField()),
                (
                    "handed_in_by",
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
            ],
        ),
        migrations.AddField(
            model_name="candidate",
            name="sending",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="candidates", to="campaign.sendinglist"
            ),
        ),
        migrations.CreateModel(
            name="TaskGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=200, verbose_name="Nhóm nhiệm vụ")),
                ("items", models.JSONField(default=list)),
                ("things", models.CharField(blank=True, max_length=40)),
                ("is_key", models.BooleanField(default=False)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="groups", to="campaign.campaign"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.tasktype",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "code"), name="task_group_once_a_campaign")
                ],
            },
        ),
        migrations.CreateModel(
            name="Wave",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("first_day", models.DateField(verbose_name="Từ ngày")),
                ("last_day", models.DateField(verbose_name="Đến hết ngày")),
                ("needs_until", models.DateField(verbose_name="Hạn xã đăng ký nhu cầu")),
                ("lists_until", models.DateField(verbose_name="Hạn các đơn vị gửi danh sách")),
                ("launched_on", models.DateField(null=True, verbose_name="Ngày ra quân")),
                ("launch_words", models.CharField(blank=True, max_length=300, verbose_name="Lễ ra quân")),
                ("decision_number", models.CharField(blank=True, max_length=60, verbose_name="Số quyết định")),
                ("decided_on", models.DateField(null=True, verbose_name="Ngày quyết định")),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="waves", to="campaign.campaign"
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                ("senders", models.ManyToManyField(blank=True, related_name="+", to="people.organisation")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "number"), name="wave_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="wave_ends_after_it_begins"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="sendinglist",
            name="wave",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lists", to="campaign.wave"
            ),
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wanted", models.PositiveSmallIntegerField(verbose_name="Cần mấy người")),
                ("disciplines", models.JSONField(default=list)),
                ("skills", models.JSONField(default=list)),
                (
                    "it_staff",
                    models.PositiveSmallIntegerField(verbose_name="Số công chức có chuyên môn công nghệ thông tin"),
                ),
                (
                    "remoteness",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Gần trung tâm, đi lại dễ"),
                            (1, "Xa trung tâm"),
                            (2, "Miền núi, vùng sâu"),
                            (3, "Đảo, đặc khu"),
                        ],
                        default=0,
                        verbose_name="Mức xa",
                    ),
                ),
                ("reasons", models.TextField(verbose_name="Việc cần giúp")),
                ("lodging", models.CharField(blank=True, max_length=200, verbose_name="Chỗ ở xã bố trí")),
                ("contact", models.CharField(max_length=200, verbose_name="Đầu mối của xã")),
                ("granted", models.PositiveSmallIntegerField(null=True)),
                ("registered_at", models.DateTimeField()),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="needs", to="campaign.wave"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("wave", "place"), name="commune_asks_once_a_wave")],
            },
        ),
        migrations.AddField(
            model_name="missionreport",
            name="wave",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="campaign.wave"
            ),
        ),
        migrations.AddField(
            model_name="deployment",
            name="wave",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="deployments", to="campaign.wave"
            ),
        ),
        migrations.AddField(
            model_name="candidate",
            name="wave",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="candidates", to="campaign.wave"
            ),
        ),
        migrations.CreateModel(
            name="WaveSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="training.session"
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="campaign.wave"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("wave", "session"), name="class_prepares_a_wave_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="sendinglist",
            constraint=models.UniqueConstraint(fields=("wave", "organisation"), name="one_list_a_sender_and_wave"),
        ),
        migrations.AddConstraint(
            model_name="missionreport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "wave")), fields=("wave",), name="one_report_a_wave"
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.UniqueConstraint(fields=("wave", "person"), name="candidate_once_a_wave"),
        ),
    ]
    operations = [Together(operations)]
